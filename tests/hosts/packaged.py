"""A home folder whose artist installs Inlay by an editor's own channel; the environment has been downloaded before."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from inlay_setup import private, repository
from tools import root as debian

#: Inlay's own folder in a home folder on Linux.
DATA = ".local/share/inlay"
CLONE = repository.clone(debian.REPOSITORY)


def environment(root: Path, home: Path) -> None:
    """Put the root's environment where the first start makes it: it is found whole, and no editor is served yet."""
    installed, data = root / debian.PREFIX.lstrip("/"), home / DATA
    data.mkdir(parents=True)
    (data / "environment").symlink_to(f"{debian.PREFIX}/environment")
    text = (installed / "installation.json").read_text().replace(debian.PREFIX, str(data))
    noted = {**json.loads(text), "editors": [], "folders": [], "link": "", "chosen": []}
    noted["fingerprint"] = CLONE.fingerprint(*private.PARTS)
    (data / "installation.json").write_text(json.dumps(noted))
    for name in ("plugins", "manifests"):
        shutil.copytree(installed / name, data / name)


def uninstall(root: Path, home: Path) -> str:
    """Run the command by which the artist removes all of it; what it says."""
    python = home / DATA / "environment/bin/python"
    command = [python, "-I", "-m", "inlay", "uninstall"]
    return debian.run(root, command, {"HOME": str(home)}, lend=[home], check=True).stdout
