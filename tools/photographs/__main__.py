"""Bring Debian's photographs into the cache: ``python -m tools.photographs``. About 300 MB."""

from __future__ import annotations

import sys

from inlay_setup.errors import InstallationError
from inlay_setup.programs import run
from tools.photographs.collection import FOLDER, WHEEL, cached, listed
from tools.photographs.packages import fetch


def main() -> None:
    """Fetch the packages that are missing, and say what is there."""
    origins = sorted({each.origin for each in listed()} - {FOLDER, WHEEL})
    try:
        fetch(origins, cached(), run)
    except InstallationError as error:
        sys.exit(f"{error}")
    print(f"{len(origins)} packages of photographs are in {cached()}")


if __name__ == "__main__":
    main()
