"""A colour model in a few lines: the piece takes on the mean colour of all around it."""

from inlay.harmonisation.paste import ColourModel


def predict(paste):
    """The source, shifted to the destination's mean."""
    import numpy as np

    inside, outside = paste.coverage[..., None], (1 - paste.coverage)[..., None]
    means = [
        (picture * weight).sum(axis=(0, 1)) / max(float(weight.sum()), 1e-6)
        for picture, weight in ((paste.source, inside), (paste.destination, outside))
    ]
    moved = paste.source - means[0] + means[1]
    return np.where(inside > 0, moved, paste.destination)


MATCHING = ColourModel(
    id="sample-mean",
    name="Sample Mean",
    summary="The mean of the surroundings: an example of a colour model from another package.",
    predict=predict,
)
