"""Runs inside Krita's window: steps through every check of a file and writes down what went wrong.

A check is a generator that yields how many milliseconds Krita is to go on by itself.
"""

import importlib
import json
import os
import traceback

from krita import Extension, Krita

try:
    from PyQt5 import QtCore, QtWidgets
except ImportError:
    from PyQt6 import QtCore, QtWidgets

__all__ = ["QtCore", "QtWidgets"]

START_MILLISECONDS = 1500


class Driver(Extension):
    def setup(self):
        self.found, self.left, self.steps = {}, [], None
        self.timer = QtCore.QTimer()
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.step)

    def createActions(self, window):
        if self.steps is None and not self.timer.isActive():
            self.timer.start(START_MILLISECONDS)

    def step(self):
        if self.steps is None:
            self.begin()
        try:
            self.timer.start(next(self.steps))
            return
        except StopIteration:
            self.found[self.name] = ""
        except Exception:
            self.found[self.name] = traceback.format_exc()
        for document in Krita.instance().documents():
            document.setModified(False)
            document.close()
        if self.left:
            self.name, check = self.left.pop(0)
            print(self.name, flush=True)
            self.steps = check()
            self.timer.start(300)
        else:
            self.end()

    def begin(self):
        module = importlib.import_module(f"{__name__}.{os.environ['INLAY_CHECKS']}")
        self.left = [(key, value) for key, value in vars(module).items() if key.startswith("check_")]
        self.name, check = self.left.pop(0)
        self.steps = check()

    def end(self):
        path = os.path.join(os.environ["INLAY_FOLDER"], f"{os.environ['INLAY_CHECKS']}.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.found, file)
        Krita.instance().action("file_quit").trigger()


if "INLAY_CHECKS" in os.environ:
    Krita.instance().addExtension(Driver(Krita.instance()))
