"""A folder that `install.py bundle` has made: a clone with every wheel it needs, which installs without a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Collection, List, NamedTuple, Optional

from inlay.contract.language import _
from inlay_setup.errors import InstallationError
from inlay_setup.interpreters import Interpreter

#: What makes a folder a bundle, and where its wheels lie.
NAME, WHEELS = "bundle.json", "wheels"


class Bundle(NamedTuple):
    """For which systems the wheels of a bundle are.

    Attributes
    ----------
    wheels : Path
        Their folder.
    system : str
        As `Interpreter.system` has it.
    pythons : list of str
        Versions, as in ``3.12``.
    extras : list of str
        What comes with Inlay, of `pins.EXTRAS`.
    """

    wheels: Path
    system: str
    pythons: List[str]
    extras: List[str]

    @property
    def inlay(self) -> Path:
        """The wheel of Inlay itself."""
        return next(self.wheels.glob("inlay-*.whl"))

    @property
    def pip(self) -> Path:
        """The wheel of pip, for a Python that brings none."""
        return next(self.wheels.glob("pip-*.whl"))

    def is_whole(self) -> bool:
        """Whether these two are there."""
        return all(any(self.wheels.glob(f"{name}-*.whl")) for name in ("inlay", "pip"))

    def fits(self, interpreter: Interpreter) -> bool:
        """Whether its wheels are for this Python."""
        version = f"{interpreter.version[0]}.{interpreter.version[1]}"
        return interpreter.system == self.system and version in self.pythons

    def demand(self, extras: Collection[str]) -> None:
        """See to it that it has what is wanted.

        Raises
        ------
        InstallationError
            If something is not in it.
        """
        missing = sorted(set(extras) - set(self.extras))
        if missing:
            options = " ".join(f"--with {name}" for name in sorted(extras))
            raise InstallationError(
                _("This bundle does not hold what {missing} needs.", missing=", ".join(missing)),
                _(
                    "Make one that does: python3 install.py bundle {options} FOLDER, in a clone of the repository.",
                    options=options,
                ),
            )

    def __str__(self) -> str:
        return f"Python {' or '.join(self.pythons)} on {self.system}"


def of(folder: Path) -> Optional[Bundle]:
    """The bundle in this folder; None if it is a plain clone.

    Raises
    ------
    InstallationError
        If the bundle is damaged.
    """
    path = folder / NAME
    if not path.exists():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        found = Bundle(folder / WHEELS, content["system"], list(content["pythons"]), list(content["extras"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder) from error
    if not found.is_whole():
        raise _damaged(folder)
    return found


def _damaged(folder: Path) -> InstallationError:
    return InstallationError(
        _("The bundle in {folder} is damaged: {path} or a wheel is missing.", folder=folder, path=NAME),
        _("Unpack the whole bundle again."),
    )


def write(folder: Path, made: Bundle) -> None:
    """Note in its folder what a bundle is."""
    content = {"system": made.system, "pythons": made.pythons, "extras": made.extras}
    (folder / NAME).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
