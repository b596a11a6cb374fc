"""Whatever does not match the declaration is refused with a code, a message and a hint, and the worker goes on."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.worker.raw import RawWorker, job


def _with(change):
    """A good job with a change."""

    def made(worker):
        good = job(1, "sample-everything", {"source": worker.plane(), "destination": worker.plane("d.plane")})
        change(good)
        return good

    return made


def _set(*path, value):
    def change(record):
        *parents, last = path
        for parent in parents:
            record = record[parent]
        record[last] = value

    return _with(change)


def _plane(**fields):
    return _with(lambda good: good["images"]["source"].update(fields))


REFUSALS = {
    "unknown operation": (_set("operation", value="frobnicate"), "protocol"),
    "no operation": (_with(lambda good: good.pop("operation")), "protocol"),
    "operation of another type": (_set("operation", value=["sample-copy"]), "protocol"),
    "unknown parameter": (_set("parameters", "colour-blindness", value=1), "parameter"),
    "parameters of another type": (_set("parameters", value=[1]), "parameter"),
    "integer out of range": (_set("parameters", "amount", value=11), "parameter"),
    "number out of range": (_set("parameters", "strength", value=-0.01), "parameter"),
    "number that is none": (_set("parameters", "strength", value=float("nan")), "parameter"),
    "boolean of another type": (_set("parameters", "enabled", value=1), "parameter"),
    "unknown option": (_set("parameters", "yields", value="hologram"), "parameter"),
    "colour out of range": (_set("parameters", "colour", value=[0, 0, 2, 1]), "parameter"),
    "text too long": (_set("parameters", "title", value="a" * 10_001), "parameter"),
    "point of three": (_set("parameters", "centre", value=[1, 2, 3]), "parameter"),
    "points with infinity": (_set("parameters", "corners", value=[[1, float("inf")]]), "parameter"),
    "file of half a surrogate pair": (_set("parameters", "report", value="/tmp/\ud800.json"), "parameter"),
    "file with a zero in its path": (_set("parameters", "report", value="/tmp/a\0b.json"), "parameter"),
    "colour beyond numbers": (_set("parameters", "colour", value=[10**400, 0, 0]), "parameter"),
    "point beyond numbers": (_set("parameters", "centre", value=[10**400, 0]), "parameter"),
    "option of another type": (_set("parameters", "yields", value=[[]]), "parameter"),
    "file by half a path": (_set("parameters", "report", value="report.json"), "parameter"),
    "unknown role": (_set("images", "victim", value={}), "protocol"),
    "missing input": (_with(lambda good: good["images"].pop("destination")), "input"),
    "input that is null": (_set("images", "source", value=None), "input"),
    "two pictures for one": (_with(lambda good: good["images"].update(source=[good["images"]["source"]] * 2)), "input"),
    "no picture in a list": (_set("images", "references", value=[]), "input"),
    "images of another type": (_set("images", value=[]), "protocol"),
    "plane of another type": (_set("images", "source", value="source.plane"), "protocol"),
    "colours for a selection": (_with(lambda good: good["images"].update(region=good["images"]["source"])), "input"),
    "mask for a layer": (_plane(model="MASK"), "input"),
    "plane larger than its file": (_plane(height=4), "input"),
    "no width": (_plane(width=0), "input"),
    "negative height": (_plane(height=-3), "input"),
    "width of a fraction": (_plane(width=1.5), "input"),
    "width of another type": (_plane(width=True), "input"),
    "absurd side": (_plane(width=10**9), "input"),
    "absurd area": (_plane(width=262_144, height=262_144), "input"),
    "absurd place": (_plane(x=10**12), "input"),
    "number of 5000 digits": (_plane(width=int("9" * 4000)), "input"),
    "missing file": (_plane(file="nothing.plane"), "file"),
    "file above": (_plane(file="../source.plane"), "protocol"),
    "file elsewhere": (_plane(file="/etc/passwd"), "protocol"),
    "file below": (_plane(file="a/b"), "protocol"),
    "Windows file elsewhere": (_plane(file="C:\\secret"), "protocol"),
    "file of half a surrogate pair, a plane": (_plane(file="\ud800"), "file"),
    "file with a name too long": (_plane(file="x" * 100_000), "file"),
    "list in a list": (_set("images", "references", value=[[{"file": "source.plane"}]]), "protocol"),
    "width beyond numbers": (_plane(width=float("inf")), "input"),
    "height that is no number": (_plane(height=float("nan")), "input"),
    "file without a name": (_plane(file=""), "protocol"),
    "file with a zero": (_plane(file="a\0b"), "protocol"),
    "folder itself": (_plane(file="."), "protocol"),
    "file of another type": (_plane(file=7), "protocol"),
    "link": (_plane(file="link"), "file"),
    "pipe": (_plane(file="pipe"), "file"),
    "unknown model": (_plane(model="XYZ"), "protocol"),
    "unknown sample type": (_plane(type="u128"), "protocol"),
    "unknown transfer": (_plane(transfer="odd"), "protocol"),
    "profile of another type": (_plane(profile=7), "protocol"),
    "profile elsewhere": (_plane(profile={"file": "../x.icc"}), "protocol"),
    "name of another type": (_plane(name=7), "protocol"),
    "no document": (_with(lambda good: good.pop("document")), "protocol"),
    "absurd document": (_set("document", "width", value=10**9), "input"),
    "unknown mask type": (_set("document", "masks", value=[]), "protocol"),
    "unknown quality": (_set("quality", value="superb"), "protocol"),
    "planes of a job that never was": (_set("images", "source", value={"of": 99}), "input"),
    "planes of something else": (_set("images", "source", value={"of": []}), "input"),
}


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    """One worker for all: it survives every refusal."""
    folder = tmp_path_factory.mktemp("refusals")
    with RawWorker(folder) as started:
        started.greet()
        (folder / "link").symlink_to("/etc/passwd")
        os.mkfifo(folder / "pipe")
        yield started


@pytest.mark.parametrize("name", REFUSALS)
def test_refused(worker, name):
    make, code = REFUSALS[name]
    worker.send(make(worker))
    error = worker.answer(1)["error"]
    assert error["code"] == code and error["message"] and error["hint"], error
    worker.send(job(2, "sample-copy", {"source": worker.plane()}))
    assert "done" in worker.answer(2), "the worker goes on"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("source.plane"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.just("of"), inner, max_size=3),
    max_leaves=6,
)


def _places(record, path=()):
    """The paths of everything in nested objects, but the job's own number."""
    for key, value in record.items():
        if path or key != "job":
            yield (*path, key)
        if isinstance(value, dict):
            yield from _places(value, (*path, key))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_anything_anywhere_in_a_job_is_answered(worker, data):
    good = job(1, "sample-copy", {"source": worker.plane(), "region": worker.plane("r.plane", model="MASK")})
    *parents, last = data.draw(st.sampled_from(sorted(_places(good))))
    record = good
    for parent in parents:
        record = record[parent]
    record[last] = data.draw(JSON)
    worker.send(good)
    answer = worker.answer(1)
    assert "done" in answer or all(answer["error"][key] for key in ("code", "message", "hint"))
    for output in answer.get("done", {}).get("outputs", []):
        (worker.folder / output["plane"]["file"]).unlink()
    assert answer.get("error", {}).get("code") != "failed", f"{answer} is a bug, not a refusal"


def test_a_number_given_twice_is_refused(worker):
    image = {"source": worker.plane()}
    worker.send(job(5, "sample-slow", image, seconds=600))
    worker.until_progress(5)
    worker.send(job(5, "sample-copy", {"source": worker.plane("other.plane")}))
    assert "under way" in worker.answer(5)["error"]["message"]
    worker.send({"cancel": 5})
    assert worker.answer(5)["error"]["code"] == "cancelled"


def test_too_many_jobs_are_refused(worker):
    for number in range(100, 200):
        worker.send(job(number, "sample-slow", {"source": worker.plane(f"{number}.plane")}, seconds=600))
    seen = worker.receive()
    while "error" not in seen:
        seen = worker.receive()
    assert seen["error"]["code"] == "resources"
    for number in range(100, 200):
        worker.send({"cancel": number})
    assert worker.answer(100)["error"]["code"] == "cancelled"


def test_a_result_that_cannot_be_written_leaves_nothing(worker, tmp_path):
    target = tmp_path / "missing" / "report.json"
    images = {"source": worker.plane(), "destination": worker.plane("d.plane")}
    before = set(os.listdir(worker.folder))
    worker.send(job(3, "sample-everything", images, report=str(target)))
    assert worker.answer(3)["error"]["code"] == "file"
    assert set(os.listdir(worker.folder)) == before, "its planes are gone again"


@pytest.mark.parametrize("how", ["input", "region", "parameter", "file", "resources", "failed"])
def test_errors_of_an_operation(worker, how):
    worker.send(job(4, "sample-fail", {"source": worker.plane()}, how=how))
    assert worker.answer(4)["error"] == {"code": how, "message": "This went wrong.", "hint": "Do something else."}


@pytest.mark.parametrize("how, code", [("bug", "failed"), ("memory", "resources")])
def test_errors_that_nobody_expects(worker, how, code):
    worker.send(job(4, "sample-fail", {"source": worker.plane()}, how=how))
    error = worker.answer(4)["error"]
    assert error["code"] == code and error["message"] and error["hint"], error
    assert "Traceback" not in str(error)
