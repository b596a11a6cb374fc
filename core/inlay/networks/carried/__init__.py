"""The networks that Inlay itself carries: each an ONNX file, a sidecar, and a card that says what it was made of."""

from __future__ import annotations

from pathlib import Path

from inlay.networks import model as models
from inlay.networks.model import Model

_FOLDER = Path(__file__).parent


def carried() -> list[Model]:
    """All of them; they are used once they are added to the store."""
    return [models.read(path) for path in sorted(_FOLDER.glob("*.json"))]


def file_of(name: str) -> Path | None:
    """The ONNX file of the one of this name; None if there is none."""
    return next((model.path for model in carried() if model.name == name), None)
