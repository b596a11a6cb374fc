"""The line below the picture: what an operation found is said, in previews and in the end."""

from types import SimpleNamespace

import numpy as np
import pytest

from inlay.live import words
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Picture, Space


@pytest.mark.parametrize(("factor", "start"), [(1, "Preview"), (4, "Preview at 1/4 size")])
def test_what_harmonising_changed_is_said(factor, start):
    space = Space("RGB", np.dtype(np.uint8))
    gray = np.full((40, 50, 3), 90, np.uint8)
    images = {"source": Picture(gray, space=space), "destination": Picture(gray, space=space)}
    job = Job(
        {**images, "region": None, "reference": None, "mask": None},
        registry.find("harmonise").check({"strength": 0.0, "exposure": 1.0}),
        Document(50, 40, space),
    )
    result = registry.find("harmonise").perform(job)
    stage = SimpleNamespace(is_exact=False, is_sketch=False, factor=factor)
    line = words.line(SimpleNamespace(stage=stage, result=result, seconds=0.1, job=job))
    assert line.startswith(start)
    assert line.endswith("exposure +1.00 stops, contrast +0 %, temperature +0, tint +0")
