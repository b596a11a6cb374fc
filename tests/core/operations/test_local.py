"""What is local depends on nothing beyond its ring but what was found before, whatever its parameters."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from tests.random_jobs.jobs import own_operations

from inlay.errors import ParameterError, RegionError
from inlay.operations.job import Document, Job
from inlay.operations.parameters import Boolean, Choice, Integer, Number
from inlay.picture import Picture, Space

LOCAL = {operation.id: operation for operation in own_operations() if operation.local is not None}
SPACE = Space("RGBA", np.dtype(np.uint8))
MASK = Space("MASK", np.dtype(np.float32), "linear")
#: Rows that are looked at, columns, and the longest length that is drawn.
ROWS, WIDTH, LONGEST = 5, 9, 6


def drawn_values(operation, random):
    """Any values that the operation is declared to be local with, their lengths short."""
    values = {}
    for parameter in operation.parameters:
        if parameter.id in operation.local:
            values[parameter.id] = operation.local[parameter.id][random.integers(len(operation.local[parameter.id]))]
        elif parameter.default in ("all", "luminance"):
            continue  # not every picture has every other channel
        elif isinstance(parameter, Choice):
            values[parameter.id] = parameter.options[random.integers(len(parameter.options))].id
        elif isinstance(parameter, Boolean):
            values[parameter.id] = bool(random.integers(2))
        elif isinstance(parameter, Integer | Number):
            most = min(parameter.maximum, max(parameter.minimum, LONGEST))
            value = random.uniform(parameter.minimum, most)
            values[parameter.id] = round(value) if isinstance(parameter, Integer) else float(value)
    return operation.check(
        {name: getattr(value, "item", lambda value=value: value)() for name, value in values.items()}
    )


def pictures(operation, height, random):
    """Noise for every layer, and a soft selection."""
    found = {}
    for entry in operation.inputs:
        layer = random.integers(1, 256, (height, WIDTH, 4), np.uint8)
        is_mask = entry.kinds[0] == "selection" or entry.content == "coverage"
        found[entry.role] = random.random((height, WIDTH), np.float32) if is_mask else layer
    return found


def job_of(values, planes):
    images = {role: Picture(plane, space=MASK if plane.ndim == 2 else SPACE) for role, plane in planes.items()}
    return Job(images, values, Document(WIDTH, len(next(iter(planes.values()))), SPACE))


def results(operation, job) -> Iterator[np.ndarray]:
    try:
        outputs = list(operation.perform(job).outputs)
    except (ParameterError, RegionError):
        return  # it found nothing, or was asked for nothing
    while outputs:
        one, *outputs = outputs
        outputs += getattr(one, "children", [])
        if hasattr(one, "picture"):
            yield one.picture.crop(Document(WIDTH, ROWS).box).pixels


@pytest.mark.parametrize("name", LOCAL)
@pytest.mark.parametrize("seed", range(8))
def test_nothing_beyond_the_ring_counts(name, seed):
    operation, random = LOCAL[name], np.random.default_rng(seed)
    values = drawn_values(operation, random)
    assert operation.is_local(values)
    ring = operation.reach(values, 1000)
    one, other = (pictures(operation, 3 * ROWS + 2 * ring, random) for _ in range(2))
    for role, plane in one.items():
        other[role][: ROWS + ring] = plane[: ROWS + ring]
    before = operation.found_before_strips(lambda: iter([job_of(values, one)]))
    jobs = (replace(job_of(values, planes), shared=dict(before)) for planes in (one, other))
    found, changed = (list(results(operation, job)) for job in jobs)
    if not found or not changed:
        # What is found beyond the ring alone is no result here.
        assert not any(pixels.any() for pixels in found + changed)
    else:
        assert all(np.array_equal(a, b) for a, b in zip(found, changed, strict=True))


@pytest.mark.parametrize("name", LOCAL)
def test_other_values_may_not_be(name):
    operation = LOCAL[name]
    for parameter, wanted in operation.local.items():
        assert not operation.is_local({parameter: object()})
        assert all(operation.is_local({**{key: some[0] for key, some in operation.local.items()}, parameter: value})
                   for value in wanted)  # fmt: skip
