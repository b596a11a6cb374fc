"""The laws of the composites: what they are made of adds up, what is painted as known is so, and they stay the same."""

from dataclasses import replace

import numpy as np
import pytest

from tools.composites import COUNT, KINDS, camera, cases, collection, photographs
from tools.composites.__main__ import main
from tools.composites.camera import Camera
from tools.composites.layer import CLEAR, OPAQUE

SHAPE = 110, 160
every_kind = pytest.mark.parametrize("kind", KINDS)


def random_of(kind):
    return np.random.default_rng(list(KINDS).index(kind))


@pytest.fixture(scope="module")
def found():
    """One small composite of each kind."""
    return {kind: collection.made(kind, 0, SHAPE) for kind in KINDS}


@pytest.fixture
def small(monkeypatch):
    """Composites that are made in no time."""
    monkeypatch.setattr(collection.made, "__defaults__", (SHAPE,))


def test_there_are_at_least_sixty():
    assert COUNT * len(KINDS) >= 60


@every_kind
def test_the_same_number_gives_the_same_pixels(found, kind):
    image, alpha, painted = collection.made(kind, 0, SHAPE)
    np.testing.assert_array_equal(image, found[kind][0])
    np.testing.assert_array_equal(alpha, found[kind][1])
    for width, trimap in painted.items():
        np.testing.assert_array_equal(trimap, found[kind][2][width])
    assert (collection.made(kind, 1, SHAPE)[0] != image).any()


@every_kind
def test_what_is_known_is_so(found, kind):
    _, alpha, painted = found[kind]
    assert alpha.dtype == np.float32 and alpha.min() == 0 and alpha.max() == 1
    for trimap in painted.values():
        grays = set(np.unique(trimap))
        assert {0, 255} < grays and grays - {0, 255} <= {102, 128}
        assert (alpha[trimap == 0] == 0).all()
        assert (alpha[trimap == 255] == 1).all()
    narrow, wide = (np.count_nonzero((each > 0) & (each < 255)) for each in painted.values())
    assert narrow < wide


@every_kind
@pytest.mark.parametrize("linear", [False, True])
def test_the_compositing_equation_holds(kind, linear):
    composite = collection.arranged(random_of(kind), kind, SHAPE)
    perfect = Camera(linear)
    mixed = camera.mixed(composite.layer, composite.background, perfect)
    foreground, alpha = camera.foreground(composite.layer).astype(float), composite.layer.alpha[..., None].astype(float)
    power = camera.GAMMA if linear else 1.0
    light = alpha * foreground**power + (1 - alpha) * composite.background.astype(float) ** power
    np.testing.assert_allclose(mixed, light ** (1 / power), atol=1e-5)
    levels = camera.exposed(random_of(kind), mixed, perfect)
    assert np.abs(levels - 255 * mixed).max() <= 0.5 + 1e-3


@every_kind
def test_alpha_is_nowhere_almost_clear_or_almost_opaque(found, kind):
    soft = found[kind][1][(found[kind][1] > 0) & (found[kind][1] < 1)]
    assert soft.size and soft.min() >= np.float32(CLEAR) and soft.max() <= np.float32(OPAQUE)


def test_foregrounds_are_made_of_other_photographs_than_backgrounds(monkeypatch):
    behind, cloths = [], []
    real = photographs.piece

    def piece(random, name, shape, *least):
        behind.append(name)
        return real(random, name, shape, *least)

    def draw(studio):
        cloths.append(studio.cloths)
        behind[1:] = []
        return collection.solid.draw(studio)

    monkeypatch.setattr(photographs, "piece", piece)
    monkeypatch.setitem(collection.KINDS, "solid", draw)
    collection.made("solid", 3, SHAPE)
    assert len(behind) > 1
    assert behind[0] not in behind[1:] and behind[0] not in cloths[0]


def test_composites_are_kept_and_found(small, tmp_path, monkeypatch):
    fresh = list(cases(kinds=["solid", "focus"], every=8, cache=tmp_path))
    assert [case.name for case in fresh] == ["solid-0", "solid-0", "focus-0", "focus-0"]
    assert {case.width for case in fresh} == {"narrow", "wide"}
    monkeypatch.setattr(collection, "made", None)
    for before, after in zip(fresh, cases(kinds=["solid", "focus"], every=8, cache=tmp_path), strict=True):
        for plane in ("image", "trimap", "alpha"):
            np.testing.assert_array_equal(getattr(before, plane), getattr(after, plane))


def test_photographs_that_others_have_give_other_files(small, tmp_path, monkeypatch):
    list(cases(kinds=["solid"], every=8, cache=tmp_path))
    monkeypatch.setattr(photographs, "names", lambda: list(photographs.COLOURED))
    list(cases(kinds=["solid"], every=8, cache=tmp_path))
    assert len(list(tmp_path.glob("solid-0-*.npz"))) == 2


def test_noise_and_jpeg_change_little():
    composite = collection.arranged(random_of("hair"), "hair", SHAPE)
    mixed = camera.mixed(composite.layer, composite.background, composite.camera)
    clean = camera.exposed(random_of("hair"), mixed, replace(composite.camera, grain=0.0, quality=0))
    noisy = camera.exposed(random_of("hair"), mixed, replace(composite.camera, grain=1.5, quality=90))
    assert 0.2 < np.abs(noisy.astype(float) - clean).mean() < 5


def test_sheets_show_every_composite(small, tmp_path):
    main(str(tmp_path), "solid")
    assert (tmp_path / "solid.png").stat().st_size > 10_000
