"""Background Plate: the picture without its foreground, as a layer to lie below."""

from __future__ import annotations

import numpy as np

from inlay.contract.language import _
from inlay.operations.call import Call
from inlay.operations.cut_out.cutting import Edge, HideImage, Linear, Unmasked
from inlay.operations.cut_out.layer import coloured, layer_of, opacity, working_of
from inlay.operations.declaration import Output, operation
from inlay.operations.job import Job, Layer, Result
from inlay.operations.masks import edge_of
from inlay.operations.part import Part
from inlay.picture import Picture


@operation(
    name="Background Plate",
    yields=Output("layer", "The background, below the picture."),
    keywords=("clean plate", "remove object", "inpaint", "parallax", "matting"),
    suits="A thing that is to be moved or its background to be blurred, after it was cut out.",
    ring=0,
)
def background_plate(
    image: Unmasked, edge: Edge, job: Job, *, linear: Linear = False, hide_image: HideImage = True
) -> Result:
    """Make a layer of the background alone, filled in smoothly behind what was cut out.

    Behind hair and soft edges the background's own colours are estimated; where the foreground hides it altogether,
    the colours around are continued smoothly. The result lies below the picture, so that a cut-out can be moved,
    blurred or replaced.

    The edge is the mask of the active layer, another mask or channel, or a layer that was cut out of it.

    See Also
    --------
    heal_selection : When the background has texture that must go on behind it: this one is smooth there.
    clean_edge_colours : The other half: the thing without its background.

    References
    ----------
    T. Germer, T. Uelwer, S. Conrad, S. Harmeling: Fast Multi-Level Foreground Estimation. 2020,
    https://arxiv.org/abs/2006.14970

    Examples
    --------
    >>> import numpy as np, inlay
    >>> image, edge = np.full((8, 8), 100, np.uint8), np.zeros((8, 8))
    >>> image[3:5, 3:5], edge[2:6, 2:6] = 250, 1
    >>> int(inlay.background_plate(image, edge)[4, 4])
    100
    """
    job.progress(0, _("Reading"))
    part = layer_of(job, image)
    picture = _plate(part, edge_of(edge, part.box, image).alpha, linear)
    title = part.titled(background_plate.name)
    return Result([Layer(picture, title, place="below", of="image", hides=("image",) if hide_image else ())])


@background_plate.on_arrays
def _on_arrays(call: Call, image: np.ndarray, edge: np.ndarray) -> np.ndarray:
    """The background.

    Parameters
    ----------
    edge : ndarray, (height, width)
        What belongs to the foreground: boolean, or samples of any type.

    Returns
    -------
    ndarray
        Of the image's shape and type: its own samples where the edge is 0, estimated ones behind soft edges (Germer
        and others, 2020), and where more than half is foreground the membrane between these: the solution of
        Laplace's equation, as by `inlay.poisson.clone` without gradients.
    """
    job = call.job_of("image")
    part = layer_of(job, job.picture("image"))
    result = np.array(part.around.pixels)
    result[..., : part.colours.shape[-1]] = _plate(part, np.asarray(edge), call.values["linear"]).colour
    return result.reshape(np.shape(image))


def _plate(part: Part, alpha: np.ndarray, linear: bool) -> Picture:
    """The background in the layer's place."""
    from inlay.matting.colours.plate import background_plate as plate

    working = working_of(part, linear)
    background = plate(
        working.colour,
        alpha,
        present=part.present,
        threads=part.effort.threads,
        progress=part.job.span(0.05, 0.95, _("Finding the background")),
    )
    return coloured(part, working, background, opacity(part, np.ones(alpha.shape, np.float32)), untouched=alpha == 0)
