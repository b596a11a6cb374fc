"""GIMP cancels by killing the plug-in: then neither a process nor a file is left, and the image is as it was."""

import os
import signal
import threading
import time

import toolbox
from gi.repository import Gimp


def _processes(word):
    """Ids of the processes of this run whose command line has a word in it."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/cmdline", "rb") as file:
                command = file.read().decode(errors="replace")
        except OSError:
            continue
        if word in command:
            found.append(int(entry))
    return found


def _workers():
    return _processes(f"inlay.worker\0--folder\0{os.environ['XDG_RUNTIME_DIR']}")


def _plug_ins():
    return _processes(os.path.join(os.environ["GIMP3_DIRECTORY"], "plug-ins/inlay/inlay.py"))


def _until(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def _kill_the_plug_in(seen, when):
    """In another thread: wait, then do what GIMP's Cancel does."""
    seen["ready"] = _until(when)
    seen["plug-ins"], seen["workers"] = _plug_ins(), _workers()
    for process in seen["plug-ins"]:
        os.kill(process, signal.SIGKILL)


def _cancelled(when, **values):
    image = toolbox.new_image(400, 300)
    fox = toolbox.new_layer(image, "Fox", 200, 100, (5, 6))
    image.clean_all()
    before = toolbox.everything(image)
    seen = {}
    killer = threading.Thread(target=_kill_the_plug_in, args=(seen, when))
    killer.start()
    answer = toolbox.call("sample-slow", image, [fox], seconds=60.0, **values)
    killer.join()
    assert seen["ready"], seen
    assert len(seen["plug-ins"]) == 1, seen
    assert not answer.success
    assert _until(lambda: not _workers(), 3), "the worker lives on"
    assert _until(lambda: not toolbox.planes_left(), 3), "planes are left"
    assert toolbox.everything(image) == before
    return seen


def check_a_kill_while_the_worker_works():
    started = []

    def working():
        started.append(bool(_workers() and toolbox.planes_left()))
        return sum(started) > 60

    assert len(_cancelled(working)["workers"]) == 1


def check_a_kill_while_the_worker_does_not_listen():
    started = []

    def working():
        started.append(bool(_workers() and toolbox.planes_left()))
        return sum(started) > 60

    assert len(_cancelled(working, deaf=True)["workers"]) == 1


def check_a_kill_as_soon_as_the_worker_starts():
    _cancelled(lambda: bool(_workers()))


def check_gimp_goes_on_afterwards():
    image = toolbox.new_image(40, 30)
    fox = toolbox.new_layer(image, "Fox", 20, 10)
    assert toolbox.succeed("sample-copy", image, [fox])["layer"].is_valid()
    assert Gimp.get_images() == [image]
