"""The front door of matting: what it accepts, what it refuses, and what it makes of an estimator's answer."""

import json
import subprocess
import sys
import warnings

import numpy as np
import pytest
from tests.core.matting import composites

from inlay.errors import Cancelled, InlayError, InlayWarning, InputError, ParameterError, RegionError, ResourceError
from inlay.matting import BACKGROUND, FOREGROUND, UNKNOWN, Estimate, Estimator, Prior, estimate_alpha
from inlay.matting.estimators import registry
from inlay.system import memory as memory_of_machine

SIZE = (12, 16)


def picture(dtype="uint8", channels=3):
    """Dark on the left, bright on the right, with a ramp between."""
    ramp = np.clip((np.arange(SIZE[1]) - 4) / 7, 0, 1)
    values = np.broadcast_to(ramp[None, :, None], (*SIZE, max(channels, 1))) * 0.8 + 0.1
    if channels in (2, 4):
        values = np.concatenate([values[..., :-1], np.ones((*SIZE, 1))], axis=2)
    scale = {"uint8": 255, "uint16": 65535}.get(dtype)
    values = np.rint(values * scale) if scale else values
    return (values if channels else values[..., 0]).astype(dtype)


def trimap():
    plane = np.full(SIZE, 128, np.uint8)
    plane[:, :4], plane[:, 12:] = 0, 255
    return plane


@pytest.fixture
def stub(monkeypatch):
    """An estimator that answers what the test says and remembers what it was given."""

    class Stub:
        seen = None
        alpha = 0.5
        loose = None
        bytes_per_unknown = 0.0
        bytes_per_pixel = 0.0

        def estimate(self, scene, *, threads, progress):
            self.seen = scene
            alpha = self.alpha(scene) if callable(self.alpha) else np.full(scene.trimap.shape, self.alpha, np.float32)
            return Estimate(alpha, 7, 0.25, self.loose)

    stub = Stub()
    monkeypatch.setattr(
        registry,
        "find",
        lambda name: Estimator(
            id=name,
            name=name,
            summary="",
            estimate=stub.estimate,
            bytes_per_unknown=stub.bytes_per_unknown,
            bytes_per_pixel=stub.bytes_per_pixel,
        ),
    )
    return stub


def caught(**arguments):
    """The matte and the codes of its warnings."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        matte = estimate_alpha(**{"image": picture(), "trimap": trimap(), "method": "stub", **arguments})
    assert all(isinstance(each.message, InlayWarning) and each.message.hint for each in found)
    return matte, {each.message.code: each.message.message for each in found}


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32", "float64"])
@pytest.mark.parametrize("channels", [0, 1, 2, 3, 4])
def test_pictures_of_every_type(stub, dtype, channels):
    image = picture(dtype, channels)
    matte, codes = caught(image=image)
    scene = stub.seen
    assert not codes
    assert scene.image.dtype == (dtype if dtype.startswith("u") else np.float32)
    assert scene.image.shape == (*SIZE, 3 if channels >= 3 else 1)
    assert np.isclose(float(scene.image.max()) * scene.scale, 0.9, atol=0.01)
    assert scene.present is None
    assert matte.foreground.dtype == matte.background.dtype == image.dtype
    assert matte.foreground.shape == (SIZE if not channels else (*SIZE, 3 if channels >= 3 else 1))
    own = image if not channels else image[..., : matte.foreground.shape[2]]
    assert np.array_equal(matte.foreground[trimap() == 255], own[trimap() == 255])
    assert np.array_equal(matte.background[trimap() == 0], own[trimap() == 0])


def test_the_answer_is_made_whole(stub):
    def alpha(scene):
        values = np.linspace(-0.5, 1.5, scene.trimap.size, dtype=np.float32).reshape(scene.trimap.shape)
        values[3, 6] = np.nan
        values[4, 10] = np.inf
        return values

    stub.alpha = alpha
    matte, codes = caught()
    assert np.all(matte.alpha[:, :4] == 0)
    assert np.all(matte.alpha[:, 12:] == 1)
    assert matte.alpha.min() == 0
    assert matte.alpha.max() == 1
    assert matte.alpha[3, 6] == 0
    assert matte.alpha[4, 10] == 1
    assert codes["loose"].startswith("2 unknown pixels")
    assert (matte.method, matte.quality, matte.iterations, matte.error) == ("stub", "full", 7, 0.25)


def test_loose_pixels_take_the_nearest_known_alpha(stub):
    plane = np.full((40, 60), 128, np.uint8)
    plane[:, :5], plane[:, 50:] = 0, 255
    stub.loose = np.zeros(plane.shape, bool)
    stub.loose[10:20, 6:45] = True
    stub.loose[:, :3] = True  # known pixels are never loose
    matte, codes = caught(image=np.zeros((40, 60), np.uint8), trimap=plane)
    assert codes["loose"].startswith("390 unknown pixels")
    assert np.all(matte.alpha[10:20, 6:27] == 0)
    assert np.all(matte.alpha[10:20, 28:45] == 1)
    assert matte.alpha[25, 30] == 0.5


def test_an_answer_of_another_size_is_refused(stub):
    stub.alpha = lambda scene: np.zeros((2, 2), np.float32)
    with pytest.raises(InlayError, match="another size"):
        caught()


def test_transparent_pixels_are_background(stub):
    image = picture("float32", 4)
    image[:, 13:, 3] = 0
    image[:, 13:, :3] = np.nan
    image[0, 0, 3] = 0.3
    matte, codes = caught(image=image)
    assert not codes
    assert np.array_equal(stub.seen.present, image[..., 3] > 0)
    assert np.all(stub.seen.trimap[:, 13:] == BACKGROUND)
    assert np.all(matte.alpha[:, 13:] == 0)
    assert np.isfinite(stub.seen.image).all()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_pixels_that_are_no_numbers_are_taken_for_their_neighbours(stub, value):
    image = picture("float32")
    plain = image.copy()
    image[5, 7, 1] = image[5, 1] = value
    before = image.copy()
    matte, codes = caught(image=image)
    assert codes["not-finite"].startswith("2 pixels")
    assert np.array_equal(image, before, equal_nan=True)
    assert stub.seen.image[5, 7].tolist() in (plain[5, 6].tolist(), plain[4, 7].tolist(), plain[5, 8].tolist())
    assert np.isfinite(matte.background).all()
    with pytest.raises(InputError, match="No pixel"):
        caught(image=np.full((*SIZE, 3), value, np.float32))


def test_colours_beyond_all_bounds(stub):
    image = picture("float64")
    image[2, 6] = 1e300
    image[2, 7] = 1e30
    image[2, 14] = 70000.0
    _, codes = caught(image=image)
    assert list(codes) == ["not-finite"]  # 1e300 is no single float
    assert stub.seen.image.max() == np.finfo(np.float16).max


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32", "float64"])
def test_linear_light(stub, dtype):
    image = picture(dtype)
    matte, _ = caught(image=image, linear=True)
    plain, _ = caught(image=image)
    assert stub.seen.image.dtype == (image.dtype if dtype.startswith("u") else np.float32)
    caught(image=image, linear=True)
    assert stub.seen.image.dtype == np.float32
    middle = float(image[0, 8, 0]) / {"uint8": 255, "uint16": 65535}.get(dtype, 1)
    assert np.isclose(stub.seen.image[0, 8, 0], ((middle + 0.055) / 1.055) ** 2.4, rtol=1e-3)
    assert stub.seen.scale == 1
    for each in (matte, plain):
        assert each.foreground.dtype == image.dtype
        assert np.array_equal(each.foreground[:, 13:], image[:, 13:])
        assert np.array_equal(each.background[:, :3], image[:, :3])
    # A mixture by halves is darker in encoded numbers than what mixes linearly.
    assert not np.array_equal(matte.foreground, plain.foreground)


def test_priors(stub):
    value = np.linspace(0, 1, SIZE[0] * SIZE[1]).reshape(SIZE)
    value[2, 2] = np.nan
    caught(prior=value, prior_weight=0.5)
    assert stub.seen.prior.value.dtype == stub.seen.prior.weight.dtype == np.float32
    assert stub.seen.prior.weight[2, 2] == 0
    assert stub.seen.prior.weight[3, 2] == 0.5
    assert np.isfinite(stub.seen.prior.value).all()
    caught(prior=value > 0.5, prior_weight=np.eye(*SIZE))
    assert stub.seen.prior.weight[1, 1] == 1
    caught(prior=np.full(SIZE, 51, np.uint8))
    assert np.allclose(stub.seen.prior.value, 0.2)
    own = Prior(np.zeros(SIZE, np.float32), np.ones(SIZE, np.float32))
    caught(prior=own)
    assert stub.seen.prior is own


def everywhere(value):
    return np.full(SIZE, value, np.uint8)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"trimap": everywhere(128)}, RegionError, "Everything is unknown.*Paint.*smaller radii"),
        ({"trimap": np.where(trimap() == 255, 128, trimap()).astype(np.uint8)}, RegionError, "no foreground.*white"),
        ({"trimap": np.where(trimap() == 0, 128, trimap()).astype(np.uint8)}, RegionError, "no background.*black"),
        ({"trimap": np.zeros((12, 15), np.uint8)}, InputError, "trimap is 15 x 12 and the picture is 16 x 12"),
        ({"trimap": trimap().astype(np.int32)}, InputError, "trimap.*int32"),
        ({"trimap": trimap().astype(float)}, InputError, "up to 255"),
        ({"trimap": np.zeros((0, 3), np.uint8)}, InputError, r"\(0, 3\)"),
        ({"image": np.zeros((12, 16, 5), np.uint8)}, InputError, r"\(12, 16, 5\)"),
        ({"image": np.zeros((12, 16, 0), np.uint8)}, InputError, r"\(12, 16, 0\)"),
        ({"image": np.zeros(5, np.uint8)}, InputError, r"\(5,\)"),
        ({"image": np.zeros(SIZE, complex)}, InputError, "complex128"),
        ({"image": np.zeros(SIZE, bool)}, InputError, "bool"),
        ({"image": np.zeros(SIZE, ">f4")}, InputError, "float32"),
        ({"image": [["a"]]}, InputError, "str"),
        ({"image": None}, InputError, "object"),
        ({"prior": np.zeros((2, 2))}, InputError, "prior is 2 x 2"),
        ({"prior": np.zeros(SIZE), "prior_weight": -1}, ParameterError, "weight"),
        ({"prior": np.zeros(SIZE), "prior_weight": np.zeros(3)}, ParameterError, "weight"),
        ({"quality": "best"}, ParameterError, "full, half, quarter"),
        ({"threads": 0}, ParameterError, "threads"),
    ],
)
def test_refusals(stub, arguments, error, words):
    with pytest.raises(error, match=words) as refusal:
        caught(**arguments)
    assert refusal.value.message
    assert refusal.value.hint
    assert stub.seen is None


def test_an_unknown_method():
    with pytest.raises(ParameterError, match="closed-form"):
        estimate_alpha(picture(), trimap(), "magic")


@pytest.mark.parametrize("value", [0, 255])
def test_nothing_unknown_is_its_own_alpha(stub, value):
    plane = everywhere(value)
    plane[0, 0] = 255
    matte, codes = caught(trimap=plane)
    assert list(codes) == ["nothing-unknown"]
    assert np.array_equal(matte.alpha, (plane == FOREGROUND).astype(np.float32))
    assert matte.alpha.dtype == np.float32
    assert stub.seen is None
    assert np.array_equal(matte.foreground[plane == 255], picture()[plane == 255])


def test_too_little_memory_is_refused_before_it_starts(stub, monkeypatch):
    stub.bytes_per_unknown = 1e9
    unknown = np.count_nonzero(trimap() == UNKNOWN)
    with pytest.raises(ResourceError, match=rf"takes {unknown}\.0 GB of memory, and 3\.0 GB are free") as refusal:
        caught(memory=3e9)
    assert "smaller" in refusal.value.hint
    assert stub.seen is None
    caught(memory=unknown * 1e9 + 1e6)
    stub.seen = None
    monkeypatch.setattr(memory_of_machine, "available_bytes", lambda: 2_000_000)
    with pytest.raises(ResourceError, match="2 MB are free"):
        caught()
    monkeypatch.setattr(memory_of_machine, "available_bytes", lambda: None)
    caught()
    assert stub.seen is not None
    stub.bytes_per_unknown, stub.bytes_per_pixel = 0, 1e9
    with pytest.raises(ResourceError, match="192"):
        caught(memory=1e9)


@pytest.mark.parametrize("quality", ["half", "quarter"])
def test_previews(quality):
    scene = composites.drawn((260, 340))[0]
    full = estimate_alpha(scene.image, scene.trimap, "closed-form")
    matte = estimate_alpha(scene.image, scene.trimap, quality=quality)
    assert (matte.method, matte.quality) == ("closed-form", quality)
    assert np.abs(matte.alpha - full.alpha)[scene.unknown].mean() < 0.08
    assert np.all(matte.alpha[~scene.unknown] == full.alpha[~scene.unknown])
    assert matte.foreground.shape == scene.image.shape


def test_cancelling():
    def cancel(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        estimate_alpha(picture(), trimap(), "closed-form", progress=cancel)


def test_a_ramp_is_found():
    matte = estimate_alpha(picture(), trimap(), "closed-form")
    assert np.abs(matte.alpha[6] - np.clip((np.arange(16) - 4) / 7, 0, 1)).max() < 0.02
    assert matte.iterations == 0, "so few equations are factored"
    assert 0 <= matte.error < 0.01
    tall = estimate_alpha(np.tile(picture(), (20, 1, 1)), np.tile(trimap(), (20, 1)), "closed-form")
    assert tall.iterations > 0


def test_importing_loads_no_solver():
    program = """
import sys, json
import inlay.matting.estimation, inlay.matting.matte, inlay.matting.refining.refinement, inlay.matting.trimaps.trimap
import inlay.matting.warming
from inlay.matting.estimators import registry
registry.estimators()
print(json.dumps(sorted(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert not {"numba", "scipy", "pyamg", "imagecodecs"} & set(json.loads(done.stdout))


@pytest.fixture(scope="module")
def scene():
    return composites.drawn((70, 90))[0]


@pytest.mark.parametrize("method", [estimator.id for estimator in registry.estimators()])
def test_every_type_gives_the_same_alpha(scene, method):
    reference = estimate_alpha(scene.image, scene.trimap, method).alpha
    opaque = np.concatenate([scene.image, np.full((*scene.alpha.shape, 1), 255, np.uint8)], axis=2)
    for image in (scene.image.astype(np.uint16) * 257, scene.image / 255, opaque):
        alpha = estimate_alpha(image, scene.trimap, method).alpha
        assert np.abs(alpha - reference).max() < 0.01, image.dtype
        assert np.abs(alpha - reference).mean() < 1e-3, image.dtype
    turned = estimate_alpha(scene.image[::-1, ::-1], scene.trimap[::-1, ::-1], method).alpha[::-1, ::-1]
    if method != "shared-sampling":  # its rays are turned by the position
        assert np.abs(turned - reference).mean() < 0.01


@pytest.mark.parametrize("method", [registry.DEFAULT, "closed-form"])
def test_any_number_of_threads_gives_the_same_bits(method):
    scene = composites.drawn((300, 400))[0]
    one, two = (estimate_alpha(scene.image, scene.trimap, method, threads=threads).alpha for threads in (1, 2))
    assert np.array_equal(one, two)


@pytest.mark.parametrize("method", ["closed-form", "closed-form-with-samples"])
def test_the_radius_of_the_windows(method):
    noisy = picture()
    noisy[...] += np.random.default_rng(0).integers(0, 25, noisy.shape, np.uint8)
    found = {radius: estimate_alpha(noisy, trimap(), method, radius=radius).alpha for radius in (None, 1, 2, 3)}
    np.testing.assert_array_equal(found[1], found[None])
    for larger in (2, 3):
        assert np.abs(found[larger] - found[1]).max() > 0.01
        assert np.abs(found[larger] - found[1]).mean() < 0.1


@pytest.mark.parametrize("radius", [0, 4, -1, 1.5, 2.0, True, "2"])
def test_a_radius_that_no_window_has(radius):
    with pytest.raises(ParameterError, match="no windows of radius") as refusal:
        estimate_alpha(picture(), trimap(), "closed-form", radius=radius)
    assert "1, 2 or 3" in refusal.value.hint


def test_a_method_without_windows_to_choose():
    with pytest.raises(ParameterError, match="knn has no windows"):
        estimate_alpha(picture(), trimap(), "knn", radius=2)


def test_larger_windows_need_more_memory():
    with pytest.raises(ResourceError):
        estimate_alpha(picture(), trimap(), "closed-form", radius=3, memory=500_000)
    assert estimate_alpha(picture(), trimap(), "closed-form", memory=500_000).alpha.shape == SIZE
