"""What is done stays done, and nothing else: whatever moment a worker is killed at, and whatever changes meanwhile."""

import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from tests.files.drawn import load, noise, save

from inlay import batch
from inlay.batch import manifest, performing
from inlay.batch.performing import attempt, perform
from inlay.errors import FileError
from inlay.system.saving import Saving


@pytest.fixture(autouse=True)
def _there(photos, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def task():
    plan = batch.plan(
        "gaussian-blur", source="photos/f1.png", region="masks/{stem}.mask.png", output="out/{stem}.png", radius=2
    )
    return plan.tasks()[0]


def record(task):
    return json.loads(manifest.Record(task).path.read_text("utf-8"))


def test_what_a_record_says(task):
    outcome = perform(task)
    assert outcome.status == "done" and not outcome.error
    said = record(task)
    assert (said["status"], said["name"], said["version"]) == ("done", "photos/f1.png", task.version)
    assert set(said["inputs"]) == {"../../photos/f1.png", "../../masks/f1.mask.png"}
    assert set(said["outputs"]) == {"../f1.png"}
    assert said["outputs"]["../f1.png"]["size"] == Path("out/f1.png").stat().st_size
    assert outcome.pixels == 600


def test_done_is_kept(task):
    first = perform(task)
    before = Path("out/f1.png").stat()
    second = perform(task)
    assert (second.status, second.outputs, second.warnings) == ("kept", first.outputs, first.warnings)
    assert Path("out/f1.png").stat().st_ino == before.st_ino
    assert perform(task, anew=True).status == "done"
    assert Path("out/f1.png").stat().st_ino != before.st_ino


def newer(name):
    os.utime(name, ns=(0, 1))


def other_pixels(name):
    state = Path(name).stat()
    save(Path(name), noise(20, 30, 1 if "mask" in name else 3, seed=99))
    os.utime(name, ns=(state.st_atime_ns, state.st_mtime_ns + 1))


def cut_short(name):
    Path(name).write_bytes(Path(name).read_bytes()[:-1])


@pytest.mark.parametrize("name", ["photos/f1.png", "masks/f1.mask.png", "out/f1.png"])
@pytest.mark.parametrize(
    ("change", "status"), [(newer, "kept"), (other_pixels, "done"), (cut_short, None), (os.unlink, None)]
)
def test_a_file_that_changes(task, name, change, status):
    """A time is not enough: what counts is what the file holds."""
    perform(task)
    change(name)
    lost = status is None and not name.startswith("out")
    assert attempt(task).status == ("failed" if lost else status or "done")


@pytest.mark.parametrize(
    "changes", [{"version": "0.0.1"}, {"recipe": "another"}, {"status": "failed"}, {"outputs": {}}]
)
def test_another_recipe_or_version(task, changes):
    perform(task)
    path = manifest.Record(task).path
    path.write_text(json.dumps({**record(task), **changes}), "utf-8")
    assert perform(task).status == "done"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"status": "done"}'])
def test_a_damaged_record(task, content):
    perform(task)
    manifest.Record(task).path.write_bytes(content)
    assert perform(task).status == "done"


def test_a_record_with_damaged_fingerprints(task):
    perform(task)
    path = manifest.Record(task).path
    found = record(task)
    path.write_text(json.dumps({**found, "outputs": {key: [1] for key in found["outputs"]}}), "utf-8")
    assert perform(task).status == "done"


def test_all_of_it_can_be_moved(task, tmp_path, monkeypatch):
    perform(task)
    there = tmp_path.with_name(f"{tmp_path.name}-moved")
    tmp_path.rename(there)
    monkeypatch.chdir(there)
    plan = batch.plan(
        "gaussian-blur", source="photos/f1.png", region="masks/{stem}.mask.png", output="out/{stem}.png", radius=2
    )
    assert perform(plan.tasks()[0]).status == "kept"


class Killed(BaseException):
    """As by SIGKILL: nothing catches it."""


def test_killed_before_the_result_is_there(task, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(Saving, "commit", lambda saving: (_ for _ in ()).throw(Killed))
        perform(task)
    assert record(task)["status"] == "done", "it is noted first"
    assert not Path("out/f1.png").exists()
    assert perform(task).status == "done"


def test_killed_after_the_result_is_there(task, monkeypatch):
    commit = Saving.commit

    def killed(saving):
        commit(saving)
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(Saving, "commit", killed)
        perform(task)
    outcome = perform(task)
    assert outcome.status == "kept"
    assert outcome.outputs == [{"kind": "file", "path": str(Path.cwd() / "out/f1.png")}]


def test_two_workers_with_one_picture(task, monkeypatch):
    """One of them was taken for dead by the scheduler: the other waits for it."""
    began, go_on = threading.Event(), threading.Event()
    lead_through = performing._lead_through

    def slowly(*arguments):
        began.set()
        assert go_on.wait(30)
        return lead_through(*arguments)

    monkeypatch.setattr(performing, "_lead_through", slowly)
    outcomes = []
    threads = [threading.Thread(target=lambda: outcomes.append(perform(task).status)) for _ in range(3)]
    threads[0].start()
    assert began.wait(30)
    for thread in threads[1:]:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["done", "kept", "kept"]
    assert [path.suffix for path in manifest.Record(task).path.parent.iterdir()] == [".json"], "nothing else is left"


def test_failures(task, monkeypatch):
    Path("photos/f1.png").write_bytes(b"no picture")
    with pytest.raises(FileError, match="not a picture"):
        perform(task)
    outcome = attempt(task)
    assert outcome.status == record(task)["status"] == "failed"
    assert outcome.error == record(task)["error"]
    other = replace(task, version="0.0.1")
    assert "planned by Inlay 0.0.1" in attempt(other).error["message"]


def test_a_manifest_that_cannot_be_written(task):
    Path("out/.inlay-batch").write_text("no folder")
    assert "inlay-batch" in attempt(task).error["message"]


def test_the_mask_of_a_step_is_the_next_one_s_region():
    text = """
        input = "photos/f1.png"
        output = "out/{stem}.png"
        [[step]]
        operation = "select-threshold"
        [[step]]
        operation = "gaussian-blur"
        source = "photos/f2.png"
        region = "{result}"
        radius = 3
    """
    Path("recipe.toml").write_text(text, "utf-8")
    outcome = attempt(batch.plan_recipe("recipe.toml").tasks()[0])
    assert outcome.status == "done", outcome.error
    changed = (load("out/f1.png") != load("photos/f2.png")).any(axis=2)
    assert changed.any() and not changed.all()
