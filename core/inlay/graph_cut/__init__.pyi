from inlay.graph_cut.boundaries import optimal_outline as optimal_outline
from inlay.graph_cut.boundaries import outline_cost as outline_cost
from inlay.graph_cut.seams import minimum_cut as minimum_cut
from inlay.graph_cut.warming import warm as warm
