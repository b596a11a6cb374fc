"""The same bytes from the same commit: one time for everything, files in order, plain modes."""

from __future__ import annotations

import hashlib
import os
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path

from inlay_setup import filesystem, programs
from inlay_setup.repository import Repository

DIGESTS = "SHA256SUMS"
#: The earliest time that a zip can hold.
EARLIEST = 315532800


def moment(clone: Repository) -> int:
    """The seconds that stand for the time of everything: ``SOURCE_DATE_EPOCH``, else those of the last commit."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if told.isdecimal():
        return max(int(told), EARLIEST)
    asked = programs.run(["git", "-C", clone.folder, "log", "-1", "--format=%ct"])
    return max(int(asked.output), EARLIEST) if asked.code == 0 and asked.output.strip().isdecimal() else EARLIEST


def settle(folder: Path, moment: int) -> None:
    """Give every file and folder below this time and a plain mode."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_symlink():
            os.utime(path, (moment, moment), follow_symlinks=False)
            continue
        executable = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if executable else 0o644)
        os.utime(path, (moment, moment))


def pack(folder: Path, archive: Path, moment: int, *, under: str = "", folders: Iterable[str] = ()) -> None:
    """Write what is in a folder into a zip, `under` a folder of this name in it; `folders` get entries of their own."""
    stamp = time.gmtime(moment)[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name in folders:
            entry = zipfile.ZipInfo(f"{name}/", stamp)
            entry.create_system = 3
            entry.external_attr = (0o040755 << 16) | 0x10
            made.writestr(entry, b"")
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(Path(under, path.relative_to(folder)).as_posix(), stamp)
            entry.create_system = 3
            mode = 0o755 if path.stat().st_mode & 0o100 else 0o644
            entry.external_attr = (0o100000 | mode) << 16
            # A wheel is packed already.
            packing = zipfile.ZIP_STORED if path.suffix == ".whl" else zipfile.ZIP_DEFLATED
            made.writestr(entry, path.read_bytes(), packing)


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    found = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            found.update(block)
    return found.hexdigest()


def write_digests(folder: Path, made: Iterable[Path]) -> Path:
    """Note the digests of these files beside them, as ``sha256sum --check`` reads them; those of others stay."""
    path = folder / DIGESTS
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    known = {name: found for found, name in (line.split("  ", 1) for line in lines)}
    known.update({each.name: digest(each) for each in made})
    there = {name: found for name, found in sorted(known.items()) if (folder / name).exists()}
    filesystem.write(path, "".join(f"{found}  {name}\n" for name, found in there.items()))
    return path
