"""A small job through a real worker, by the bridge that the editors use."""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path
from typing import Any

from inlay.contract.language import _
from inlay_setup.errors import InstallationError

SIZE, LEVEL, INNER = 16, 90, (4, 4, 8, 8)


def round_trip(adapters: Path) -> dict[str, Any]:
    """Clone a flat square into a flat picture, which must give the picture back.

    Parameters
    ----------
    adapters : Path
        The folder that holds the package ``bridge`` and the file that says where the worker is.

    Returns
    -------
    dict
        ``ok``, ``seconds``, ``message`` and ``hint``.
    """
    began = time.monotonic()
    try:
        samples = _clone(_bridge(adapters))
        wrong = sum(sample != LEVEL for sample in samples)
        message = (
            _("{wrong} of {count} samples are wrong", wrong=wrong, count=len(samples)) if wrong or not samples else ""
        )
        hint = _("Run python3 install.py again, and report this if it stays.") if message else ""
    except Exception as error:  # whatever the cause, the doctor's task is to tell of it
        message, hint = getattr(error, "message", repr(error)), getattr(error, "hint", _("Look into the log."))
    return {"ok": not message, "seconds": time.monotonic() - began, "message": message, "hint": hint}


def _bridge(adapters: Path) -> Any:
    sys.path.insert(0, str(adapters))
    try:
        names = ("client", "installation", "planes", "request", "table")
        for name in names:
            importlib.import_module(f"bridge.{name}")
        return sys.modules["bridge"]
    except ImportError:
        raise InstallationError(
            _("What editors are given is missing in {adapters}.", adapters=adapters), _("Run python3 install.py again.")
        ) from None
    finally:
        sys.path.remove(str(adapters))


def _clone(bridge: Any) -> bytes:
    """The colours that the worker answers with, opacity left out."""
    planes, request = bridge.planes, bridge.request
    installed = bridge.installation.load()
    operation = next(entry for entry in bridge.table.load(installed.table) if entry.id == "seamless-clone")
    worker = bridge.client.start(installed, "doctor")
    try:
        canvas, colours = planes.Box(0, 0, SIZE, SIZE), planes.Encoding("RGBA", "u8")

        def plane(encoding: Any, pixel: tuple[int, ...], box: Any) -> Any:
            made = worker.folder.create(box, encoding)
            made.write(0, bytes(pixel) * box.area)
            return made

        images = {
            "source": plane(colours, (40, 40, 40, 255), canvas),
            "destination": plane(colours, (LEVEL, LEVEL, LEVEL, 255), canvas),
            "region": plane(planes.Encoding("MASK", "u8", "linear"), (255,), planes.Box(*INNER)),
        }
        job = request.job(operation, {}, images, request.Document(SIZE, SIZE, colours))
        layer = bridge.client.run(worker, job).outputs[0]
        pixels = worker.folder.open(layer.plane).read()
        return bytes(sample for position, sample in enumerate(pixels) if position % 4 != 3)
    finally:
        worker.close()
