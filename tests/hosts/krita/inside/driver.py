"""Runs inside kritarunner: calls every check of a file and writes down what went wrong."""

import importlib
import json
import os
import traceback

from krita import Krita


def __main__(arguments):
    name, folder = os.environ["INLAY_CHECKS"], os.environ["INLAY_FOLDER"]
    Krita.instance().setBatchmode(True)
    try:
        checks = {key: value for key, value in vars(importlib.import_module(name)).items() if key.startswith("check_")}
        found = {key: outcome(key, check) for key, check in checks.items()}
    except Exception:
        print(traceback.format_exc(), flush=True)
        raise
    with open(os.path.join(folder, f"{name}.json"), "w", encoding="utf-8") as file:
        json.dump(found, file)


def outcome(name, check):
    """Empty, or the traceback; documents that the check leaves open are closed."""
    # Tells which check it was when Krita itself goes down.
    print(name, flush=True)
    try:
        check()
        return ""
    except Exception:
        return traceback.format_exc()
    finally:
        for document in Krita.instance().documents():
            document.setModified(False)
            document.close()
