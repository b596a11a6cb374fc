"""A tutorial is done in each editor's window, as its page says; tests/tools/tutorials holds the others to theirs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tools import root as debian
from tools.tutorials.collection import EDITORS, Tutorial, tutorials
from tools.tutorials.running import make

pytestmark = pytest.mark.hosts


def _the_masts_go_and_the_rocket_stays(before: np.ndarray, after: np.ndarray) -> None:
    changed = abs(after - before).max(2)
    mast, rocket = (slice(130, 180), slice(197, 206)), (slice(130, 400), slice(312, 332))
    assert changed[mast].mean() > 20 and not changed[rocket].any()
    # Sky has grown where the mast was: as dark as beside it.
    assert abs(after[mast].mean((0, 1)) - before[130:180, 225:240].mean((0, 1))).max() < 8


def _the_bowl_stands_on_white_with_its_shadow(before: np.ndarray, after: np.ndarray) -> None:
    concrete, shadow, fig = (slice(400, 560), slice(20, 120)), (slice(60, 120), slice(300, 400)), (300, 520)
    assert (after[concrete] == 255).all() and before[concrete].mean() < 200
    assert (after[fig] == before[fig]).all()
    assert 40 < after[shadow].mean() < 160


DONE = {
    "remove-a-wire": _the_masts_go_and_the_rocket_stays,
    "product-on-white": _the_bowl_stands_on_white_with_its_shadow,
}
PLAYED = [each for each in tutorials() if each.name in DONE]


def test_every_editor_has_one() -> None:
    assert {each.editor for each in PLAYED} == set(EDITORS)


@pytest.mark.parametrize("tutorial", PLAYED, ids=lambda each: f"{each.editor}-{each.name}")
def test_a_tutorial(editor_root: Path, tmp_path: Path, tutorial: Tutorial) -> None:
    pictures = make(tutorial, editor_root, tmp_path, debian.HOME)
    assert [each.stem for each in pictures] == tutorial.steps
    DONE[tutorial.name](*(_pixels(tmp_path / f"{name}.png") for name in ("before", "after")))


def _pixels(picture: Path) -> np.ndarray:
    with Image.open(picture) as opened:
        return np.asarray(opened.convert("RGB"), int)
