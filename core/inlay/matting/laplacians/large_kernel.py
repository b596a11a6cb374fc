"""The matting Laplacian of large windows, never written down: a product is two sums over windows.

K. He, J. Sun, X. Tang: Fast Matting Using Large Kernel Matting Laplacian Matrices. IEEE Conference on Computer
Vision and Pattern Recognition 2010.

The windows are those of closed-form matting with a larger radius. A product with p fits in each window the linear
model of colour that is nearest to p (slopes a and constant b) and takes from ``p_i`` of
each pixel what the models of all its windows predict: ``(L p)_i = sum of (p_i - a'c_i - b)``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse.linalg import LinearOperator

from inlay.arrays.effort import Effort
from inlay.arrays.progress import attentively
from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.matting.laplacians.domain import Domain
from inlay.matting.laplacians.window_sums import Boxes, square

EPSILON = 1e-7
RADIUS = 10
#: Part of the squared range of colours that is added to every variance: sums over windows are good for no more.
PRECISION = 1e-13


def large_kernel_laplacian(
    image: np.ndarray,
    epsilon: float = EPSILON,
    radius: int = RADIUS,
    *,
    present: np.ndarray | None = None,
    region: np.ndarray | None = None,
) -> LinearOperator:
    """The matting Laplacian with windows of (2 radius + 1)^2 pixels.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, 1 or 3)
        Unsigned integers, or floating-point numbers of which 1 is white.
    epsilon : float
        How strongly slopes of the colour models are kept small.
    radius : int
        From 1 upwards; a picture that is smaller than a window has smaller windows.
    present : ndarray of bool, (height, width), optional
        False where the colour means nothing: windows are made of the other pixels.
    region : ndarray of bool, (height, width), optional
        Only windows that touch it are summed: its rows are whole, others may be partial or empty.

    Returns
    -------
    scipy.sparse.linalg.LinearOperator, (height * width, height * width)
        Symmetric and positive semidefinite, with rows that sum to 0.

    Raises
    ------
    InputError
        If the picture is neither gray nor RGB, or sizes differ.
    ParameterError
        If the radius is not 1 or more.
    """
    if radius < 1:
        raise ParameterError(
            _("A window of radius {radius} holds one pixel.", radius=radius), _("Choose a radius from 1 upwards.")
        )
    domain = Domain.checked(image, present, region)
    kernel, count = assemble(domain, Effort(), epsilon, radius), domain.count

    def product(values: np.ndarray) -> np.ndarray:
        result = np.zeros(count)
        result[kernel.pixels] = kernel.product(values.ravel()[kernel.pixels])
        return result

    return LinearOperator((count, count), matvec=product, rmatvec=product, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class LargeKernel:
    """The Laplacian between some pixels of a picture.

    Attributes
    ----------
    radius : int
        Of the windows.
    pixels : ndarray, (n,)
        Positions in the flattened picture, ascending.
    colours : ndarray, (n, channels)
        Of these pixels, less a mean that no window notices.
    window_count : ndarray, (n,)
        How many windows hold each pixel.
    boxes : Boxes
        From these pixels to the windows and back.
    windows : ndarray, (windows,)
        Positions of the centres.
    size, mean, slopes : ndarray, (windows,), (windows, channels), (windows, channels, channels)
        Pixels of each window, known and unknown, their mean colour, and the inverse of ``scatter + epsilon I``.
    """

    radius: int
    pixels: np.ndarray
    colours: np.ndarray
    window_count: np.ndarray
    boxes: Boxes
    windows: np.ndarray
    size: np.ndarray
    mean: np.ndarray
    slopes: np.ndarray

    def among(self, selection: np.ndarray) -> LargeKernel:
        """The rows and columns of some of the pixels, given as a mask of them."""
        return replace(
            self,
            pixels=self.pixels[selection],
            colours=self.colours[selection],
            window_count=self.window_count[selection],
            boxes=self.boxes.among(selection),
        )

    def product(self, values: np.ndarray) -> np.ndarray:
        """L times `values`, (n,)."""
        sums = self.boxes.sums(self._features() * values[:, np.newaxis])
        total = sums[:, 0]
        centred = sums[:, 1:] - self.mean * total[:, np.newaxis]
        slopes = np.einsum("wij,wj->wi", self.slopes, centred)
        constant = total / self.size - np.einsum("wi,wi->w", self.mean, slopes)
        predicted = self.boxes.spread(np.column_stack([constant, slopes]))
        return self.window_count * values - np.einsum("ni,ni->n", self._features(), predicted)

    def diagonal(self) -> np.ndarray:
        """The diagonal of L, (n,)."""
        channels = self.colours.shape[1]
        toward = np.einsum("wij,wj->wi", self.slopes, self.mean)
        constant = 1 / self.size + np.einsum("wi,wi->w", self.mean, toward)
        spread = self.boxes.spread(np.column_stack([constant, toward, self.slopes.reshape(len(toward), -1)]))
        slopes = spread[:, 1 + channels :].reshape(-1, channels, channels)
        linear = np.einsum("ni,ni->n", self.colours, spread[:, 1 : channels + 1])
        square = np.einsum("ni,nij,nj->n", self.colours, slopes, self.colours)
        return self.window_count - spread[:, 0] + 2 * linear - square

    def _features(self) -> np.ndarray:
        return np.column_stack([np.ones(len(self.colours)), self.colours])


def assemble(domain: Domain, effort: Effort, epsilon: float = EPSILON, radius: int = RADIUS) -> LargeKernel:
    """The same between the pixels of all windows that touch the domain's region."""
    shape, present = domain.shape, domain.is_present()
    radius = min(radius, (min(shape) - 1) // 2)
    region = domain.is_wanted() & present
    centres = np.zeros(shape, bool)
    if radius > 0:
        inner = slice(radius, shape[0] - radius), slice(radius, shape[1] - radius)
        centres[inner] = square(region, radius)[inner]
    members = square(centres, radius) & present
    pixels = np.flatnonzero(members)
    colours = domain.colours(pixels)
    if len(colours):
        colours -= colours.mean(axis=0)
    effort.progress(0.1)
    boxes = attentively(lambda: Boxes(members, centres, radius), effort.progress, 0.1)
    size, mean, slopes = attentively(lambda: _models(boxes, colours, epsilon), effort.progress, 0.4)
    window_count = boxes.spread(np.ones((len(size), 1)))[:, 0]
    return LargeKernel(radius, pixels, colours, window_count, boxes, np.flatnonzero(centres), size, mean, slopes)


def _models(boxes: Boxes, colours: np.ndarray, epsilon: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Size, mean colour and ``(scatter + epsilon I)^-1`` of each window."""
    channels = colours.shape[1]
    first, second = np.triu_indices(channels)
    products = colours[:, first] * colours[:, second]
    sums = boxes.sums(np.column_stack([np.ones(len(colours)), colours, products]))
    size = sums[:, 0].copy()
    mean = sums[:, 1 : channels + 1] / size[:, np.newaxis]
    scatter = np.empty((len(sums), channels, channels))
    scatter[:, first, second] = sums[:, channels + 1 :] - size[:, np.newaxis] * mean[:, first] * mean[:, second]
    scatter[:, second, first] = scatter[:, first, second]
    ridge = epsilon + PRECISION * np.square(colours).max(initial=0.0)
    return size, mean, np.linalg.inv(scatter + ridge * np.eye(channels))
