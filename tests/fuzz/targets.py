"""What can be attacked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.fuzz import formats, seeds
from tests.fuzz.readers import Reader
from tests.fuzz.trial import Attack

FOUND = Path(__file__).with_name("found")


def _reader(format: formats.Format, made: Callable[[], dict[str, bytes]]) -> Callable[[], Attack]:
    return lambda: Reader(format, [*made().values(), *found(format.suffix).values()])


def found(suffix: str) -> dict[str, bytes]:
    """Inputs on which earlier runs found a fault."""
    return {path.name: path.read_bytes() for path in sorted(FOUND.glob(f"*{suffix}"))}


def _command_lines() -> Attack:
    from tests.fuzz.command_lines import attack

    return attack


def _protocol() -> Attack:
    from tests.fuzz.protocol import Attacker

    return Attacker()


TARGETS: dict[str, Callable[[], Attack]] = {
    "png": _reader(formats.PNG, seeds.png),
    "jpeg": _reader(formats.JPEG, seeds.jpeg),
    "webp": _reader(formats.WEBP, seeds.webp),
    "tiff": _reader(formats.TIFF, seeds.tiff),
    "openraster": _reader(formats.OPENRASTER, seeds.openraster),
    "psd": _reader(formats.PSD, seeds.psd),
    "command-line": _command_lines,
    "protocol": _protocol,
}
