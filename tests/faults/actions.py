"""What is tried: saving by the command line, and files that a worker writes."""

from __future__ import annotations

import contextlib
import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import numpy as np
from PIL import Image
from tests import networks
from tests.faults.injection import Broken, Full, Interrupted, Killed, Refused
from tests.faults.trial import Action

from inlay.contract import protocol
from inlay.errors import InlayError
from inlay.files import command_line, windows
from inlay.files.windows import NewPicture
from inlay.picture import Space
from inlay.system.saving import Saving
from inlay.worker.folder import Folder
from inlay.worker.loader import Loader
from inlay.worker.service import Service


def actions() -> list[Action]:
    """Every action."""
    return [
        _saved("save one new file", ["a.bin"], []),
        _saved("save over one file", ["a.bin"], ["a.bin"]),
        _saved("save two new files", ["a.bin", "b.bin"], []),
        _saved("save over one of two files", ["a.bin", "b.bin"], ["b.bin"]),
        _saved("save over three files", ["a.bin", "b.bin", "c.bin"], ["a.bin", "b.bin", "c.bin"]),
        _saved("save over two files without hard links", ["a.bin", "b.bin"], ["a.bin", "b.bin"], linking=False),
        _commanded("inlay run: a picture and its selection, new", "out.png", []),
        _commanded(
            "inlay run: a picture and its selection, over old ones", "out.png", ["out.png", "out-selection.png"]
        ),
        _commanded("inlay run: over an OpenRaster file", "out.ora", ["out.ora"]),
        _streamed("inlay run: in strips, over a TIFF file", "out.tif"),
        _streamed("inlay run: in strips, over a folder of chunks", "out.ome.zarr", swaps=True),
        _added("inlay models add: a network"),
        _worked("worker: a plane and a new named file", []),
        _worked("worker: planes and an old named file", ["report.json"]),
    ]


def _old(folder: Path, names: list[str]) -> None:
    for name in names:
        (folder / name).write_bytes(b"old " + name.encode())


def _saved(title: str, names: list[str], existing: list[str], linking: bool = True) -> Action:
    """Files by Python alone; where `linking` is not, a file cannot have two names (vfat)."""
    refusing = {} if linking else {"side_effect": PermissionError(errno.EPERM, "Operation not permitted")}

    def run(folder: Path) -> str:
        saving = Saving()
        try:
            with saving, patch.object(os, "link", wraps=os.link, **refusing):
                for name in names:
                    saving.write(folder / name, f"new {name}".encode() * 1000)
                saving.commit()
        except KeyboardInterrupt:
            return f"Interrupted; already written: {saving.arrived}" if saving.arrived else "Interrupted."
        except InlayError as error:
            return str(error)
        return ""

    return Action(title, lambda folder: _old(folder, existing), run)


def _commanded(title: str, output: str, existing: list[str]) -> Action:
    """The command line as a whole, in this process."""

    def prepare(folder: Path) -> None:
        Image.new("RGBA", (6, 5), (10, 200, 30, 255)).save(folder / "source.png")
        Image.new("L", (6, 5), 255).save(folder / "region.png")
        _old(folder, existing)

    def run(folder: Path) -> str:
        said, told = io.StringIO(), io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(told):
            code = command_line.main(
                ["run", "sample-copy", "--source", str(folder / "source.png"), "--region", str(folder / "region.png"),
                 "--output", str(folder / output)]
            )  # fmt: skip
        assert (code == 0) == (not said.getvalue()), "a failure is said"
        return f"unexplained: {said.getvalue()}" if "went wrong" in said.getvalue() else said.getvalue()

    return Action(title, prepare, run)


def _streamed(title: str, output: str, swaps: bool = False) -> Action:
    """The command line on a picture that is larger than the memory that it is given."""
    command = ["run", "grayscale", "--memory", "15KB"]

    def prepare(folder: Path) -> None:
        for name, level in (("source.tif", 60), (output, 7)):
            pixels = np.full((70, 20, 3), level, np.uint8)
            with Saving() as saving:
                with windows.create(saving, NewPicture(folder / name, 20, 70, Space("RGB"))) as writer:
                    writer.write(0, pixels)
                saving.commit()

    def run(folder: Path) -> str:
        said, told = io.StringIO(), io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(told):
            code = command_line.main(
                [*command, "--source", str(folder / "source.tif"), "--output", str(folder / output)]
            )
        assert (code == 0) == (not said.getvalue()), "a failure is said"
        return f"unexplained: {said.getvalue()}" if "went wrong" in said.getvalue() else said.getvalue()

    return Action(title, prepare, run, swaps=swaps)


def _added(title: str) -> Action:
    """A network goes into the store. (A forked process that is to be killed has none of ONNX Runtime's threads.)"""

    def renew(folder: Path) -> None:
        for path in folder.glob("added.*"):
            path.unlink()

    def run(folder: Path) -> str:
        said, told = io.StringIO(), io.StringIO()
        store = patch.dict(os.environ, {"INLAY_MODELS": str(folder)})
        with store, contextlib.redirect_stderr(said), contextlib.redirect_stdout(told):
            code = command_line.main(["models", "add", str(folder / "picked.onnx"), "--name", "added"])
        assert (code == 0) == (not said.getvalue()), "a failure is said"
        return f"unexplained: {said.getvalue()}" if "went wrong" in said.getvalue() else said.getvalue()

    faults = (Refused, Full, Broken, Interrupted)
    return Action(title, lambda folder: networks.gray(folder / "picked.onnx"), run, faults, again=renew)


class _Host:
    """What a worker would send to an editor."""

    def __init__(self) -> None:
        self.error = ""

    def send(self, message: dict) -> None:
        pass

    def fail(self, error: InlayError, job: object = None) -> None:
        self.error = f"unexplained: {error}" if error.code == "failed" else f"{error}"


def _worked(title: str, existing: list[str]) -> Action:
    """A job with every kind of output, in this process. (Signals end a worker from another thread.)"""

    def renew(folder: Path) -> None:
        for path in folder.glob("private/*"):
            path.unlink()
        (folder / "private").mkdir(mode=0o700, exist_ok=True)
        (folder / "private" / "source.plane").write_bytes(np.arange(4 * 12, dtype=np.uint8).tobytes())

    def prepare(folder: Path) -> None:
        renew(folder)
        _old(folder, existing)

    def run(folder: Path) -> str:
        host = _Host()
        service = Service(host, Folder(folder / "private"))  # type: ignore[arg-type]
        service.receive(protocol.greeting(host="faults"))
        service.receive(_job(str(folder / "report.json")))
        with contextlib.redirect_stderr(io.StringIO()):
            service.serve(0, Loader())
        return host.error

    faults = (Refused, Full, Broken, Killed)
    return Action(title, prepare, run, faults, again=renew, ignored=lambda name: name.startswith("private"))


def _job(report: str) -> dict:
    plane = {"file": "source.plane", "x": 0, "y": 0, "width": 4, "height": 3}
    plane |= {"model": "RGBA", "type": "u8", "transfer": "perceptual", "profile": None}
    space = {"model": "RGBA", "type": "u8", "transfer": "perceptual", "profile": None}
    return {
        "job": 1,
        "operation": "sample-everything",
        "quality": "full",
        "parameters": {"report": report},
        "images": {"source": plane, "destination": plane},
        "document": {"width": 10, "height": 10, "masks": "u8", **space},
    }


def of_name(text: str) -> Callable[[Action], bool]:
    """Whether an action's name holds a text."""
    return lambda action: text.lower() in action.name.lower()
