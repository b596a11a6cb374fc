"""What views do at the same time: solving, showing, jobs, other views, and an editor that drags without a pause."""

import os
import signal
import threading
from pathlib import Path

import numpy as np
import pytest
from tests.core.live import scenes
from tests.worker.raw import RawWorker, is_running, job, wait_for
from tests.worker.views.conftest import WHOLE
from tests.worker.views.viewer import Viewer, plane, sent

from inlay.operations import registry
from inlay.worker.showing import Show

VIEWS = 1000


def test_a_steady_drag_is_always_answered(blur):
    """60 states a second, none of which waits for an answer: every one is followed by a picture that is not older."""
    first = blur.sequence + 1
    for step in range(60):
        blur.show(parameters={"radius": 1 + step / 10})
        blur.look(1 / 60)
    blur.show(parameters={"radius": 9})
    last = blur.exact()
    answered = [each["frame"]["sequence"] for each in blur.messages if each["frame"]["sequence"] >= first]
    assert answered == sorted(answered) and len(set(answered)) >= 5
    assert last["frame"]["sequence"] == blur.sequence


def test_moving_is_answered_while_something_is_solved(worker, opened):
    viewer = opened("sample-slow")
    viewer.show(parameters={"seconds": 0}, **WHOLE)
    viewer.exact()
    viewer.show(parameters={"seconds": 600})
    number = viewer.show(rect=[10, 10, 40, 30])
    assert viewer.answer()["frame"]["done"] < 1
    assert viewer.sequence == number
    viewer.close()
    worker.send(job(1, "sample-copy", {"source": worker.plane("other.plane")}))
    assert "done" in worker.answer(1), "a closed view is left at once"


def test_a_job_comes_before_what_a_view_solves(worker, opened):
    viewer = opened("sample-slow")
    viewer.show(parameters={"seconds": 600}, **WHOLE)
    viewer.next()
    worker.send(job(1, "sample-copy", {"source": worker.plane("other.plane")}))
    assert "done" in worker.answer(1)


def test_a_job_that_wants_what_is_being_solved_waits_for_it(worker, opened):
    viewer = opened("sample-slow")
    viewer.show(parameters={"seconds": 1.5}, **WHOLE)
    viewer.next()
    worker.send({"job": 1, "of_view": 1})
    worker.until_progress(1)
    assert "done" in worker.answer(1)


def test_a_job_of_a_view_can_be_cancelled(worker, opened):
    viewer = opened("sample-slow")
    viewer.show(parameters={"seconds": 600}, **WHOLE)
    viewer.next()
    worker.send({"job": 1, "of_view": 1})
    worker.until_progress(1)
    worker.send({"cancel": 1})
    assert worker.answer(1)["error"]["code"] == "cancelled"
    viewer.show(parameters={"seconds": 0})
    viewer.close()
    worker.send(job(2, "sample-copy", {"source": worker.plane("other.plane")}))
    assert "done" in worker.answer(2)


def test_two_views_do_not_disturb_each_other(opened):
    one, other = opened("gaussian-blur"), opened("grayscale", 2)
    for viewer in (one, other):
        viewer.show(**WHOLE)
    # Each reads past what is for the other, so they are looked at by turns.
    frames = {}
    while len(frames) < 2:
        message = one.worker.receive()
        viewer = one if message["view"] == 1 else other
        viewer._look(message)
        if message["frame"]["done"] == 1:
            frames[message["view"]] = message["pixels"]
    one, other = (np.ptp(frames[number][70:90, 110:130].astype(int), axis=2).max() for number in (1, 2))
    assert other <= 1 < one


def test_a_frame_on_the_screen_is_never_written(worker, opened):
    viewer = opened("gaussian-blur")
    frames = {}
    viewer.show(**WHOLE)
    for step in range(12):
        message = worker.receive()
        frame = message["frame"]
        path = worker.folder / frame["file"]
        assert frame["slot"] not in frames, "held"
        frames[frame["slot"]] = (path, path.read_bytes())
        viewer.show(parameters={"radius": 2 + step}, rect=[step, 0, 100, 80])
        if len(frames) == 3:
            # All are held: nothing can be shown.
            assert not wait_for(lambda: any(path.read_bytes() != seen for path, seen in frames.values()), 0.05)
            slot = next(iter(frames))
            del frames[slot]
            worker.send({"view": 1, "release": slot})
        assert all(path.read_bytes() == seen for path, seen in frames.values())


def test_a_file_that_must_grow_is_another(blur):
    worker = blur.worker
    held = os.open(worker.folder / "view-1-0.rgb", os.O_RDONLY)
    seen = os.pread(held, 1 << 20, 0)
    blur.show(rect=[0, 0, 240, 160], size=[960, 640])
    blur.exact()
    assert os.pread(held, 1 << 20, 0) == seen
    os.close(held)


def test_a_thousand_views_leave_nothing(worker):
    operation = registry.find("gaussian-blur")
    described = sent(worker, "gaussian-blur", scenes.job_for(operation))
    before = plane(worker, "before.plane", scenes.picture())
    sizes = []
    for number in range(1, VIEWS + 1):
        viewer = Viewer(worker, number)
        viewer.open(described, before)
        viewer.show(rect=[0, 0, 60, 40], size=[60, 40])
        viewer.answer()
        viewer.close()
        if number in (VIEWS // 4, VIEWS):
            worker.send(job(number, "sample-copy", {"source": worker.plane("other.plane")}))
            while "job" not in (message := worker.receive()):
                pass
            (worker.folder / message["done"]["outputs"][0]["plane"]["file"]).unlink()
            sizes.append(footprint(worker))
    assert sizes[1][0] - sizes[0][0] < 8000, "kB"
    assert sizes[1][1] <= sizes[0][1] + 10 and sizes[1][2] <= sizes[0][2] + 2
    assert not list(worker.folder.glob("view-*"))


def footprint(worker):
    """Memory in kB, open files and threads."""
    process = Path(f"/proc/{worker.process.pid}")
    lines = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    return int(lines["RssAnon"].split()[0]), len(list((process / "fd").iterdir())), int(lines["Threads"])


@pytest.mark.parametrize("end", ["killed", "left"])
def test_the_end_comes_in_the_middle_of_a_drag(tmp_path, end):
    with RawWorker(tmp_path / "folder") as worker:
        worker.greet()
        viewer = Viewer(worker)
        job = sent(worker, "cut-out", scenes.job_for(registry.find("cut-out")))
        viewer.open(job, plane(worker, "before.plane", scenes.picture()))
        for step in range(10):
            viewer.show(**WHOLE, split=step)
        viewer.next()
        if end == "killed":
            worker.process.kill()
        else:
            worker.process.stdin.close()
            worker.assert_ended()
        assert wait_for(lambda: not is_running(worker.process.pid))


def test_a_thread_that_fails_ends_the_worker(monkeypatch):
    """Rather than letting an editor wait for frames."""

    def views():
        raise RuntimeError("nobody has foreseen it")

    raised = []
    monkeypatch.setattr(signal, "raise_signal", raised.append)
    show = Show(None, threading.Condition(), views)
    show.start()
    show.end()
    assert raised == [signal.SIGTERM]
