import json
import os
import stat
from pathlib import Path

import pytest
from tests.worker.raw import RawWorker, is_running, job, wait_for

from inlay.worker.service import MOST_KEPT


@pytest.fixture
def silent(tmp_path):
    """A worker that has not been greeted."""
    with RawWorker(tmp_path / "folder") as started:
        assert set(started.receive()["inlay"]) == {"protocol", "version"}
        yield started


@pytest.mark.parametrize("greeting", [{"inlay": {"protocol": 2}}, {"inlay": {}}, {"inlay": 1}, {"job": 1}, {}])
def test_another_version_is_told_to_install_again(silent, greeting):
    silent.send(greeting)
    error = silent.receive()["error"]
    assert error["code"] == "protocol" and "install.py" in error["hint"]
    silent.assert_ended()


@pytest.mark.parametrize(
    "garbage",
    [
        *(b"\0\xff\n", b"{\n", b"[]\n", b"7\n", b"\n", b"9" * 10_000 + b"\n", b'{"job": \xed\xa0\x80}\n'),
        *(b"[" * 100_000 + b"\n", b'{"job": 1, "images": ' + b"[" * 500 + b"]" * 500 + b"}\n"),
        b'{"inlay": {"protocol": ' + b'{"": ' * 400 + b"7" + b"}" * 402 + b"\n",
    ],
)
@pytest.mark.parametrize("greeted", [False, True])
def test_garbage(silent, garbage, greeted):
    if greeted:
        silent.send({"inlay": {"protocol": 1}})
    silent.write(garbage)
    assert silent.receive()["error"]["code"] == "protocol"
    assert silent.receive() is None
    silent.assert_ended()


@pytest.mark.parametrize(
    "message", [{}, {"hello": 1}, *({"job": each} for each in ("1", True, None, 1.0, [[7]], 1 << 60, -(1 << 60)))]
)
def test_a_message_about_nothing(worker, message):
    worker.send(message)
    assert worker.receive()["error"]["code"] == "protocol"
    worker.assert_ended()


def test_a_line_without_end(silent):
    silent.send({"inlay": {"protocol": 1}})
    with pytest.raises(BrokenPipeError):
        for _ in range(20):
            silent.write(b"x" * (1 << 20))
            wait_for(lambda: False, 0.02)
    assert "longer" in silent.receive()["error"]["message"]
    silent.assert_ended()


def test_half_a_line(silent):
    silent.write(b'{"inlay": {"proto')
    silent.process.stdin.close()
    silent.assert_ended()


def test_a_line_in_pieces(worker):
    line = json.dumps(job(1, "sample-copy", {"source": worker.plane()})).encode() + b"\n"
    for start in range(0, len(line), 7):
        worker.write(line[start : start + 7])
    assert "done" in worker.answer(1)


def test_cancels_of_what_is_not_there_are_nothing(worker):
    for number in (5, None, [], "x"):
        worker.send({"cancel": number})
        worker.send({"forget": number})
    worker.send(job(1, "sample-copy", {"source": worker.plane()}))
    assert "done" in worker.answer(1)


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701])
def test_a_folder_that_others_can_enter_is_refused(tmp_path, mode):
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(mode)
    with RawWorker(folder) as started:
        started.receive()
        assert started.receive()["error"]["code"] == "protocol"
        started.process.wait(20)
    assert folder.is_dir(), "what is not its own it does not remove"


def test_permission_bits(worker):
    worker.send(job(1, "sample-copy", {"source": worker.plane()}))
    plane = worker.answer(1)["done"]["outputs"][0]["plane"]
    assert stat.S_IMODE((worker.folder / plane["file"]).stat().st_mode) == 0o600


def test_a_named_file_appears_whole_and_with_usual_permissions(worker, tmp_path):
    target = tmp_path / "report.json"
    target.write_text("old")
    target.chmod(0o640)
    images = {"source": worker.plane(), "destination": worker.plane("d.plane")}
    worker.send(job(1, "sample-everything", images, report=str(target), yields="file"))
    assert worker.answer(1)["done"]["outputs"] == [{"kind": "file", "path": str(target)}]
    assert json.loads(target.read_text())["document"] == [100, 100]
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert set(os.listdir(tmp_path)) == {"folder", "report.json"}


def test_what_an_operation_prints_does_not_disturb(worker):
    worker.send(job(1, "sample-fail", {"source": worker.plane()}, how="print"))
    assert "done" in worker.receive() or "done" in worker.answer(1)


def test_a_name_that_is_no_text_comes_back(worker):
    """Half a surrogate pair, as an editor may hold."""
    worker.send(job(1, "sample-copy", {"source": worker.plane() | {"name": "\ud800 Ärger"}}))
    assert worker.answer(1)["done"]["outputs"][0]["name"] == "\ud800 Ärger"


def test_warnings(worker):
    worker.send(job(1, "sample-fail", {"source": worker.plane()}, how="warning"))
    done = worker.answer(1)["done"]
    assert done["warnings"] == [{"code": "sample", "message": "This is odd.", "hint": "Look at it."}]


def test_progress_is_not_told_too_often(worker):
    worker.send(job(1, "sample-slow", {"source": worker.plane()}, seconds=0.5))
    told = []
    while "done" not in (message := worker.receive()):
        told.append(message)
    fractions = [message["progress"] for message in told]
    assert fractions == sorted(fractions) and 2 <= len(fractions) <= 11
    assert {message["doing"] for message in told} <= {"Dawdling", "Reading"}


def test_cancelled_and_ready_for_more(worker):
    worker.send(job(1, "sample-slow", {"source": worker.plane()}, seconds=600))
    worker.until_progress(1)
    worker.send({"cancel": 1})
    assert worker.answer(1)["error"]["code"] == "cancelled"
    worker.send(job(2, "sample-copy", {"source": worker.plane("2.plane")}))
    assert "done" in worker.answer(2)


def test_a_waiting_job_is_cancelled_at_once(worker):
    worker.send(job(1, "sample-slow", {"source": worker.plane()}, seconds=600))
    worker.until_progress(1)
    worker.send(job(2, "sample-copy", {"source": worker.plane("2.plane")}))
    worker.send({"cancel": 2})
    assert worker.answer(2)["error"]["code"] == "cancelled"
    worker.send({"cancel": 1})
    assert worker.answer(1)["error"]["code"] == "cancelled"


def test_a_newer_job_on_the_same_planes_cancels_the_older(worker):
    worker.send(job(1, "sample-slow", {"source": worker.plane()}, seconds=600))
    worker.until_progress(1)
    worker.send(job(2, "sample-slow", {"source": {"of": 1}}, seconds=600))
    worker.send(job(3, "sample-slow", {"source": {"of": 2}}, seconds=0))
    assert worker.answer(1)["error"]["code"] == "cancelled"
    assert "done" in worker.answer(3)


def test_a_job_on_other_planes_waits(worker):
    worker.send(job(1, "sample-slow", {"source": worker.plane()}, seconds=0.3))
    worker.send(job(2, "sample-copy", {"source": worker.plane("2.plane")}))
    assert "done" in worker.answer(1) and "done" in worker.answer(2)


def test_planes_are_kept_until_forgotten(worker):
    content = os.urandom(48)
    worker.send(job(1, "sample-copy", {"source": worker.plane(model="BGRA", content=content)}))
    worker.answer(1)
    for number in (2, 3):
        worker.send(job(number, "sample-copy", {"source": {"of": number - 1}}))
        plane = worker.answer(number)["done"]["outputs"][0]["plane"]
        pixels = [content[start : start + 4] for start in range(0, 48, 4)]
        expected = b"".join(bytes((red, green, blue, alpha)) for blue, green, red, alpha in pixels)
        assert (worker.folder / plane["file"]).read_bytes() == expected, (
            "a document of RGBA, whatever the plane's order"
        )
    worker.send({"forget": 1})
    worker.send(job(4, "sample-copy", {"source": {"of": 1}}))
    error = worker.answer(4)["error"]
    assert error["code"] == "input" and "again" in error["hint"]


def test_a_job_that_refers_to_none_lets_go_of_the_others(worker):
    worker.send(job(1, "sample-copy", {"source": worker.plane()}))
    worker.answer(1)
    worker.send(job(2, "sample-copy", {"source": worker.plane("2.plane")}))
    worker.answer(2)
    worker.send(job(3, "sample-copy", {"source": {"of": 1}}))
    assert worker.answer(3)["error"]["code"] == "input"
    maps = Path(f"/proc/{worker.process.pid}/maps")
    assert wait_for(lambda: "source.plane" not in maps.read_text()), "its memory is free"


def test_of_very_many_jobs_the_oldest_are_forgotten(worker):
    last = MOST_KEPT + 2
    worker.send(job(1, "sample-copy", {"source": worker.plane()}))
    worker.answer(1)
    for number in range(2, last):
        worker.send(job(number, "sample-copy", {"source": {"of": number - 1}}))
        worker.answer(number)
    worker.send(job(last, "sample-copy", {"source": {"of": 1}}))
    assert "not kept" in worker.answer(last)["error"]["message"]
    worker.send(job(last + 1, "sample-copy", {"source": {"of": last - 1}}))
    assert "done" in worker.answer(last + 1)


def test_the_whole_canvas_is_masked_in_the_documents_type(worker):
    """A selection comes in bytes and goes back in bytes, whatever the layers are."""
    content = bytes(range(12))
    good = job(
        1,
        "sample-copy",
        {"source": worker.plane(type="f32"), "region": worker.plane("r.plane", model="MASK", content=content)},
    )
    good["document"]["type"] = "f32"
    worker.send(good)
    layer, selection = worker.answer(1)["done"]["outputs"]
    assert layer["plane"]["type"] == "f32" and selection["plane"]["type"] == "u8"
    assert (worker.folder / selection["plane"]["file"]).read_bytes() == content


def test_another_space_becomes_the_documents(worker):
    """8 bits in a document of 16: every value times 257."""
    content = os.urandom(48)
    good = job(1, "sample-copy", {"source": worker.plane(content=content)})
    good["document"] |= {"type": "u16", "model": "BGRA"}
    worker.send(good)
    plane = worker.answer(1)["done"]["outputs"][0]["plane"]
    assert (plane["model"], plane["type"]) == ("BGRA", "u16")
    values = memoryview((worker.folder / plane["file"]).read_bytes()).cast("H").tolist()
    expected = [content[start + channel] * 257 for start in range(0, 48, 4) for channel in (2, 1, 0, 3)]
    assert values == expected


def test_idle(tmp_path):
    with RawWorker(tmp_path / "folder", "--idle", "0.4") as started:
        started.greet()
        started.assert_ended()


def test_a_new_plane_is_a_sign_of_life(tmp_path):
    with RawWorker(tmp_path / "folder", "--idle", "1.5") as started:
        started.greet()
        for number in range(6):
            started.plane(f"{number}.plane")
            wait_for(lambda: False, 0.4)
        assert is_running(started.process.pid)
        started.assert_ended()
