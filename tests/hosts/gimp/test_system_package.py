"""What the Debian package gives to every user: GIMP finds it, and nothing is left when it goes.

The package of this test has no worker, which no registration needs; it is installed over the root, not into it.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.clones import REPOSITORY
from tests.conftest import ROOT

from inlay_setup import repository
from tools import root as debian
from tools.packages import debian as package

pytestmark = pytest.mark.hosts

OVER = """
set -e
root=$1; layer=$2; shown=$3
mount -t tmpfs tmpfs "$layer"
mkdir "$layer/upper" "$layer/work" "$layer/merged"
mount -t overlay overlay -o "lowerdir=$root,upperdir=$layer/upper,workdir=$layer/work" "$layer/merged"
mount -t proc proc "$layer/merged/proc"
mount --rbind /dev "$layer/merged/dev"
mkdir "$layer/merged/shown"
mount --bind "$shown" "$layer/merged/shown"
exec chroot "$layer/merged" sh -e /shown/steps
"""
STEPS = """
look() {
    find /etc /usr -xdev | sort > "/tmp/$1"
}
look before
dpkg --force-depends --install /shown/inlay.deb
gimp-console-3.0 -idf --batch-interpreter=python-fu-eval -b 'exec(open("/shown/ask.py").read())' --quit
dpkg --purge inlay
look after
diff /tmp/before /tmp/after
"""
ASK = """
found = Gimp.get_pdb().lookup_procedure("plug-in-inlay-seamless-clone")
print("menu:", found.get_menu_paths() if found else None)
"""


@pytest.mark.skipif(not ROOT or Path(ROOT) == debian.MACHINE, reason="needs a Debian root that it may cover")
def test_gimp_finds_the_systems_plug_in_and_nothing_is_left(tmp_path: Path) -> None:
    shown, layer, stage = (tmp_path / name for name in ("shown", "layer", "stage"))
    for folder in (shown, layer):
        folder.mkdir()
    clone = repository.clone(REPOSITORY)
    folders = package.serve(clone, stage, "x86_64-linux-gnu")
    package.control(stage, clone.version, "amd64", [f"/{package.PREFIX}", *folders])
    package.pack(stage, shown / "inlay.deb", 1_700_000_000)
    (shown / "steps").write_text(STEPS)
    (shown / "ask.py").write_text(ASK)
    variables = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8"}
    over = ["unshare", "--mount", "--propagation", "private", "sh", "-c", OVER, "sh", ROOT, layer, shown]
    done = subprocess.run(over, env=variables, capture_output=True, text=True, check=False, timeout=debian.PATIENCE)
    told = done.stdout + done.stderr
    assert "menu: ['<Image>/Filters/Inlay/Blend']" in told, told
    assert done.returncode == 0, told
