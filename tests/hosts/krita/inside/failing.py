"""Whatever goes wrong, the document stays as it was, and the message says what to do."""

import itertools
import os
import signal
import time

import toolbox
from inlay.krita import layers, service
from inlay.krita.qt import QtCore
from inlay.krita.reading import Reading
from inlay.krita.task import Task

import inlay
from inlay.contract.errors import ResourceError

BOX = (11, 9, 20, 10)
#: Seconds: many times what it takes, for busy machines.
PATIENCE = 60


def _document():
    document = toolbox.new_document()
    source = toolbox.add_layer(document, "Fox", BOX)
    toolbox.add_layer(document, "Other", BOX, seed=2)
    toolbox.refresh(document)
    return document, source


def _task(document, node, operation="sample-slow", **values):
    declared = next(entry for entry in service.operations() if entry.id == operation)
    return Task(Reading(declared, document, node, values, {}))


def _spin(milliseconds):
    loop = QtCore.QEventLoop()
    QtCore.QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _spin_until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        _spin(20)


def _finish(task):
    _spin_until(lambda: task.has_ended)


def check_errors_of_an_operation():
    document, source = _document()
    before = toolbox.tree(document)
    for how in ("input", "region", "parameter", "file", "resources", "failed"):
        error = toolbox.refused("sample-fail", document, source, {"how": how})
        assert (error.code, error.message, error.hint) == (how, "This went wrong.", "Do something else."), (
            error.to_json()
        )
    for how in ("bug", "memory", "crash"):
        error = toolbox.refused("sample-fail", document, source, {"how": how})
        assert error.message and error.hint, error.to_json()
    assert toolbox.tree(document) == before
    assert not _planes(), _planes()
    assert inlay.run("sample-copy", document, source).name() == "Fox", "the worker does not come back"


def check_warnings_come_with_the_result():
    document, source = _document()
    task = _task(document, source, "sample-fail", how="warning")
    task.start()
    _finish(task)
    assert task.error is None and [str(warning) for warning in task.result.warnings] == ["This is odd. Look at it."]


def check_wrong_calls():
    document, source = _document()
    before = toolbox.tree(document)
    for arguments, word in (
        (("no-such-operation", document, source), "no-such-operation"),
        (("sample-slow", document, source, {"seconds": 1e9}), "Seconds"),
        (("sample-slow", document, source, {"nonsense": 1}), "nonsense"),
        (("sample-slow", document, source, {}, {"nonsense": "below"}), "input"),
        (("sample-slow", document, source, {}, {"source": "below"}), "below"),
        (("sample-everything", document, source, {}, {"destination": "layer"}), "destination"),
    ):
        error = toolbox.refused(*arguments)
        assert word in error.message and error.hint, (word, error.to_json())
    assert toolbox.tree(document) == before


def check_cancel_is_at_once():
    document, source = _document()
    before = toolbox.tree(document)
    for deaf in (False, True):
        inlay.run("sample-copy", document, source).remove()
        task = _task(document, source, seconds=30, deaf=deaf)
        seen = []
        task.progressed.connect(lambda fraction, doing, seen=seen: seen.append((fraction, doing)))
        task.start()
        _spin_until(lambda deaf=deaf, seen=seen: deaf or (seen and seen[-1][1] == "Dawdling"))
        _spin(300)
        start = time.monotonic()
        task.cancel()
        assert task.has_ended and task.error.code == "cancelled"
        _spin(500)
        assert time.monotonic() - start < 5 and not _planes(), _planes()
    toolbox.refresh(document)
    assert toolbox.tree(document) == before


def check_krita_stays_awake_while_the_worker_works():
    document, source = _document()
    inlay.run("sample-copy", document, source)
    task = _task(document, source, seconds=1.5)
    ticks = []
    timer = QtCore.QTimer()
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    task.start()
    timer.start(10)
    _finish(task)
    timer.stop()
    pauses = [later - earlier for earlier, later in itertools.pairwise(ticks)]
    assert task.error is None
    # Generous for a busy machine: a blocked window would show the whole second and a half as one pause.
    assert len(ticks) > 10 and max(pauses) < 1, sorted(pauses)[-10:]


def check_two_jobs_at_once():
    document, source = _document()
    other, fox = _document()
    tasks = [_task(document, source, seconds=0.5), _task(other, fox, seconds=0.2)]
    for task in tasks:
        task.start()
    for task in tasks:
        _finish(task)
    assert [task.error for task in tasks] == [None, None]
    assert toolbox.names(document.rootNode())[2] == "Slow" and toolbox.names(other.rootNode())[2] == "Slow"


def check_a_result_that_does_not_fit_is_refused():
    def move(document, source):
        source.move(3, 0)

    def remove(document, source):
        source.remove()

    def resize(document, source):
        document.resizeImage(0, 0, 50, 50)

    def convert(document, source):
        document.setColorSpace("RGBA", "U16", "sRGB-elle-V2-srgbtrc.icc")

    def close(document, source):
        document.setModified(False)
        document.close()

    for change in (move, remove, resize, convert, close):
        document, source = _document()
        task = _task(document, source, seconds=0.4)
        task.start()
        _spin(100)
        change(document, source)
        if change is not close:
            toolbox.refresh(document)
            before = toolbox.tree(document)
        _finish(task)
        assert task.error is not None and task.error.code == "changed", change.__name__
        if change is not close:
            assert toolbox.tree(document) == before, change.__name__
    assert not _planes(), _planes()


def check_a_result_that_fits_arrives_all_the_same():
    def paint(document, source):
        source.setPixelData(b"\x01\x02\x03\x04", 15, 12, 1, 1)

    def select(document, source):
        toolbox.select(document, (0, 0, 50, 50))

    def regroup(document, source):
        group = document.createGroupLayer("Group")
        document.rootNode().addChildNode(group, None)
        source.remove()
        group.addChildNode(source, None)

    for change, codes in ((paint, ["changed"]), (select, ["changed"]), (regroup, [])):
        document, source = _document()
        task = _task(document, source, "sample-copy")
        task.start()
        change(document, source)
        _finish(task)
        assert task.error is None, (change.__name__, task.error)
        assert [warning.code for warning in task.result.warnings] == codes, change.__name__
        assert layers.same(task.result.node.parentNode(), source.parentNode()), change.__name__


def check_what_lies_below_is_watched_too():
    document, source = _document()
    ground = document.rootNode().childNodes()[0]
    task = _task(document, source, "sample-everything", yields="layer")
    task.start()
    ground.setPixelData(bytes(4 * 4), 15, 12, 2, 2)
    _finish(task)
    assert task.error is None
    toolbox.refresh(document)
    task = _task(document, source, "sample-everything", yields="layer")
    task.start()
    document.rootNode().childNodes()[2].setVisible(False)
    ground.setPixelData(bytes([1, 2, 3, 255]) * 200, *BOX)
    source.setOpacity(100)
    toolbox.refresh(document)
    _finish(task)
    assert task.error is None and {warning.code for warning in task.result.warnings} == {"changed"}


def check_unrelated_changes_do_not_matter():
    document, source = _document()
    toolbox.select(document, (0, 0, 50, 50))
    task = _task(document, source, seconds=0.3)
    task.start()
    document.setSelection(None)
    source.setName("Vixen")
    document.rootNode().childNodes()[2].setPixelData(b"\x09\x08\x07\xff", 80, 60, 1, 1)
    _finish(task)
    assert task.error is None, task.error


def check_a_killed_worker():
    document, source = _document()
    before = toolbox.tree(document)
    task = _task(document, source, seconds=30)
    task.start()
    _spin(300)
    os.kill(service.get()._worker._process.pid, signal.SIGKILL)
    _finish(task)
    assert task.error.code == "failed" and task.error.hint, task.error.to_json()
    assert toolbox.tree(document) == before
    assert inlay.run("sample-copy", document, source) is not None


def check_a_listener_that_fails_keeps_nobody_waiting():
    """Others hear what the worker has said at the same moment."""

    class Saying:
        def messages(self):
            return [{"job": 1, "done": {}}, {"job": 2, "done": {}}]

        def forget(self, number):
            pass

    def fail(message):
        raise ValueError

    heard, apart = [], service.Service()
    apart._worker, apart._listeners = Saying(), {1: fail, 2: heard.append}
    try:
        apart.poll()
        raise AssertionError("what failed is not said")
    except ValueError:
        pass
    finally:
        apart._worker = None
    assert heard == [{"job": 2, "done": {}}], heard


def check_a_damaged_installation_is_told():
    from inlay.bridge import installation

    document, source = _document()
    service.get().close()
    loaded = installation.load

    def damaged():
        return loaded()._replace(python="/nowhere/python")

    installation.load = damaged
    try:
        error = toolbox.refused("sample-copy", document, source)
    finally:
        installation.load = loaded
    assert "install.py" in error.hint, error.to_json()


def check_no_room_for_the_planes():
    """A plane that cannot be written is an error in words, and the pictures that were read are gone."""
    from inlay.bridge import planes

    document, source = _document()
    inlay.run("sample-copy", document, source).remove()
    write, written = planes.PlaneFile.write, []

    def full(plane, offset, data):
        written.append(plane)
        if len(written) == 2:
            raise ResourceError("There is no room for the picture.", "Free some space.")
        write(plane, offset, data)

    planes.PlaneFile.write = full
    try:
        error = toolbox.refused("sample-everything", document, source, {"yields": "layer"})
    finally:
        planes.PlaneFile.write = write
    assert error.code == "resources" and not _planes(), (error.to_json(), _planes())


def check_closing_leaves_nothing():
    document, source = _document()
    inlay.run("sample-copy", document, source)
    folder = service.get().folder.path
    assert os.path.isdir(folder)
    service.get().close()
    assert not os.path.exists(folder)


def _planes():
    """Picture files in the worker's folder."""
    worker = service.get()._worker
    if worker is None or not os.path.isdir(worker.folder.path):
        return []
    return [name for name in os.listdir(worker.folder.path) if name.endswith(".plane")]
