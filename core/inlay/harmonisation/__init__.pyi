from inlay.harmonisation.equation import gaussian_poisson as gaussian_poisson
from inlay.harmonisation.equation import harmonise as harmonise
