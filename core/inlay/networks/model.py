"""A network that is installed: what is to be known of it before it is loaded, and the sidecar that says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from inlay.contract.language import _
from inlay.errors import ModelError

#: What networks are for: finding the subject of a picture, estimating alpha from a picture and a trimap, or giving a
#: picture with a paste in it, and where the paste is, the colours that it should have.
KINDS = ("subject", "matte", "blending")
#: The input of a network that makes pictures of noise, (1, channels, 1, 1): the noise is searched for.
NOISE = "noise"
#: What a picture's samples are divided by: white, or the largest one that there is.
SCALES = ("white", "maximum")
#: What is done to the first output: nothing, the logistic function, or stretching it from its least to its largest.
OUTPUTS = ("plain", "sigmoid", "stretched")


@dataclass(frozen=True)
class Port:
    """An input or output of a network.

    Attributes
    ----------
    name : str
    shape : tuple of (int or None)
        None for a length that is free.
    type : str
        Of the samples, as ONNX Runtime names it: ``float``, ``float16``, ``uint8``.
    """

    name: str
    shape: tuple[int | None, ...]
    type: str


@dataclass(frozen=True, kw_only=True)
class Model:
    """A network in the store.

    Attributes
    ----------
    name : str
        By which it is chosen, and that of its files.
    title : str
        What a menu shows.
    kind : str
        One of `KINDS`.
    path : Path
        Its ONNX file.
    sha256 : str
        Of that file.
    inputs, outputs : tuple of Port
        In the network's own order.
    width, height : int or None
        The size of the picture that it is given; None where it takes any.
    mean, deviation : tuple of float
        Subtracted from the scaled samples of each channel, and what they are divided by then.
    scale, output : str
        One of `SCALES` and of `OUTPUTS`.
    licence, origin : str
        What is known of them; may be empty.
    rank : int
        The place among networks of its kind, the best first.
    """

    name: str
    title: str
    kind: str
    path: Path
    sha256: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    width: int | None = None
    height: int | None = None
    mean: tuple[float, float, float]
    deviation: tuple[float, float, float]
    scale: str
    output: str = "plain"
    licence: str = ""
    origin: str = ""
    rank: int

    def to_json(self) -> dict[str, Any]:
        """Everything but where it lies."""
        content = asdict(self)
        del content["path"]
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, Any], path: Path) -> Model:
        """The model that a sidecar describes, by the name that its files have.

        Raises
        ------
        ValueError, KeyError, TypeError
            If it is none.
        """
        if not isinstance(content, Mapping):
            raise ValueError("it holds no names")
        known = {field.name for field in fields(cls)} - {"path"}
        found: dict[str, Any] = {name: value for name, value in content.items() if name in known}
        for vector in ("mean", "deviation"):
            found[vector] = tuple(map(float, found[vector]))
        for ports in ("inputs", "outputs"):
            found[ports] = tuple(Port(port["name"], tuple(port["shape"]), port["type"]) for port in found[ports])
        model = cls(**{**found, "name": path.stem}, path=path)
        model._check()
        return model

    def _check(self) -> None:
        """Refuse what a hand or an accident has made of a sidecar."""
        texts = (self.title, self.sha256, self.licence, self.origin)
        lengths = (self.width, self.height)
        numbers = (self.rank, *(length for length in lengths if length is not None))
        right = (
            self.kind in KINDS and self.scale in SCALES and self.output in OUTPUTS
            and all(isinstance(text, str) for text in texts)
            and all(type(number) is int and number > 0 for number in numbers)
            and (self.kind == "matte" or None not in lengths)
            and len(self.mean) == len(self.deviation) == 3 and min(self.deviation) > 0
            and len(self.inputs) > 0
        )  # fmt: skip
        if not right:
            raise ValueError("some of it is not possible")

    def sidecar(self) -> bytes:
        """The content of the file beside it."""
        return (json.dumps(self.to_json(), indent=2, ensure_ascii=False) + "\n").encode()


def read(path: Path) -> Model:
    """The model of a sidecar.

    Raises
    ------
    ModelError
        If the sidecar is damaged, or the network is gone.
    """
    network = path.with_suffix(".onnx")
    again = _("Remove it by `inlay models remove {stem}`, and add it again.", stem=path.stem)
    try:
        model = Model.from_json(json.loads(path.read_bytes()), network)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(
            _("What is known of the network {stem} is damaged ({error}).", stem=path.stem, error=error), again
        ) from error
    if not network.is_file():
        raise ModelError(
            _("The file of the network {stem} is gone: {network}.", stem=path.stem, network=network), again
        )
    return model
