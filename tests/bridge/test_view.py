"""A view as the editor keeps it: what is sent when, which frames are shown, and what a new worker is told."""

from dataclasses import replace

import pytest
from plugins.bridge import view as viewing
from plugins.bridge.view import View
from tests.bridge import fake_worker

from inlay.contract import protocol
from inlay.contract.declaration import Output
from inlay.contract.errors import InlayError
from inlay.contract.views import MODES

SMOOTH = fake_worker.parameter("radius", "number", 3.0, minimum=0.0, maximum=50.0)


@pytest.fixture
def clock(monkeypatch):
    """The time, which goes on only where a test says so."""
    now = [100.0]
    monkeypatch.setattr(viewing.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def worker():
    return fake_worker.FakeWorker()


@pytest.fixture
def view(worker, clock):
    of = fake_worker.operation(SMOOTH)
    made = View(of, fake_worker.opening(of), worker)
    made.show((0, 0, 400, 300), 800, 600)
    return made


def test_nothing_is_sent_before_the_area_has_a_size(worker, clock):
    of = fake_worker.operation(SMOOTH)
    made = View(of, fake_worker.opening(of), worker)
    assert made.is_due and made.send() and not worker.states
    made.show((0, 0, 400, 300), 8, 6)
    assert made.send() and len(worker.states) == 1


def test_only_what_has_changed_is_sent(view, worker):
    assert view.send()
    first = worker.states[0][1]
    assert (first["rect"], first["size"]) == ((0, 0, 400, 300), (800, 600))
    assert first["parameters"] == {"radius": 3.0}
    view.take([worker.answer()])
    view.change(mode="alpha")
    assert view.send()
    assert worker.states[1:] == [(2, {"mode": "alpha"})]
    view.take([worker.answer()])
    assert view.send() and not view.is_due and len(worker.states) == 2


def test_one_state_is_under_way_and_the_newest_follows(view, worker, clock):
    view.send()
    for radius in range(10, 30):
        view.change(parameters={"radius": radius})
        assert not view.send()
        clock[0] += 0.004
    view.take([worker.answer()])
    assert view.send()
    assert worker.states[1:] == [(2, {"parameters": {"radius": 29}})]


def test_a_steady_drag_never_starves_the_picture(view, worker, clock):
    """Every answer is followed at once by the newest state, however often there is a newer one."""
    frames, slot = 0, 0
    view.send()
    for step in range(250):
        clock[0] += 0.004
        view.change(parameters={"radius": step / 10})
        view.send()
        if step % 5 == 0 and not view.is_answered:
            slot = (slot + 1) % 3
            frames += view.take([worker.answer(slot)])
            view.send()
    assert frames == 50 and len(worker.states) == 51
    assert worker.told["parameters"]["radius"] == 24.5


def test_a_slow_answer_is_overtaken(view, worker, clock):
    view.send()
    view.change(mode="black")
    clock[0] += viewing.PATIENCE - 0.01
    assert not view.send()
    clock[0] += 0.02
    assert view.send() and worker.states[-1] == (2, {"mode": "black"})
    view.take([worker.answer(sequence=1)])
    assert not view.is_answered
    view.take([worker.answer(1, sequence=2)])
    assert view.is_answered


def test_frames_are_released_when_others_take_their_place(view, worker):
    view.send()
    assert view.take([worker.answer(0, done=0.5)])
    assert (view.frame.slot, view.path, worker.released) == (0, "/planes/view-0.rgb", [])
    assert view.take([worker.answer(1, done=0.7), worker.answer(2)])
    assert view.frame.slot == 2 and sorted(worker.released) == [0, 1], "one was never shown, one is not any more"


def test_what_belongs_to_another_view_is_left_alone(view, worker):
    view.send()
    assert not view.take([worker.answer(view=9), {"job": 3, "progress": 0.5}])
    assert view.frame is None and not worker.released and not view.is_answered


def test_an_error_answers_and_the_last_frame_stays(view, worker):
    view.send()
    view.take([worker.answer(0, line="fine")])
    view.change(parameters={"radius": 49})
    view.send()
    failed = {
        "view": view.number,
        "sequence": 2,
        **protocol.failed(InlayError("Nothing is selected.", "Select."), None),
    }
    failed.pop("job", None)
    assert not view.take([failed])
    assert view.error.message == "Nothing is selected." and view.frame.line == "fine" and view.is_answered
    view.change(parameters={"radius": 4})
    assert view.send()
    assert view.take([worker.answer(1)]) and view.error is None


def test_modes_go_round(view):
    seen = []
    for _ in MODES:
        seen.append(view.state.mode)
        assert view.key("f")
    assert sorted(seen) == sorted(view.modes) and view.state.mode == seen[0]
    view.key("f", shift=True)
    assert view.state.mode == seen[-1]


def test_the_original_shows_while_a_key_is_held(view):
    view.change(mode="checker")
    for _ in range(3):
        view.key("x")
    assert view.state.mode == "before"
    view.key_released("x")
    assert view.state.mode == "checker"
    view.key_released("x")
    assert view.state.mode == "checker"


def test_the_splitter_comes_into_the_middle_of_what_is_seen(view):
    view.show((100, 0, 50, 40), 500, 400)
    view.key("s")
    assert view.state.split == 125
    view.key("s")
    assert view.state.split is None


def test_other_keys_are_not_taken(view):
    assert not any(view.key(name) for name in ("a", "z", "return", "escape"))
    assert not view.key("f", control=True)


def test_the_end_carries_what_was_not_sent_yet(view, worker):
    view.send()
    view.change(parameters={"radius": 11})
    view.strokes.begin(5, 6)
    assert view.finish() == 7 and worker.finished == [1]
    assert worker.states[-1] == (2, {"parameters": {"radius": 11}}) and len(worker.strokes[-1]) == 1
    view.finish()
    assert len(worker.states) == 2


def test_a_new_worker_is_told_everything(view, worker, clock):
    view.strokes.begin(1, 2)
    view.strokes.begin(3, 4)
    view.strokes.undo()
    view.change(parameters={"radius": 8}, mode="white")
    view.send()
    view.take([worker.answer()])
    other = fake_worker.FakeWorker()
    view.restart(fake_worker.opening(view.operation), other)
    assert view.frame is None and view.is_due and view.send()
    assert other.told["parameters"] == {"radius": 8} and other.told["mode"] == "white"
    assert [(part.points, part.hidden) for part in other.strokes[0]] == [((1, 2, 1), None), ((3, 4, 1), True)]
    assert not worker.closed, "the old one has died"


def test_masks_are_seen_as_an_overlay():
    kinds = {("layer",): "result", ("selection",): "overlay", ("channel",): "overlay", ("group", "file"): "result"}
    for outputs, mode in kinds.items():
        of = replace(fake_worker.operation(), outputs=tuple(Output(kind, "") for kind in outputs))
        assert viewing.natural_mode(of, {}) == mode


def test_another_kind_of_result_is_looked_at_in_its_own_way(worker, clock):
    results = fake_worker.parameter("result", "choice", "replace")
    of = replace(fake_worker.operation(results), outputs=(Output("layer", ""), Output("selection", "")))
    made = View(of, fake_worker.opening(of), worker)
    assert made.state.mode == "overlay"
    made.change(parameters={"result": "layer"})
    assert made.state.mode == "result"
    made.change(mode="alpha")
    made.change(parameters={"result": "selection"})
    assert made.state.mode == "alpha", "what the artist has chosen stays"
