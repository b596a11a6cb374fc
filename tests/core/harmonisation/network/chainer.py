"""Archives like those that Chainer writes of the authors' network, and what the network makes of a picture, plainly."""

from pathlib import Path

import numpy as np
from scipy import signal


def shapes(width: int = 64, bottleneck: int = 4000) -> dict[str, tuple[int, ...]]:
    """Every array of `blending_gan.npz` by its name."""
    found: dict[str, tuple[int, ...]] = {}
    widths = [3, width, 2 * width, 4 * width, 8 * width, bottleneck]
    places = {"encoder": (0, 2, 5, 8, 11), "decoder": (0, 3, 6, 9, 12)}
    for part, numbers in places.items():
        for number, before, after in zip(numbers, widths, widths[1:], strict=False):
            found[f"{part}/{number}/W"] = (after, before, 4, 4) if part == "encoder" else (before, after, 4, 4)
            name = f"{part}/{number + 1}"
            if part == "encoder" and number == 11:
                name = "bn"
            if (part, number) not in (("encoder", 0), ("decoder", 12)):
                found |= {f"{name}/{each}": (after,) for each in ("gamma", "beta", "avg_mean", "avg_var")}
                found[f"{name}/N"] = ()
        widths.reverse()
    return found


def weights(width: int, bottleneck: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Random ones with which no layer fades."""
    random, found = np.random.default_rng(seed), {}
    for name, shape in shapes(width, bottleneck).items():
        if name.endswith("/N"):
            found[name] = np.array(7)
        elif name.endswith(("gamma", "avg_var")):
            found[name] = random.uniform(0.5, 1.5, shape).astype(np.float32)
        else:
            found[name] = random.normal(0, 0.12 if len(shape) == 4 else 0.1, shape).astype(np.float32)
    return found


def generator(width: int, noise: int, seed: int = 0) -> dict[str, np.ndarray]:
    """The arrays of an archive like `unsupervised_blending_gan.npz`."""
    found = weights(width, noise, seed)
    return {name.removeprefix("decoder/"): array for name, array in found.items() if name.startswith("decoder/")}


def saved(path: Path, arrays: dict[str, np.ndarray]) -> Path:
    np.savez_compressed(path, **arrays)
    return path


def answered(arrays: dict[str, np.ndarray], picture: np.ndarray) -> np.ndarray:
    """What the authors' network makes of a picture (3, 64, 64), layer by layer as their model.py lists them."""
    x = picture.astype(np.float64)
    for number in (0, 2, 5, 8):
        x = _convolved(np.pad(x, ((0, 0), (1, 1), (1, 1))), arrays[f"encoder/{number}/W"])[:, ::2, ::2]
        x = _leaky(x if number == 0 else _normalised(arrays, f"encoder/{number + 1}", x))
    x = _convolved(x, arrays["encoder/11/W"])
    x = _leaky(_normalised(arrays, "bn", x))
    return _decoded(arrays, "decoder/", x)


def generated(arrays: dict[str, np.ndarray], noise: np.ndarray) -> np.ndarray:
    """The picture that the generator of the unsupervised mode makes of noise (channels,)."""
    return _decoded(arrays, "", noise[:, None, None].astype(np.float64))


def _decoded(arrays: dict[str, np.ndarray], part: str, x: np.ndarray) -> np.ndarray:
    x = _spread(x, arrays[f"{part}0/W"], 1, 0)
    for number in (3, 6, 9, 12):
        x = np.maximum(_normalised(arrays, f"{part}{number - 2}", x), 0)
        x = _spread(x, arrays[f"{part}{number}/W"], 2, 1)
    return np.tanh(x)


def _convolved(x: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Correlation without padding or steps."""
    planes = [
        sum(signal.correlate2d(plane, each, "valid") for plane, each in zip(x, kernel, strict=True))
        for kernel in kernels
    ]
    return np.stack(planes)


def _spread(x: np.ndarray, kernels: np.ndarray, stride: int, padding: int) -> np.ndarray:
    """Transposed convolution: each sample lays down its kernel."""
    side = (x.shape[1] - 1) * stride + 4
    found = np.zeros((kernels.shape[1], side, side))
    for row in range(x.shape[1]):
        for column in range(x.shape[2]):
            laid = np.tensordot(x[:, row, column], kernels, axes=1)
            found[:, row * stride : row * stride + 4, column * stride : column * stride + 4] += laid
    return found[:, padding : side - padding, padding : side - padding]


def _normalised(arrays: dict[str, np.ndarray], name: str, x: np.ndarray) -> np.ndarray:
    gamma, beta, mean, variance = (
        arrays[f"{name}/{each}"][:, None, None] for each in ("gamma", "beta", "avg_mean", "avg_var")
    )
    return gamma * (x - mean) / np.sqrt(variance + 2e-5) + beta


def _leaky(x: np.ndarray) -> np.ndarray:
    return np.where(x < 0, 0.2 * x, x)
