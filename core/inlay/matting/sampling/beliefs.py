"""What can be believed about alpha besides the matting Laplacian, and how strongly each of it is."""

from __future__ import annotations

from dataclasses import dataclass

from inlay.arrays import checks

#: Where samples are taken: from known pixels, from known and trimmed ones, or from whichever of both fits better.
SOURCES = ("known", "trimmed", "both")


@dataclass(frozen=True)
class Beliefs:
    """Weights of beliefs, beside a Laplacian scaled as that of Levin et al. 2008, eq. 12.

    Attributes
    ----------
    strength : float
        Of colour samples whose confidence is 1.
    purity : float
        How much likelier an unknown pixel is one of the pure colours than a mixture of a given pair.
    trimming : float
        Of the labels of trimmed pixels; with 0 nothing is trimmed.
    sources : {"known", "trimmed", "both"}
        Where the samples are taken: from known pixels; from known and trimmed ones; or, pixel by pixel, from whichever
        of both explains it better.
    novelty : float
        Of foreground, where no samples explain a colour that known background does not have.
    shared : float
        Of the alpha of shared sampling.

    Raises
    ------
    ParameterError
        If there is no such source.
    """

    strength: float = 2e-3
    purity: float = 30.0
    trimming: float = 1e-3
    sources: str = "both"
    novelty: float = 2e-4
    shared: float = 0.0

    def __post_init__(self) -> None:
        checks.choice(self.sources, SOURCES, "sources")


#: Colour samples of known pixels, and nothing else.
SAMPLES_ALONE = Beliefs(trimming=0.0, novelty=0.0)
