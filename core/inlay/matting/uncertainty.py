"""Where an alpha may be wrong: where a further stroke of the trimap would help most."""

from __future__ import annotations

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.rows import strips
from inlay.matting.scene import UNKNOWN, Scene

#: Unknown pixels that are compared with samples; of more, every second or third row and column is.
MOST = 300_000
#: How uncertain a pixel is that is not soft at all, and one whose samples agree, beside the opposite.
HARD, AGREED = 0.02, 0.1
#: Disagreement where there are no samples.
UNHEARD = 0.5
#: Pixels of one piece of work.
_PIECE = 1 << 18


def uncertainty(scene: Scene, alpha: np.ndarray, *, threads: int | None = None) -> np.ndarray:
    """How far an alpha should be mistrusted.

    It is made of two things, each of which alone is a poor judge: the *softness* ``4 alpha (1 - alpha)``, since an
    estimate errs mostly where it mixes, and the *disagreement* ``|alpha - a|`` with what the known colours around
    the band say on their own (`inlay.matting.sampling.colour_samples`), which an estimate by a Laplacian has at most
    leant on. Of large bands the disagreement is found on a coarser grid. The result is

        sqrt((softness + 0.02) / 1.02 * (disagreement + 0.1) / 1.1),

    a rank and not a calibrated error. Without numba, or where no colours can be sampled, the disagreement is 0.5.

    Parameters
    ----------
    scene : Scene
        The picture and its trimap.
    alpha : ndarray, (height, width)
        The estimate, from 0 to 1.
    threads : int, optional
        By default as many as there are processors, at most four. The result is the same to the bit.

    Returns
    -------
    ndarray, (height, width), float32
        From 0 to 1; 0 at known pixels.
    """
    doubt = np.zeros(scene.trimap.shape, np.float32)
    unknown = scene.trimap == UNKNOWN
    count = int(np.count_nonzero(unknown))
    if count == 0:
        return doubt
    stride = int(np.ceil(np.sqrt(count / MOST)))
    coarse = _disagreement(scene, alpha, stride, threads)
    columns = np.arange(scene.width) // stride
    for top, bottom in strips(scene.height, scene.width, _PIECE):
        inside = unknown[top:bottom]
        value = np.asarray(alpha[top:bottom], np.float32)
        softness = (4 * value * (1 - value) + np.float32(HARD)) / np.float32(1 + HARD)
        dissent = coarse[np.arange(top, bottom)[:, None] // stride, columns]
        dissent = (dissent + np.float32(AGREED)) / np.float32(1 + AGREED)
        np.sqrt(np.clip(softness * dissent, 0, 1), out=doubt[top:bottom], where=inside)
    return doubt


def _disagreement(scene: Scene, alpha: np.ndarray, stride: int, threads: int | None) -> np.ndarray:
    """How far alpha is from what samples say, on every `stride`-th row and column."""
    every = slice(None, None, stride)
    present = None if scene.present is None else scene.present[every, every]
    thinned = Scene(scene.image[every, every], scene.scale, scene.trimap[every, every], present)
    try:
        from inlay.matting.sampling import beliefs, colour_samples

        belief = colour_samples.data_term(thinned, Effort(threads), beliefs.SAMPLES_ALONE)
    except ImportError:
        return np.full(thinned.trimap.shape, UNHEARD, np.float32)
    apart = np.abs(np.asarray(alpha[every, every], np.float32) - belief.value)
    is_unknown = thinned.trimap == UNKNOWN
    apart[is_unknown & (belief.weight == 0)] = UNHEARD
    apart[~is_unknown] = 0
    return apart
