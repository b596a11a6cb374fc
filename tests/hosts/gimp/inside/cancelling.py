"""GIMP cancels by killing the plug-in: then neither a process nor a file is left, and the image is as it was.

What GIMP starts with itself, the plug-in that keeps a worker and that worker, goes on.
"""

import contextlib
import os
import signal
import threading
import time

import processes
import toolbox
from gi.repository import Gimp


def _until(condition, seconds=toolbox.PATIENCE):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def _kill_the_plug_in(seen, when):
    """In another thread: wait, then do what GIMP's Cancel does."""
    seen["ready"] = _until(when)
    seen["plug-ins"], seen["workers"] = processes.calls(), processes.workers()
    for process in seen["plug-ins"]:
        os.kill(process, signal.SIGKILL)


def _cancelled(when, shared=False, **values):
    """Kill a call that has a worker of its own, or is served by the one that is kept."""
    image = toolbox.new_image(400, 300)
    fox = toolbox.new_layer(image, "Fox", 200, 100, (5, 6))
    image.clean_all()
    before = toolbox.everything(image)
    seen = {}
    killer = threading.Thread(target=_kill_the_plug_in, args=(seen, when))
    killer.start()
    with contextlib.nullcontext() if shared else toolbox.alone():
        answer = toolbox.call("sample-slow", image, [fox], seconds=60.0, **values)
    killer.join()
    assert seen["ready"], seen
    assert len(seen["plug-ins"]) == 1, seen
    assert len(set(seen["workers"]) - set(KEPT)) == (0 if shared else 1), seen
    assert not answer.success
    assert _until(lambda: set(processes.workers()) <= set(KEPT)), "the worker lives on"
    assert _until(lambda: not toolbox.planes_left()), "planes are left"
    assert toolbox.everything(image) == before
    return seen


def _works(own):
    """Whether a job has been under way for a while, in a worker of its own or in the one that is kept."""
    started = []

    def working():
        is_there = len(processes.workers()) > len(KEPT) if own else bool(processes.calls())
        started.append(is_there and len(os.listdir(os.environ["XDG_RUNTIME_DIR"])) > 1)
        return sum(started) > 60

    return working


KEPT = processes.workers()


def check_who_keeps_a_worker():
    assert len(KEPT) == len(processes.KEEPER) == 1


def check_a_kill_while_the_worker_works():
    _cancelled(_works(own=True))


def check_a_kill_while_the_worker_does_not_listen():
    _cancelled(_works(own=True), deaf=True)


def check_a_kill_as_soon_as_the_worker_starts():
    _cancelled(lambda: len(processes.workers()) > len(KEPT))


def check_a_kill_while_the_kept_worker_works():
    _cancelled(_works(own=False), shared=True)
    assert processes.workers() == KEPT, "it goes on"


def check_gimp_goes_on_afterwards():
    image = toolbox.new_image(40, 30)
    fox = toolbox.new_layer(image, "Fox", 20, 10)
    assert toolbox.succeed("sample-copy", image, [fox])["layer"].is_valid()
    assert Gimp.get_images() == [image]


def check_the_kept_worker_is_replaced_when_it_dies():
    """After all others: `KEPT` is no more."""
    _cancelled(_works(own=False), shared=True, deaf=True)
    assert _until(lambda: processes.workers() and processes.workers() != KEPT), "no other took its place"
    toolbox.wait_for_the_kept_worker()
    for image in Gimp.get_images():
        image.delete()
    check_gimp_goes_on_afterwards()
    assert len(processes.workers()) == 1
