"""What a PNG file says about its colours, computed a second time from the standards and shown by Little CMS."""

import struct
import warnings
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms
from tests.files import chunks
from tests.files.drawn import SRGB, WIDE, noise, png_bytes

from inlay.colour import icc, profiles
from inlay.errors import InlayWarning
from inlay.files import formats, png
from inlay.files.document import Metadata

PICTURE = noise(12, 12, 3)
# Moderate colours, which every one of the spaces below and sRGB share.
MODERATE = np.random.default_rng(3).integers(90, 150, (20, 20, 3)).astype(np.uint8)
WHITE = (0.3127, 0.3290)
REC709 = (WHITE, (0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
P3 = (WHITE, (0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
REC2020 = (WHITE, (0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
ADOBE = (WHITE, (0.64, 0.33), (0.21, 0.71), (0.15, 0.06))


def to_xyz(points):
    """The matrix from linear light in the primaries to XYZ (SMPTE RP 177)."""
    (xw, yw), *primaries = points
    columns = np.array([[x, y, 1 - x - y] for x, y in primaries]).T
    return columns * np.linalg.solve(columns, [xw / yw, 1, (1 - xw - yw) / yw])


def of_srgb(value):
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def as_srgb(light):
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.clip(light, 0, None) ** (1 / 2.4) - 0.055)


def of_rec709(value):
    return np.where(value < 0.081, value / 4.5, ((value + 0.099) / 1.099) ** (1 / 0.45))


def cicp(*points):
    return chunks.chunk(b"cICP", bytes(points))


def gama(value):
    return chunks.chunk(b"gAMA", struct.pack(">I", value))


def chrm(points):
    return chunks.chunk(b"cHRM", struct.pack(">8I", *(round(value * 100_000) for value in np.ravel(points))))


def iccp(profile):
    return chunks.chunk(b"iCCP", b"x\0\0" + zlib.compress(profile))


def read(pixels, *before):
    return png.decode(chunks.with_chunks(png_bytes(pixels), *before), Path("a.png"))[0]


def shown(content):
    """A written file as Pillow opens it and Little CMS shows it in sRGB."""
    with Image.open(BytesIO(content)) as image:
        profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        converted = ImageCms.profileToProfile(
            image,
            profile,
            ImageCms.createProfile("sRGB"),
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.NOOPTIMIZE,
        )
    return np.asarray(converted).astype(int)


@pytest.mark.parametrize(
    ("before", "primaries", "transfer"),
    [
        ((cicp(12, 13, 0, 1),), P3, of_srgb),
        ((cicp(9, 14, 0, 1),), REC2020, of_rec709),
        ((cicp(9, 8, 0, 1),), REC2020, lambda value: value),
        ((cicp(1, 4, 0, 1),), REC709, lambda value: value**2.2),
        ((gama(100_000),), REC709, lambda value: value),
        ((gama(55_556),), REC709, lambda value: value**1.8),
        ((gama(45_455), chrm(ADOBE)), ADOBE, lambda value: value**2.2),
        ((gama(100_000), chrm(P3)), P3, lambda value: value),
        ((chrm(P3),), P3, of_srgb),
    ],
)
def test_colours_come_out_as_the_standards_say(before, primaries, transfer):
    found = read(MODERATE, *before)
    light = transfer(MODERATE / 255) @ (np.linalg.solve(to_xyz(REC709), to_xyz(primaries))).T
    expected = np.rint(as_srgb(light) * 255)
    assert np.abs(shown(formats.encode(found, Metadata(), Path("b.png"))) - expected).max() <= 1


@pytest.mark.parametrize(("gamma", "exponent"), [(100_000, 1), (55_556, 1.8), (45_455, None)])
def test_grays_have_gray_profiles(gamma, exponent):
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    found = read(ramp, gama(gamma), chrm(P3))
    if exponent is None:
        assert found.space.profile is None
        return
    expected = np.rint(as_srgb((ramp / 255.0) ** exponent) * 255)
    assert np.abs(shown(formats.encode(found, Metadata(), Path("b.png"))) - expected).max() <= 1


@pytest.mark.parametrize(
    "before",
    [
        (),
        (chunks.chunk(b"sRGB", b"\0"),),
        (cicp(1, 13, 0, 1),),
        (gama(45_455),),
        (gama(45_455), chrm(REC709)),
        (chrm(REC709),),
    ],
)
def test_what_is_srgb_needs_no_profile(before):
    assert read(PICTURE, *before).space.profile is None


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ((cicp(1, 13, 0, 1), iccp(WIDE)), None),
        ((iccp(WIDE), chunks.chunk(b"sRGB", b"\0")), WIDE),
        ((iccp(SRGB), gama(100_000)), SRGB),
        ((chunks.chunk(b"sRGB", b"\0"), gama(100_000), chrm(P3)), None),
    ],
)
def test_the_stronger_word_counts(before, expected):
    assert read(PICTURE, *before).space.profile == expected


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ((cicp(2, 2, 0, 1), iccp(WIDE)), "code points 2, 2, 0"),
        ((cicp(12, 13, 1, 1), iccp(WIDE)), "code points 12, 13, 1"),
        ((chunks.chunk(b"cICP", b"\1"), iccp(WIDE)), "cICP is damaged"),
    ],
)
def test_the_next_word_counts_where_the_first_is_not_understood(before, words):
    with pytest.warns(InlayWarning, match=words):
        assert read(PICTURE, *before).space.profile == WIDE


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ((gama(0),), "gAMA makes no sense"),
        ((gama(1),), "gAMA makes no sense"),
        ((gama(0xFFFFFFFF),), "gAMA makes no sense"),
        ((chunks.chunk(b"cHRM", bytes(32)),), "cHRM makes no sense"),
        ((chunks.chunk(b"cHRM", bytes(31)),), "cHRM makes no sense"),
        ((iccp(profiles.builtin("GRAY")),), "colour profile is for GRAY and the picture is RGB"),
        ((iccp(b"nothing"),), "colour profile is damaged"),
        ((chunks.chunk(b"iCCP", b"x\0\0nothing"),), "colour profile is damaged"),
    ],
)
def test_what_makes_no_sense_is_said(before, words):
    with pytest.warns(InlayWarning, match=words):
        assert read(PICTURE, *before).space.profile is None


def test_samples_of_a_narrow_range_are_said():
    with pytest.warns(InlayWarning, match="full range"):
        read(PICTURE, cicp(12, 13, 0, 0))


@pytest.mark.parametrize(("points", "name"), [((9, 16, 0, 1), "PQ"), ((9, 18, 0, 1), "HLG"), ((12, 16, 0, 1), "PQ")])
@pytest.mark.parametrize("channels", [1, 3])
def test_hdr_is_named_and_written_again(points, name, channels):
    with pytest.warns(InlayWarning, match=f"HDR, {name}"):
        found = read(PICTURE[..., :channels], cicp(*points))
    content = formats.encode(found, Metadata(), Path("b.png"))
    assert dict(chunks.parts(content))[b"cICP"] == bytes(points)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        again, _ = png.decode(content, Path("b.png"))
    assert np.array_equal(again.pixels, found.pixels)
    assert again.space == found.space


def test_pq_in_a_profile_is_the_light_of_the_standard():
    """BT.2100: 0.508 is 100 cd/m², 0.752 is 1,000 cd/m² of 10,000."""
    with pytest.warns(InlayWarning):
        found = read(PICTURE, cicp(9, 16, 0, 1))
    curve = icc.tags(found.space.profile)[b"rTRC"]
    light = np.frombuffer(curve, ">u2", offset=12) / 65535
    places = np.interp([0.01, 0.1, 1], light, np.linspace(0, 1, len(light)))
    assert places == pytest.approx([0.5081, 0.7518, 1], abs=1e-3)


def test_other_formats_get_the_profile_too():
    found = read(PICTURE, cicp(12, 13, 0, 1))
    for name in ("a.jpg", "a.webp"):
        with Image.open(BytesIO(formats.encode(found, Metadata(), Path(name)))) as image:
            assert image.info["icc_profile"] == found.space.profile
            about = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        assert ImageCms.getProfileDescription(about).strip() == "Display P3"


def test_a_run_keeps_what_the_colours_are(inlay, tmp_path):
    for name, before in [("p3.png", cicp(12, 13, 0, 1)), ("linear.png", gama(100_000))]:
        (tmp_path / name).write_bytes(chunks.with_chunks(png_bytes(MODERATE), before))
        assert inlay("run", "gaussian-blur", "--radius", 0.1, "--source", name, "--output", "out.png").code == 0
        read_again, _ = png.decode((tmp_path / "out.png").read_bytes(), Path("out.png"))
        assert read_again.space.profile == read(MODERATE, before).space.profile
        assert read_again.space.profile is not None
