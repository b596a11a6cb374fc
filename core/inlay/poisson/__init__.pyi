from inlay.poisson.functional import edges as edges
from inlay.poisson.functional import energy as energy
from inlay.poisson.functional import residual as residual
from inlay.poisson.gradients import Edges as Edges
from inlay.poisson.solution import Solution as Solution
from inlay.poisson.solving import clone as clone
from inlay.poisson.solving import solve as solve
from inlay.poisson.warming import warm as warm
