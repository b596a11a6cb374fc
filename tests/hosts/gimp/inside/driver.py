"""Runs inside GIMP: calls every check of a file and writes down what went wrong."""

import importlib
import json
import os
import traceback

import toolbox
from gi.repository import Gegl, Gimp


def main():
    Gegl.init(None)
    toolbox.wait_for_the_kept_worker()
    name, folder = os.environ["INLAY_CHECKS"], os.environ["INLAY_FOLDER"]
    checks = {key: value for key, value in vars(importlib.import_module(name)).items() if key.startswith("check_")}
    found = {}
    for key, check in checks.items():
        found[key] = outcome(check)
        # What is known so far is known if the next one never ends.
        with open(os.path.join(folder, f"{name}.json"), "w", encoding="utf-8") as file:
            json.dump(found, file)


def outcome(check):
    """Empty, or the traceback; images that the check leaves open are closed, those that Inlay leaves are a failure."""
    try:
        check()
        return ""
    except Exception:
        return traceback.format_exc()
    finally:
        for image in Gimp.get_images():
            image.delete()
