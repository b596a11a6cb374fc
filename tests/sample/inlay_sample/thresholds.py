"""A way to estimate alpha in a few lines: whatever is as bright as the known foreground is foreground."""

from inlay.matting.scene import FOREGROUND, UNKNOWN, Estimate, Estimator


def estimate(scene, *, threads=None, progress=None):
    """Alpha 1 where a pixel is nearer to the foreground's mean colour than to the background's, 0 elsewhere."""
    import numpy as np

    known = scene.trimap != UNKNOWN
    if scene.present is not None:
        known &= scene.present
    front = scene.trimap == FOREGROUND
    alpha = front.astype(np.float32)
    unknown = np.argwhere(scene.trimap == UNKNOWN).T
    colours = scene.image[tuple(unknown)] * scene.scale
    means = [
        (scene.image[side] * scene.scale).mean(axis=0) if side.any() else np.inf
        for side in (known & front, known & ~front)
    ]
    to_front, to_back = (np.square(colours - mean).sum(axis=1) for mean in means)
    alpha[tuple(unknown)] = to_front < to_back
    if progress is not None:
        progress(1.0)
    return Estimate(alpha)


THRESHOLD = Estimator(
    id="sample-threshold",
    name="Sample Threshold",
    summary="Foreground or background, nothing between: an example of an estimator from another package.",
    estimate=estimate,
    bytes_per_unknown=100,
    bytes_per_pixel=40,
)
