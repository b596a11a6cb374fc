"""What a host sends is what the worker is asked."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contract.test_planes import ENCODINGS, GOOD, PLANES

from inlay.contract.boxes import Box
from inlay.contract.errors import InlayError
from inlay.contract.job import Document, Earlier, Job, planes_of
from inlay.contract.planes import SAMPLE_BYTES

DOCUMENTS = st.builds(Document, st.integers(1, 9), st.integers(1, 9), ENCODINGS, st.sampled_from(sorted(SAMPLE_BYTES)))
IMAGES = PLANES | st.lists(PLANES, max_size=2).map(tuple) | st.builds(Earlier, st.integers(0, 9))
VALUES = st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3) | st.booleans(), max_size=3)
JOBS = st.builds(
    Job,
    st.text(),
    VALUES,
    st.dictionaries(st.text(max_size=3), IMAGES, max_size=3),
    DOCUMENTS,
    st.sampled_from(["full", "preview"]),
)
ALONE = {"operation": "o", "document": {"width": 2, "height": 3, "model": "RGBA", "type": "u8"}}


@given(JOBS)
def test_it_comes_back(job):
    back = Job.from_json(json.loads(json.dumps(job.to_json())))
    assert back == job and list(back.planes()) == [plane for image in job.images.values() for plane in planes_of(image)]


def test_what_may_be_left_out():
    job = Job.from_json({**ALONE, "images": {"source": GOOD, "region": None}})
    assert (job.quality, job.parameters, set(job.images), job.document.masks) == ("full", {}, {"source"}, "u8")
    assert job.document.box == Box(0, 0, 2, 3)


def test_planes_of_an_earlier_job_are_not_brought_along():
    assert list(Job.from_json({**ALONE, "images": {"source": {"of": 7}}}).planes()) == []


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({}, "protocol"),
        ({"operation": 7}, "protocol"),
        ({"document": None}, "protocol"),
        ({"document": {**ALONE["document"], "width": 0}}, "input"),
        ({"document": {**ALONE["document"], "masks": "u7"}}, "protocol"),
        ({"parameters": []}, "parameter"),
        ({"images": [GOOD]}, "protocol"),
        ({"images": {"source": [[GOOD]]}}, "protocol"),
        ({"quality": "superb"}, "protocol"),
    ],
)
def test_what_is_no_job_is_refused(record, code):
    with pytest.raises(InlayError) as caught:
        Job.from_json({**ALONE, **record} if record else {})
    assert caught.value.code == code and caught.value.message and caught.value.hint
