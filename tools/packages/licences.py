"""``python -m tools.packages.licences``: the licences of every pinned package, as docs/install/licences.md.

It reads the metadata of the packages that are installed where it runs: the environment of the tests on Python 3.11,
which has all of them.
"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

from inlay_setup import filesystem, pins
from tools import licences

CLONE = Path(__file__).resolve().parents[2]
PAGE = CLONE / "docs/install/licences.md"
HEAD = """# The licences of what Inlay needs

Inlay itself is under the [MIT licence](../../LICENSE). Its wheel brings nothing of others.
`install.py` and pip fetch the packages below from an index, each under its own terms; what is given away with them in
it, the offline bundle and the Debian package, has the full texts of all in `LICENCES.txt`.

Made by `python -m tools.packages.licences` from what the packages say of themselves; not edited by hand.

| package | version | licence | for |
|---|---|---|---|
"""


def table() -> dict[str, tuple[str, str]]:
    """By name the version that is pinned, and what needs it."""
    found: dict[str, tuple[str, str]] = {}
    for purpose, path in (("Inlay", pins.INLAY), *pins.EXTRAS.items()):
        for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", path.read_text("utf-8"), re.MULTILINE):
            found.setdefault(name, (version, purpose))
    return dict(sorted(found.items()))


def row(name: str, version: str, purpose: str) -> str:
    """The line of a package that is installed.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        If it is not.
    """
    licence = licences.named(metadata.distribution(name).metadata)  # type: ignore[arg-type]
    return f"| {name} | {version} | {licence} | {purpose} |\n"


def main() -> None:
    """Write the page."""
    rows = "".join(row(name, *rest) for name, rest in table().items())
    filesystem.make_folder(PAGE.parent)
    filesystem.write(PAGE, HEAD + rows)


if __name__ == "__main__":
    main()
