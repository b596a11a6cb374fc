from inlay.inpainting.shift_map.completion import Completion as Completion
from inlay.inpainting.shift_map.completion import completed as completed
from inlay.inpainting.shift_map.solution import Healed as Healed
from inlay.inpainting.shift_map.solution import healed as healed
from inlay.inpainting.shift_map.solution import solved as solved
