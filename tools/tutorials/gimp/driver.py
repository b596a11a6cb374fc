"""Runs inside GIMP: does the steps of a tutorial, and takes a picture after each."""

import importlib
import os
import signal
import traceback

from hand import Studio


def main():
    """The tutorial that ``INLAY_TUTORIAL`` names; what went wrong is left in the file ``problem``."""
    module = importlib.import_module(os.environ["INLAY_TUTORIAL"].replace("-", "_"))
    steps = [each for name, each in vars(module).items() if _is_step(name, each, module)]
    studio = Studio()
    try:
        for step in steps:
            step(studio)
            studio.keep(step.__name__.replace("_", "-"))
    except Exception:
        with open(os.path.join(studio.folder, "problem"), "w", encoding="utf-8") as file:
            file.write(traceback.format_exc())
        studio.keep("problem")
        # It might wait for an answer to some question.
        os.kill(os.getppid(), signal.SIGKILL)


def _is_step(name, value, module):
    return not name.startswith("_") and callable(value) and getattr(value, "__module__", "") == module.__name__
