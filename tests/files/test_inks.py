"""CMYK files without a profile: read by the stated default, cut out, and written as the format can."""

import numpy as np
import pytest
import tifffile
from PIL import Image
from tests.files.drawn import disc, load, noise, save

from inlay.files import formats

HEIGHT, WIDTH = 60, 80
READ_BY = "read as offset print on coated paper (ISO 12647-2)"


@pytest.fixture(params=["jpg", "tif"])
def inks(inlay, request):
    pixels = np.dstack([noise(HEIGHT, WIDTH, 3), np.zeros((HEIGHT, WIDTH), np.uint8)])
    Image.fromarray(pixels, "CMYK").save(f"inks.{request.param}", quality=100)
    trimap = np.maximum(disc(HEIGHT, WIDTH), (disc(HEIGHT, WIDTH, 0.1) > 0) * np.uint8(255))
    trimap[disc(HEIGHT, WIDTH, 14) < 200] = 128
    trimap[:, :8], trimap[:, -8:], trimap[:8], trimap[-8:] = 0, 0, 0, 0
    save("trimap.png", trimap)
    return inlay, f"inks.{request.param}", trimap


@pytest.mark.parametrize(
    ("suffix", "model"), [("png", "RGBA"), ("webp", "RGBA"), ("ora", "RGBA"), ("tif", "CMYKA"), ("jpg", "CMYK")]
)
def test_a_cut_out(inks, tmp_path, suffix, model):
    inlay, name, trimap = inks
    done = inlay("run", "cut-out", "--image", name, "--trimap", "trimap.png", "--method", "closed-form",
                 "--output", f"cut.{suffix}")  # fmt: skip
    assert done.code == 0, done.err
    assert READ_BY in done.err
    document = formats.read(tmp_path / f"cut.{suffix}")
    picture = document.layers[-1].picture
    assert picture.space.model == model
    if model.endswith("A") and suffix != "ora":
        assert (picture.alpha[trimap == 255] == 255).all() and not picture.alpha[trimap == 0].any()
    if suffix == "tif":
        own = formats.read(tmp_path / name).layers[0].picture.pixels
        assert np.array_equal(picture.colour[trimap == 255], own[trimap == 255])
    if suffix in ("png", "webp", "ora"):
        assert "keeps no CMYK colours; they become sRGB" in done.err


def test_formats_with_inks_keep_them_and_nothing_is_said(inks):
    inlay, name, _ = inks
    for suffix in ("tif", "jpg"):
        done = inlay("run", "gaussian-blur", "--radius", 0.1, "--source", name, "--output", f"same.{suffix}")
        assert done.code == 0 and "warning" not in done.err
    with tifffile.TiffFile("same.tif") as file:
        assert file.pages[0].photometric.name == "SEPARATED"


def test_inks_and_light_are_brought_together(inks):
    inlay, name, _ = inks
    save("paper.png", np.full((HEIGHT, WIDTH, 3), 200, np.uint8))
    done = inlay("run", "copy-paste", "--source", name, "--destination", "paper.png", "--output", "pasted.png")
    assert done.code == 0 and READ_BY in done.err
    inks_, light = load(name).astype(int), load("pasted.png").astype(int)
    assert np.corrcoef(inks_[..., 0].ravel(), light[..., 0].ravel())[0, 1] < -0.9, "cyan takes red away"
