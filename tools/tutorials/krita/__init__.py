"""Runs inside Krita's window: does the steps of a tutorial, and takes a picture after each.

A step is a generator that yields how many milliseconds Krita is to go on by itself.
"""

import importlib
import os
import traceback

from inlay.krita.qt import QtCore

from krita import Extension, Krita

from .hand import Studio

START_MILLISECONDS = 1500


class Driver(Extension):
    def setup(self):
        self.steps = None
        self.timer = QtCore.QTimer()
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.go_on)

    def createActions(self, window):
        if self.steps is None and not self.timer.isActive():
            self.timer.start(START_MILLISECONDS)

    def go_on(self):
        if self.steps is None:
            self.steps = _steps()
        try:
            self.timer.start(next(self.steps))
        except StopIteration:
            Krita.instance().action("file_quit").trigger()


def _steps():
    """Generator: the tutorial that ``INLAY_TUTORIAL`` names; what went wrong is left in the file ``problem``."""
    name = os.environ["INLAY_TUTORIAL"].replace("-", "_")
    studio = Studio()
    try:
        module = importlib.import_module(f"{__name__}.{name}")
        for step in [each for key, each in vars(module).items() if _is_step(key, each, module)]:
            yield from step(studio)
            yield 200
            studio.keep(step.__name__.replace("_", "-"))
    except Exception:
        with open(os.path.join(studio.folder, "problem"), "w", encoding="utf-8") as file:
            file.write(traceback.format_exc())
        studio.keep("problem")
    for document in Krita.instance().documents():
        document.setModified(False)
        document.close()
    yield 500


def _is_step(name, value, module):
    return not name.startswith("_") and callable(value) and getattr(value, "__module__", "") == module.__name__


if "INLAY_TUTORIAL" in os.environ:
    Krita.instance().addExtension(Driver(Krita.instance()))
