"""What other tools have left: ONNX files in the folders where rembg keeps them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from inlay.networks.model import Model


def found(models: Iterable[Model]) -> list[Path]:
    """Those that are there and not among the `models` of the store, by name."""
    known = {model.sha256: _size(model.path) for model in models}
    files = sorted({path for folder in _folders() for path in folder.glob("*.onnx") if path.is_file()})
    # Only what could be the same is read: some are a gigabyte.
    return [path for path in files if _size(path) not in known.values() or _digest(path) not in known]


def _folders() -> list[Path]:
    chosen, data = (os.environ.get(variable, "") for variable in ("U2NET_HOME", "XDG_DATA_HOME"))
    named = map(os.path.expanduser, (chosen, os.path.join(data, ".u2net"), os.path.join("~", ".u2net")))
    return [Path(name) for name in named if os.path.isabs(name)]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _digest(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
