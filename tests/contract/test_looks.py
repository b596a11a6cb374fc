"""Trimaps are known however they were compressed, resampled or painted, and photographs are none."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from tests.core.matting import composites
from tests.pictures import image

from inlay.contract import looks

SIZE = (90, 120)


def counts(picture):
    levels = np.asarray(picture.convert("RGB")).reshape(-1, 3).astype(int)
    gray = np.ptp(levels, axis=1) <= looks.GRAY
    return np.bincount(levels[gray].mean(axis=1).astype(int), minlength=256).tolist(), int((~gray).sum())


def compressed(picture, quality):
    content = BytesIO()
    picture.save(content, "JPEG", quality=quality)
    return Image.open(content)


@pytest.fixture(scope="module")
def trimap():
    drawn = composites.compose("hair", composites.hair(SIZE, 40), composites.fur(SIZE), composites.meadow(SIZE), 4)
    return Image.fromarray(drawn.trimap)


def test_of_any_gray_and_compression(trimap):
    levels = np.asarray(trimap)
    for unknown in (60, 102, 128, 200):
        drawn = Image.fromarray(np.where(levels == 128, unknown, levels).astype(np.uint8))
        for found in (drawn, drawn.convert("RGB"), compressed(drawn, 40), compressed(drawn.convert("RGB"), 70)):
            assert looks.is_trimap(*counts(found)), unknown
        for size in ((37, 41), (300, 211)):
            assert looks.is_trimap(*counts(drawn.resize(size, Image.Resampling.BICUBIC))), (unknown, size)


def test_of_two_levels_or_a_soft_band(trimap):
    levels = np.asarray(trimap)
    assert looks.is_trimap(*counts(Image.fromarray(np.where(levels > 100, 255, 0).astype(np.uint8))))
    ramp = np.clip(np.linspace(-600, 855, 200), 0, 255).astype(np.uint8)
    assert looks.is_trimap(*counts(Image.fromarray(np.tile(ramp, (20, 1)))))


def test_pictures_are_none(trimap):
    drawn = composites.compose("hair", composites.hair(SIZE, 40), composites.fur(SIZE), composites.meadow(SIZE), 4)
    colours, grays = Image.fromarray(drawn.image), Image.fromarray(drawn.image).convert("L")
    for found in (
        colours,
        grays,
        Image.fromarray(image(60, 80, 3, "uint8")),
        Image.new("RGB", (9, 9), (200, 30, 30)),
    ):
        assert not looks.is_trimap(*counts(found))
    assert not looks.is_trimap([0] * 256, 0)


def test_real_ones(pictures):
    for name in ("lemur_trimap.png", "lemur_on_sunset_trimap.png"):
        with Image.open(pictures / "matting" / name) as found:
            for each in (found, compressed(found.convert("L"), 30), found.resize((97, 64), Image.Resampling.BICUBIC)):
                assert looks.is_trimap(*counts(each)), name
    photographs = [*(pictures / "photos").glob("*.jpg"), *(pictures / "cloning").glob("*[en].png")]
    photographs.append(pictures / "matting/lemur.png")
    for path in photographs:
        with Image.open(path) as found:
            small = found.convert("RGB").resize((300, 200), Image.Resampling.NEAREST)
        assert not looks.is_trimap(*counts(small)), path
        assert not looks.is_trimap(*counts(small.convert("L"))), path
