"""The store: a folder of Inlay's own with the networks that the user chose, each an ONNX file and a sidecar beside it.

Listing reads the sidecars alone: what is installed is asked for whenever operations are declared.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import Cancelled, FileError, InlayWarning, ModelError, ParameterError
from inlay.networks import model as models
from inlay.networks.location import folder
from inlay.networks.model import Model
from inlay.system import refusals
from inlay.system.saving import Saving, names

#: Whatever a file may be called everywhere, and nothing that leads elsewhere.
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
#: What means something else where a network's name may stand, and what Windows has for devices.
_RESERVED = re.compile(r"automatic|(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
_PIECE = 1 << 22
_SAID = ("title", "licence", "origin")


def installed(kind: str | None = None) -> list[Model]:
    """The networks in the store, or those of one of `inlay.networks.model.KINDS`, the best first.

    Warns
    -----
    InlayWarning
        ``model``: one whose sidecar is damaged, or whose file is gone, is left out.
    """
    found = []
    for path in sorted(folder().glob("*.json")):
        try:
            found.append(models.read(path))
        except ModelError as error:
            warn(InlayWarning(error.code, error.message, error.hint))
    return sorted((model for model in found if kind in (None, model.kind)), key=lambda model: model.rank)


def find(name: str) -> Model:
    """The network of this name.

    Raises
    ------
    ModelError
        If there is none, or it is damaged.
    """
    return models.read(_sidecar_of(name))


def add(path: Path, name: str | None = None, **wishes: Any) -> Model:
    """Copy an ONNX file into the store, after a look at whether it is a network that Inlay can use.

    Parameters
    ----------
    path : Path
        Stays where it is; weights in a file beside it are not taken along, and refused. What a sidecar beside it says
        of its title, licence and origin is taken over, if it is about this file.
    name : str, optional
        By which it is chosen; the file's own without one.
    **wishes
        What `inlay.networks.description.describe` takes: ``kind``, ``size``, ``mean``, ``deviation``, ``title``,
        ``licence``, ``origin``.

    Raises
    ------
    ModelError
        If it is none, or there is one of this name.
    FileError, ResourceError
        If it cannot be read, or the store not be written.
    ParameterError
        If the name cannot be one of a file, or a wish not be fulfilled.
    """
    from inlay.networks import description, session

    session.runtime()
    path, name = Path(path), _checked(name or made_of(path.stem))
    target = folder() / f"{name}.onnx"
    refuse_taken(name)
    with refusals.writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    hashes = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with Saving() as saving, refusals.reading(path), open(path, "rb") as source:
        copy = saving.write_pieces(target, _pieces(source, path, hashes))
        digests = [digest.hexdigest() for digest in hashes]
        try:
            model = description.describe(copy, target, digests, **{**_said(path, digests[0]), **wishes})
        except ModelError as error:
            raise ModelError(
                _("{path} is no network that Inlay can use. {message}", path=path, message=error.message), error.hint
            ) from error
        saving.write(target.with_suffix(".json"), model.sidecar())
        try:
            saving.commit()
        except KeyboardInterrupt:
            if saving.arrived:
                raise Cancelled(_("Interrupted; already written: {names}.", names=names(saving.arrived))) from None
            raise
    return model


def _said(path: Path, digest: str) -> dict[str, str]:
    """What a sidecar beside a file says of it that the file itself does not show."""
    try:
        found = models.read(path.with_suffix(".json"))
    except ModelError:
        return {}
    return {name: getattr(found, name) for name in _SAID} if found.sha256 == digest else {}


def refuse_taken(name: str) -> None:
    """Refuse a name that a network of the store has."""
    if (folder() / f"{name}.json").exists():
        hint = _("Remove that one first by `inlay models remove {name}`, or choose another name.", name=name)
        raise ModelError(_("There is a network called {name} already.", name=name), hint)


def remove(name: str) -> None:
    """Remove the network of this name.

    Raises
    ------
    ModelError
        If there is none.
    FileError
        If that is not allowed.
    """
    path = _sidecar_of(name)
    for file in (path, path.with_suffix(".onnx")):
        with refusals.writing(file):
            file.unlink(missing_ok=True)


def _sidecar_of(name: str) -> Path:
    path = folder() / f"{name}.json"
    if not _NAME.fullmatch(name) or not path.is_file():
        known = ", ".join(model.name for model in installed()) or _("none")
        raise ModelError(_("No network is called “{name}”.", name=name), _("Installed: {known}.", known=known))
    return path


def made_of(stem: str) -> str:
    """A name like this one that can be one of a network."""
    return re.sub(r"[^a-z0-9._-]+", "-", stem.lower()).strip("._-")[:64].rstrip("._-")


def _checked(name: str) -> str:
    if _RESERVED.fullmatch(name):
        raise ParameterError(
            _("A network cannot be called “{name}”: that means something else.", name=name), _("Give another --name.")
        )
    if not _NAME.fullmatch(name):
        hint = _("Give one of at most 64 small letters, digits, points and hyphens with --name.")
        raise ParameterError(_("A network cannot be called “{name}”.", name=name), hint)
    return name


def _pieces(source: BinaryIO, path: Path, hashes: Any) -> Iterator[bytes]:
    """What a file holds, told to the hashes on the way."""
    while True:
        try:
            piece = source.read(_PIECE)
        except OSError as error:
            raise FileError(
                _("{path} cannot be read: {reason}.", path=path, reason=error.strerror or error), _("Check the disk.")
            ) from error
        if not piece:
            return
        for digest in hashes:
            digest.update(piece)
        yield piece
