"""Means: the constant that gradients leave for each part of a mosaic, fixed by the lowest source seen in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from inlay.arrays.progress import Progress
from inlay.contract.boxes import Box
from inlay.mosaic.label_map import LabelMap


def lacking_means(
    label_map: LabelMap,
    boxes: Sequence[Box],
    parts: Callable[[Box], np.ndarray],
    count: int,
    lacking: Callable[[Box], np.ndarray],
    progress: Progress,
) -> np.ndarray:
    """What each part lacks of the mean of the lowest source seen in it, over the pixels that came from it.

    Parameters
    ----------
    boxes : sequence of Box
        All of the canvas, in strips.
    parts : callable
        Gives the number of the part that each pixel of a strip is in, from 1 on; where there is no source it is 0.
    count : int
        How many parts there are.
    lacking : callable
        Gives by how much the sources are more than the picture in a strip, (rows, width, channels).

    Returns
    -------
    ndarray, (count + 1, channels)
        The first is 0: that of no part.
    """
    lowest = np.full(count + 1, len(label_map.sources), np.int16)
    for done, box in enumerate(boxes):
        progress(0.5 * done / len(boxes))
        labels = label_map.labels.read(box)
        present = labels >= 0
        if count == 1:
            lowest[1] = labels[present].min(initial=lowest[1])
        else:
            np.minimum.at(lowest, parts(box)[present], labels[present])
    sums, pixels = np.zeros((count + 1, label_map.channels)), np.zeros(count + 1)
    for done, box in enumerate(boxes):
        progress(0.5 + 0.5 * done / len(boxes))
        labels, part = label_map.labels.read(box), parts(box)
        counted = (labels >= 0) & (labels == lowest[part])
        if not counted.any():
            continue
        if count == 1:
            pixels[1] += np.count_nonzero(counted)
            sums[1] += counted.ravel() @ lacking(box).reshape(-1, label_map.channels)
            continue
        excess, numbers = lacking(box)[counted], part[counted]
        pixels += np.bincount(numbers, minlength=count + 1)
        for channel in range(label_map.channels):
            sums[:, channel] += np.bincount(numbers, excess[:, channel], count + 1)
    return sums / np.maximum(pixels, 1)[:, None]
