"""Small pictures and trimaps of every odd kind, and the law that matting keeps on all of them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

import numpy as np

from inlay.errors import InlayError, InlayWarning
from inlay.matting import BACKGROUND, FOREGROUND, UNKNOWN, estimate_alpha, refine_alpha, trimap_from_image

DTYPES = ("uint8", "uint16", "float16", "float32", "float64")
CONTENTS = ("noise", "flat", "ramp", "halves", "black", "bright", "odd", "huge")
TRIMAPS = ("pixels", "blocks", "islands", "unknown", "foreground", "background", "one", "other", "certain")
LAYOUTS = ("plain", "flipped", "strided", "transposed", "read-only")


@dataclass(frozen=True)
class Recipe:
    """What a random picture and its trimap are made of."""

    height: int
    width: int
    channels: int = 3
    dtype: str = "uint8"
    content: str = "noise"
    trimap: str = "pixels"
    layout: str = "plain"
    linear: bool = False
    prior: bool = False
    seed: int = 0

    @classmethod
    def drawn(cls, rng: np.random.Generator, largest: int = 14) -> Recipe:
        height, width = rng.integers(1, largest + 1, 2)
        return cls(
            int(height),
            int(width),
            int(rng.choice([0, 1, 2, 3, 3, 3, 4])),
            *(str(rng.choice(kinds)) for kinds in (DTYPES, CONTENTS, TRIMAPS, LAYOUTS)),
            bool(rng.random() < 0.2),
            bool(rng.random() < 0.2),
            int(rng.integers(1 << 31)),
        )


@dataclass(frozen=True, eq=False)
class Scene:
    """A picture and its trimap as they are handed in."""

    image: np.ndarray
    trimap: np.ndarray
    options: dict = field(default_factory=dict)


def make(recipe: Recipe) -> Scene:
    rng = np.random.default_rng(recipe.seed)
    colours = _colours(recipe, rng)
    trimap = _trimap(recipe, rng)
    if not recipe.channels:
        colours = colours[..., 0]
    image, trimap = (_laid_out(plane, recipe.layout) for plane in (colours, trimap))
    prior = rng.random((recipe.height, recipe.width), np.float32) if recipe.prior else None
    return Scene(image, trimap, {"linear": recipe.linear, "prior": prior})


def check(scene: Scene, method: str, allowed: tuple[str, ...] = ()) -> str:
    """Estimate alpha and hold it to the law; return how it ended: done, warned, or the code of the refusal.

    Refusals with the codes ``allowed`` are lawful whatever the scene.

    Raises
    ------
    AssertionError
        If the result is not defined, the refusal or a warning does not say what to do, or it is refused for anything
        but a foreground or a background that is nowhere known or a picture without an ordinary pixel.
    """
    before = scene.image.copy(), scene.trimap.copy()
    known = trimap_from_image(scene.trimap)
    known[~_present(scene)] = BACKGROUND
    kinds = set(np.unique(known))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            matte = estimate_alpha(scene.image, scene.trimap, method, **scene.options)
        except InlayError as error:
            assert error.message and error.hint, f"a refusal without a hint: {error!r}"
            matte, ending = None, error.code
        else:
            ending = "warned" if caught else "done"
    for warning in caught:
        assert isinstance(warning.message, InlayWarning), f"a stray warning: {warning.message!r}"
        assert warning.message.message and warning.message.hint
    assert np.array_equal(before[0], scene.image, equal_nan=scene.image.dtype.kind == "f")
    assert np.array_equal(before[1], scene.trimap)
    if ending in allowed:
        return ending
    if ending == "input":
        assert not _ordinary(scene).any(), "an ordinary picture was refused"
        return ending
    assert (ending == "region") == (UNKNOWN in kinds and not kinds >= {FOREGROUND, BACKGROUND})
    if matte is None:
        assert ending == "region"
        return ending
    assert matte.alpha.shape == known.shape
    assert matte.alpha.dtype == np.float32
    assert np.isfinite(matte.alpha).all(), "alpha is not finite"
    assert matte.alpha.min() >= 0 and matte.alpha.max() <= 1, "alpha is not within 0 and 1"
    assert np.all(matte.alpha[known == BACKGROUND] == 0), "known background was touched"
    assert np.all(matte.alpha[known == FOREGROUND] == 1), "known foreground was touched"
    codes = {warning.message.code for warning in caught}
    assert ("nothing-unknown" in codes) == (UNKNOWN not in kinds)
    assert np.isfinite(matte.uncertainty).all(), "the uncertainty is not finite"
    assert matte.uncertainty.min() >= 0 and matte.uncertainty.max() <= 1, "the uncertainty is not within 0 and 1"
    assert np.all(matte.uncertainty[known != UNKNOWN] == 0), "known pixels are uncertain"
    for colours in (matte.foreground, matte.background):
        assert colours.dtype == scene.image.dtype
        assert colours.shape[:2] == known.shape
        present = known != BACKGROUND  # a transparent picture's colours may be anything
        assert np.isfinite(colours[present]).all(), "a colour is not finite"
    return ending


def check_refined(scene: Scene, seed: int) -> None:
    """Take the trimap for an alpha, refine it anyhow, and hold the result to the law.

    Only a picture without an ordinary pixel may be refused.
    """
    rng = np.random.default_rng(seed)
    settings = {name: int(rng.choice([0, 0, 3, 40, 100])) for name in ("radius", "smooth", "feather", "contrast")}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            matte = refine_alpha(
                scene.image,
                scene.trimap,
                **settings,
                shift=int(rng.integers(-100, 101)),
                smart=bool(rng.random() < 0.5),
            )
        except InlayError as error:
            assert error.message and error.hint, f"a refusal without a hint: {error!r}"
            assert error.code == "input" and not _ordinary(scene).any(), "an ordinary picture was refused"
            return
    for warning in caught:
        assert isinstance(warning.message, InlayWarning), f"a stray warning: {warning.message!r}"
    assert np.isfinite(matte.alpha).all(), "the refined alpha is not finite"
    assert matte.alpha.min() >= 0 and matte.alpha.max() <= 1, "the refined alpha is not within 0 and 1"


def _present(scene: Scene) -> np.ndarray:
    """Where the picture is not transparent."""
    if scene.image.ndim == 3 and scene.image.shape[2] in (2, 4):
        return scene.image[..., -1] > 0
    return np.ones(scene.image.shape[:2], bool)


def _ordinary(scene: Scene) -> np.ndarray:
    """Where a pixel can be seen, and each of its samples is a number that a camera could have given."""
    samples = np.abs(np.atleast_3d(scene.image).astype(np.float64))
    return _present(scene) & (samples <= 1e5).all(axis=2)


def _colours(recipe: Recipe, rng: np.random.Generator) -> np.ndarray:
    shape = recipe.height, recipe.width, max(1, recipe.channels)
    rows, columns = np.indices(shape[:2])
    content = recipe.content
    is_float = recipe.dtype.startswith("f")
    if content == "noise":
        values = rng.random(shape)
    elif content == "ramp":
        values = np.repeat(((rows + 2 * columns) / max(1, recipe.height + 2 * recipe.width))[..., None], shape[2], 2)
    elif content == "halves":
        values = np.where((columns < recipe.width / 2)[..., None], rng.random(shape[2]), rng.random(shape[2]))
    elif content == "bright" and is_float:
        values = 40 * rng.random(shape) - 1
    elif content == "odd" and is_float:
        values = np.where(rng.random(shape) < 0.2, rng.choice([np.nan, np.inf, -np.inf], shape), rng.random(shape))
    elif content == "huge" and is_float:
        largest = float(np.finfo(recipe.dtype).max)
        values = np.where(rng.random(shape) < 0.2, rng.choice([largest, -largest, 1e-8], shape), rng.random(shape))
    else:
        values = np.broadcast_to(0.0 if content == "black" else rng.random(shape[2]), shape)
    values = np.array(values, float)
    if recipe.channels in (2, 4):
        values[..., -1] = rng.choice([0, 0.3, 1, 1, 1], shape[:2])
    if is_float:
        return values.astype(recipe.dtype)
    return np.rint(values.clip(0, 1) * np.iinfo(recipe.dtype).max).astype(recipe.dtype)


def _trimap(recipe: Recipe, rng: np.random.Generator) -> np.ndarray:
    shape = recipe.height, recipe.width
    values = np.array([0, rng.choice([102, 128]), 255], np.uint8)
    kind = recipe.trimap
    if kind == "pixels":
        return rng.choice(values, shape, p=rng.dirichlet([1, 1, 1]))
    if kind == "blocks":
        return np.repeat(np.repeat(rng.choice(values, shape), 3, axis=0), 3, axis=1)[: shape[0], : shape[1]]
    if kind == "islands":
        trimap = np.where(rng.random(shape) < 0.5, values[1], rng.choice(values[[0, 2]], shape)).astype(np.uint8)
        trimap[:, shape[1] // 2 :] = values[1]
        return trimap
    if kind == "one":
        trimap = np.full(shape, values[1])
        trimap.flat[rng.integers(trimap.size, size=2)] = values[[0, 2]]
        return trimap
    if kind == "other":
        return rng.integers(0, 256, shape).astype(np.uint8)
    if kind == "certain":
        return rng.choice(values[[0, 2]], shape)
    return np.full(shape, values[{"background": 0, "unknown": 1, "foreground": 2}[kind]])


def _laid_out(plane: np.ndarray, layout: str) -> np.ndarray:
    """The same values in another memory layout."""
    if layout == "flipped":
        return np.ascontiguousarray(plane[::-1, ::-1])[::-1, ::-1]
    if layout == "strided":
        return np.repeat(np.repeat(plane, 2, axis=0), 3, axis=1)[::2, ::3]
    if layout == "transposed":
        return np.asfortranarray(plane)
    if layout == "read-only":
        plane = plane.copy()
        plane.flags.writeable = False
    return plane
