"""The steps of a preview: coarse ones first, the exact one last."""

from dataclasses import replace

import pytest
from tests.core.live import scenes

from inlay.live.lens import Lens
from inlay.live.stages import Stage, stages
from inlay.operations import registry
from inlay.picture import Box

CANVAS = Box(0, 0, 4000, 3000)
FITTING = Lens(0, 0, 4000, 3000, 1000, 750)


def of(preview):
    """An operation that is declared to be seen so."""
    return replace(registry.find("gaussian-blur"), preview=preview)


@pytest.mark.parametrize("name", [each.id for each in registry.own()])
def test_the_last_step_is_the_whole_job(name):
    operation = registry.find(name)
    job = scenes.job_for(operation)
    lens = Lens(0, 0, scenes.WIDTH, scenes.HEIGHT, 60, 40)
    *earlier, last = stages(operation, lens, job.document.box)
    assert last.is_exact and last.job(operation, job) is job
    assert not any(each.is_exact for each in earlier)
    for each in earlier:
        smaller = each.job(operation, job)
        assert smaller.quality == ("sketch" if each.is_sketch else "preview")
        operation.check(smaller.parameters)


def test_scaled_results_come_coarse_first():
    assert [each.factor for each in stages(of("scaled"), FITTING, CANVAS)] == [16, 8, 4, 1]
    close = Lens(100, 100, 500, 375, 1000, 750)
    assert [each.factor for each in stages(of("scaled"), close, CANVAS)] == [4, 2, 1]


def test_small_pictures_have_no_coarse_step():
    assert stages(of("scaled"), Lens(0, 0, 40, 40, 10, 10), Box(0, 0, 40, 40)) == [Stage()]


def test_cropped_results_come_where_they_are_looked_at():
    close = Lens(-20.5, 100, 500, 375, 1000, 750)
    assert stages(of("cropped"), close, CANVAS) == [Stage(box=Box(0, 100, 480, 375)), Stage()]
    assert stages(of("cropped"), Lens(0, 0, 4000, 3000, 4000, 3000), CANVAS) == [Stage()]
    assert stages(of("cropped"), Lens(5000, 0, 10, 10, 10, 10), CANVAS) == [Stage()]


def test_where_less_than_every_pixel_is_shown_nothing_is_cropped():
    assert stages(of("cropped"), FITTING, CANVAS) == stages(of("scaled"), FITTING, CANVAS)


def test_a_step_is_better_that_shows_more_of_what_is_seen():
    part, other = Stage(box=Box(0, 0, 90, 90)), Stage(box=Box(50, 0, 90, 90))
    assert Stage(2).is_better(Stage(4)) and not Stage(4).is_better(Stage(2)) and not Stage(4).is_better(Stage(4))
    assert other.is_better(part) and not Stage(box=Box(9, 9, 20, 20)).is_better(part)
    assert Stage(4).is_better(part) and not part.is_better(Stage())
    assert Stage(2).is_better(Stage(2, patch=Box(0, 0, 9, 9))) and not Stage(4).is_better(
        Stage(2, patch=Box(0, 0, 9, 9))
    )


def test_what_is_seen_in_full_only_has_one_step():
    assert stages(of("full"), FITTING, CANVAS) == [Stage()]


def test_what_is_found_in_the_pictures_is_seen_first():
    operation = registry.find("remove-background")
    first, *others = stages(operation, FITTING, CANVAS)
    assert first == Stage(4, is_sketch=True) and not first.is_exact
    assert others == stages(of("scaled"), FITTING, CANVAS)
    assert all(each.is_better(first) and not first.is_better(each) for each in others)
    job = scenes.job_for(operation)
    assert first.job(operation, job).quality == "sketch"
    assert Stage(is_sketch=True).job(operation, job).quality == "sketch"
