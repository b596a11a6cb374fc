from inlay.harmonisation.equation import gaussian_poisson as gaussian_poisson
from inlay.harmonisation.equation import harmonise as harmonise
from inlay.harmonisation.paste import ColourModel as ColourModel
from inlay.harmonisation.paste import Paste as Paste
