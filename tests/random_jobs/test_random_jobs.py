"""Some of the random jobs, always the same; and that they are judged rightly."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from inlay.operations.arguments import Argument
from inlay.operations.job import Job, Layer, Result
from tests.random_jobs import counting, jobs

COUNT = 400


def test_no_random_job_goes_wrong(tmp_path):
    operations = jobs.own_operations()
    drawn = [jobs.draw(number, operations, str(tmp_path / "written.svg")) for number in range(COUNT)]
    assert {each.operation.id for each in drawn} == {operation.id for operation in operations}
    with counting.Table(tmp_path, with_worker=True) as table:
        wrong = [f"{each}: {fault}" for each in drawn for fault in table.add(each)]
        assert not wrong, "\n".join(wrong)
        assert table.share("result") > 0.4, "most random jobs must get somewhere"


# Operations that go wrong in one way each.


def _copied(job):
    return job.picture("source").pixels.astype(np.float32)


def _layer(job, pixels):
    return Result([Layer(replace(job.picture("source"), pixels=pixels), "Wrong")])


def raises(job):
    raise ZeroDivisionError("no words")


def warns(job):
    return _layer(job, _copied(job) + np.float32(np.inf) * 0)


def not_finite(job):
    pixels = _copied(job)
    pixels[0, 0, 0] = np.nan
    return _layer(job, pixels)


def too_opaque(job):
    pixels = _copied(job)
    pixels[..., -1] = 1.5
    return _layer(job, pixels)


def of_another_type(job):
    return _layer(job, _copied(job).astype(np.float64))


def with_a_channel_less(job):
    return _layer(job, _copied(job)[..., 1:])


def writes(job):
    job.picture("source").pixels[...] = 0.25
    return _layer(job, _copied(job))


def never_twice_the_same(job):
    pixels = _copied(job)
    pixels[..., 0] = np.random.default_rng().random()
    return _layer(job, pixels)


FAULTS = {
    raises: "ZeroDivisionError",
    warns: "RuntimeWarning",
    not_finite: "not finite",
    too_opaque: "opacity beyond",
    of_another_type: "is float64",
    with_a_channel_less: "channels",
    writes: "written to",
    never_twice_the_same: "second run",
}


def _is_plain(drawn):
    source = drawn.images["source"].pixels
    return source.dtype == np.float32 and drawn.document.space.model == "RGBA" and 0 <= source.min() < source.max() <= 1


@pytest.mark.parametrize("wrong", FAULTS, ids=lambda wrong: wrong.__name__)
def test_what_goes_wrong_is_seen(wrong, tmp_path):
    operations = [operation for operation in jobs.own_operations() if operation.id == "sobel"]
    every = (jobs.draw(number, operations, "") for number in range(0, 10_000, counting.AGAIN))
    drawn = next(each for each in every if _is_plain(each))
    operation = replace(drawn.operation, function=wrong, arguments=(Argument("job", Job),))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        faults = counting.Table(tmp_path, with_worker=False).add(replace(drawn, operation=operation, values={}))
    assert any(FAULTS[wrong] in fault for fault in faults), faults
