from inlay.inpainting.structure.curves import Curve as Curve
from inlay.inpainting.structure.finding import curves_along as curves_along
from inlay.inpainting.structure.finding import curves_through as curves_through
from inlay.inpainting.structure.propagation import propagated as propagated
