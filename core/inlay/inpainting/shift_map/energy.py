"""What labels of a shift map cost, as kernels.

A label k takes for the pixel p the colour at p plus ``shifts[k, 1:]`` of the view ``shifts[k, 0] - 1``. Label 0 is the
picture where it is known; -1 stands for no label. Two neighbours p and q with the labels a and b cost what both
labels differ in, at both ends and in their gradients from one to the other: ``|d(p)|^2 + |d(q)|^2 + |d(p) - d(q)|^2``
with d the colour by a less that by b (He, Sun 2012, eq. 5, has the first two terms). Squares let a texture be cut, but
no outline. They are no metric: where a move could not be written as a cut, what it costs that one of two pixels changes
is raised, so that no move makes anything worse (Rother, Kumar, Kolmogorov, Blake: Digital tapestry, CVPR 2005).
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel

#: From a pixel to its neighbours: those before it last.
STEPS = np.array([(0, 1), (1, 0), (0, -1), (-1, 0)])
#: Costs as whole numbers: what places differ in that have nothing to do with each other, and the largest number.
TYPICAL, LARGEST = 1 << 10, 1 << 14
#: What rules a label out.
NEVER = 1 << 24
#: What the rarest offset costs a pixel beside the most frequent one.
RARE = 8
#: How much gradients count beside colours.
GRADIENT = 1.0


@kernel
def usable_at(usable, shifts, label, y, x):
    """Whether a label gives a pixel a colour."""
    if label < 0:
        return False
    row, column = y + shifts[label, 1], x + shifts[label, 2]
    inside = row >= 0 and column >= 0 and row < usable.shape[1] and column < usable.shape[2]
    return inside and usable[shifts[label, 0], row, column]


@kernel
def disagreement(pictures, usable, shifts, a, b, y, x, v, u):
    """What two labels differ in at the pixels (y, x) and (v, u), their gradient included; -1 where it is not known."""
    first = usable_at(usable, shifts, a, y, x) and usable_at(usable, shifts, b, y, x)
    second = usable_at(usable, shifts, a, v, u) and usable_at(usable, shifts, b, v, u)
    if not first and not second:
        return -1.0
    view, other = max(0, shifts[a, 0] - 1), max(0, shifts[b, 0] - 1)
    here, there, between = 0.0, 0.0, 0.0
    for channel in range(pictures.shape[3]):
        d, e = 0.0, 0.0
        if first:
            d = (
                pictures[view, y + shifts[a, 1], x + shifts[a, 2], channel]
                - pictures[other, y + shifts[b, 1], x + shifts[b, 2], channel]
            )
        if second:
            e = (
                pictures[view, v + shifts[a, 1], u + shifts[a, 2], channel]
                - pictures[other, v + shifts[b, 1], u + shifts[b, 2], channel]
            )
        here += d * d
        there += e * e
        between += (d - e) * (d - e)
    if not first:
        return 2 * there
    if not second:
        return 2 * here
    return here + there + GRADIENT * between


@kernel
def seam(pictures, usable, shifts, a, b, y, x, v, u, scale):
    """The cost of the labels a and b at the neighbours (y, x), (v, u), as a whole number."""
    if a == b or a < 0 or b < 0:
        return 0
    # At the border of the hole the picture goes on beyond it: there both its pixels are compared.
    if b == 0:
        y, x, v, u = v, u, 2 * v - y, 2 * u - x
    elif a == 0:
        y, x, v, u = 2 * y - v, 2 * x - u, y, x
    cost = disagreement(pictures, usable, shifts, a, b, y, x, v, u)
    if cost < 0:
        return 4 * TYPICAL
    return min(LARGEST, int(cost * scale))


@kernel
def unlikeness(found, expected, free, weight, shifts, label, y, x):
    """What it costs that a place looks otherwise than what is expected, or is taken from an offset that is rare."""
    if label <= 0 or weight == 0:
        return 0
    view, row, column = shifts[label, 0] - 1, y + shifts[label, 1], x + shifts[label, 2]
    total, last = 0.0, expected.shape[2] - 1
    for channel in range(last):
        difference = found[view, row, column, channel] - expected[y, x, channel]
        total += difference * difference
    rough = abs(found[view, row, column, last] - expected[y, x, last])
    unlike = max(0.0, np.sqrt(total) - free[0]) + max(0.0, rough - free[1])
    return int(weight * unlike + RARE * label / len(shifts))


@kernel
def move_costs(
    pictures, usable, shifts, labels, number, rows, columns, alpha, scale, found, expected, free, weight, keep, change,
    right, down
):  # fmt: skip
    """Costs of keeping labels or changing them to `alpha`, for the numbered pixels at `rows` and `columns`.

    `right` and `down` receive what it costs that one of two neighbours changes and the other does not: such a pair of
    costs can be written as one for both directions and some for either pixel (Kolmogorov, Zabih 2004).
    """
    for i in range(len(rows)):
        y, x = rows[i], columns[i]
        own = np.int64(labels[y, x])
        if not usable_at(usable, shifts, own, y, x):
            keep[i] += NEVER
        else:
            keep[i] += unlikeness(found, expected, free, weight, shifts, own, y, x)
        change[i] += unlikeness(found, expected, free, weight, shifts, alpha, y, x)
        for step in range(4):
            v, u = y + STEPS[step, 0], x + STEPS[step, 1]
            if v < 0 or u < 0 or v >= labels.shape[0] or u >= labels.shape[1]:
                continue
            other, j = np.int64(labels[v, u]), number[v, u]
            if j < 0:
                keep[i] += seam(pictures, usable, shifts, own, other, y, x, v, u, scale)
                change[i] += seam(pictures, usable, shifts, alpha, other, y, x, v, u, scale)
            elif step < 2:
                neither = seam(pictures, usable, shifts, own, other, y, x, v, u, scale)
                second = seam(pictures, usable, shifts, own, alpha, y, x, v, u, scale)
                first = seam(pictures, usable, shifts, alpha, other, y, x, v, u, scale)
                lacking = (max(0, neither - first - second) + 1) // 2
                first, second = first + lacking, second + lacking
                apart = (first + second - neither) // 2
                change[i] += first - neither - apart
                change[j] += second - neither - apart
                if step == 0:
                    right[i] = apart
                else:
                    down[i] = apart


@kernel
def seam_costs(pictures, usable, shifts, labels, rows, columns, label, scale, costs):
    """What the seams around some pixels would cost with a label, in each direction; -1 where there is none."""
    costs[:] = -1
    own = labels[rows[0], columns[0]]
    for i in range(len(rows)):
        y, x = rows[i], columns[i]
        lost = 0 if usable_at(usable, shifts, label, y, x) else 8 * TYPICAL
        for step in range(4):
            v, u = y + STEPS[step, 0], x + STEPS[step, 1]
            if v < 0 or u < 0 or v >= labels.shape[0] or u >= labels.shape[1]:
                continue
            other = np.int64(labels[v, u])
            if other != own and other >= 0:
                costs[i, step] = lost + seam(pictures, usable, shifts, label, other, y, x, v, u, scale)
