"""What is black, white and between in a mask: the rule on planes."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from inlay.errors import InlayWarning, InputError
from inlay.files.inputs import artefacts, levels


def plane(values, dtype="u1"):
    """A row that holds each of the values, the first one more often."""
    return np.array([[values[0], *values]], dtype)


def quietly(read, given):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return read(given, "region")


@given(some.lists(some.integers(0, 255), min_size=2, max_size=60).map(lambda found: [*found, 0, 64, 255]))
def test_traces_are_nothing_and_everything_between_stays(values):
    found = quietly(levels.as_coverage, plane(values))
    expected = [0 if value <= 0.02 * 255 else 255 if value >= 0.98 * 255 else value for value in values]
    assert found[0, 1:].tolist() == expected


@pytest.mark.parametrize("dtype", ["u2", "f2", "f4"])
def test_the_same_in_every_type(dtype):
    full = 65535 if dtype == "u2" else 1
    given_ = plane(np.array([0, 0.019, 0.0205, 0.5, 0.9795, 0.981, 1]) * full, dtype)
    found = quietly(levels.as_coverage, given_)
    assert found.dtype == given_.dtype
    assert found[0, 1:].tolist() == [0, 0, *given_[0, 3:6].tolist(), full, full]


STRETCHED = {
    "scikit-image": ([0, 1], "u1", [0, 1], "1 is read as white"),
    "a label": ([0, 15], "u1", [0, 1], "0 and 15 only; 15 is read as white"),
    "labels from one": ([1, 2], "u1", [0, 1], "1 is read as black and 2 is read as white"),
    "ones": ([1, 1], "u1", [1, 1], "holds 1 only; 1 is read as white"),
    "bits in words": ([0, 1], "u2", [0, 1], "1 is read as white"),
    "bytes in words": ([0, 51, 255], "u2", [0, 0.2, 1], "255 is read as white"),
    "12 bits": ([0, 1365, 4095], "u2", [0, 1 / 3, 1], "up to 4095; 4095 is read as white"),
    "10 bits": ([0, 341, 1023], "u2", [0, 1 / 3, 1], "1023 is read as white"),
    "television": ([16, 235], "u1", [0, 1], "16 and 235 only; 16 is read as black and 235 is read as white"),
    "floating bytes": ([0, 51, 255], "f4", [0, 0.2, 1], "255 is read as white"),
    "floating words": ([0, 13107, 65535], "f4", [0, 0.2, 1], "65535 is read as white"),
    "floating labels": ([0, 0.004], "f4", [0, 1], "0.004 is read as white"),
}


@pytest.mark.parametrize("name", STRETCHED)
def test_white_that_is_not_white_is_stretched_and_said(name):
    values, dtype, expected, words = STRETCHED[name]
    with pytest.warns(InlayWarning, match=words):
        found = levels.as_coverage(plane(values, dtype), "region")
    full = np.iinfo(dtype).max if dtype[0] == "u" else 1
    np.testing.assert_allclose(found[0, 1:] / full, expected, atol=1e-4)


def test_words_of_bytes_need_not_reach_white():
    values = np.arange(251)
    with pytest.warns(InlayWarning, match="up to 250; 255 is read as white"):
        found = levels.as_coverage(plane(values, "u2"), "region")
    assert found[0, 101] == 100 * 257


@pytest.mark.parametrize(("values", "dtype"), [([1, 255], "u1"), ([0, 254], "u1"), ([0, 1], "f4"), ([0, 0], "u1")])
def test_black_and_white_that_are_nearly_so_are_nothing_to_say(values, dtype):
    full = 255 if dtype == "u1" else 1
    assert quietly(levels.as_coverage, plane(values, dtype))[0, 1:].tolist() == [0, full if values[1] else 0]


@pytest.mark.parametrize(
    ("values", "dtype"), [([0, 1, 2, 3], "u1"), (range(16), "u1"), ([0, 7, 21], "u2"), ([0, 0.01, 0.02], "f4")]
)
def test_labels_are_refused(values, dtype):
    with pytest.raises(InputError, match=f"region holds {len(values)} values from 0 to .* as labels do") as told:
        levels.as_coverage(plane(values, dtype), "region")
    assert "white is what is meant" in told.value.hint


@pytest.mark.parametrize("values", [range(154), [0, 153], [0, 64, 128], range(52)])
def test_a_dim_selection_stays_dim_and_that_is_said(values):
    values = list(values)
    with pytest.warns(InlayWarning, match=f"more than {values[-1] / 2.55:.0f} % selected"):
        found = levels.as_coverage(plane(values), "region")
    assert found[0, 1:].tolist() == [0 if value <= 5 else value for value in values]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([64, 192], "Every pixel of the region is selected, by 25 % at least and 75 % at most."),
        ([30, 100, 255], "Every pixel of the region is selected, by 12 % at least."),
        ([15, 0, 15, 255], "holds 0, 15 and 255 only. If they are labels"),
        ([1, 0, 1, 255], "holds 0, 1 and 255 only. If they are labels"),
    ],
)
def test_gray_all_over_and_labels_with_white_are_said(values, words):
    with pytest.warns(InlayWarning) as caught:
        levels.as_coverage(plane(values), "region")
    assert [words in warning.message.message for warning in caught] == [True]


@pytest.mark.parametrize("values", [[255, 255], [255, 0, 1, 2], [0, 15, 128, 255]])
def test_traces_and_select_all_are_nothing_to_say(values):
    quietly(levels.as_coverage, plane(values))


@pytest.mark.parametrize(("value", "words"), [(np.nan, "not finite"), (np.inf, "not finite"), (3.7, "up to 3.7")])
def test_floating_point_that_is_no_mask(value, words):
    with pytest.raises(InputError, match=words):
        levels.as_coverage(plane([0, 0.5, value], "f4"), "region")


def test_overshoot_of_resampling_is_cut():
    found = quietly(levels.as_coverage, plane([-0.04, 0, 0.5, 1, 1.08], "f4"))
    assert found[0, 1:].tolist() == [0, 0, 0.5, 1, 1]


@pytest.mark.parametrize(
    ("values", "dtype"),
    [([0, 1, 2], "u1"), ([0, 1, 2], "u2"), ([0, 64, 128], "u1"), ([0, 128, 255], "u2"), ([0, 128, 255], "f4")],
)
def test_three_values_are_a_trimap(values, dtype):
    with pytest.warns(InlayWarning, match="read as"):
        found = levels.as_trimap(plane(values, dtype), "trimap")
    full = np.iinfo(found.dtype).max if found.dtype.kind == "u" else 1
    shares = found[0, 1:] / full
    assert shares[0] == 0 and 0.4 < shares[1] < 0.6 and shares[2] == 1


@pytest.mark.parametrize("values", [[0, 127, 254], [0, 128, 255], [3, 102, 240], [16, 128, 235], [0, 128]])
def test_what_the_operation_reads_itself_stays(values):
    assert quietly(levels.as_trimap, plane(values))[0, 1:].tolist() == values


@pytest.mark.parametrize("values", [[0, 1], [1, 2, 3], [0, 1, 2, 3]])
def test_labels_are_no_trimap(values):
    with pytest.raises(InputError, match="as labels do"):
        levels.as_trimap(plane(values), "trimap")


def test_specks_far_from_everything_and_soft_edges_are_no_waves_of_jpeg():
    mask = np.zeros((60, 90), np.uint8)
    mask[20:40, 20:40] = 255
    mask[30, 40:48] = np.linspace(200, 20, 8)
    mask[30, 80] = 90
    assert np.array_equal(artefacts.without_waves(mask), mask)
    waves = mask.copy()
    waves[15:18, 25:28], waves[28:31, 28:31] = 30, 225
    assert np.array_equal(artefacts.without_waves(waves), mask)


def test_black_and_white_of_the_coarsest_jpeg():
    mask = np.full((40, 40), 8, np.uint8)
    mask[10:30, 10:30] = 248
    found = artefacts.without_waves(mask)
    assert np.array_equal(np.unique(found), [0, 255])
    assert np.array_equal(found == 255, mask == 248)
