from inlay.inpainting.healing import Filling as Filling
from inlay.inpainting.healing import patched as patched
from inlay.inpainting.thin_plate import clamped as clamped
from inlay.inpainting.thin_plate import thin_plate as thin_plate
from inlay.inpainting.warming import warm as warm
