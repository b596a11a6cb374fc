"""Once for real, from a bundle and without a network: a private environment, the worker in it, and everything away."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig

import pytest
from tests.clones import REPOSITORY
from tests.setup.machine import tree
from tests.sizes import demand_as_told

from inlay import __version__

FILES = """
import importlib.metadata as metadata, json
print(json.dumps([file.as_posix() for file in metadata.files("inlay") if "__pycache__" not in file.parts]))
"""
ABOUT = f"inlay-{__version__}.dist-info"


#: What starts a program without a network, where the system can.
ALONE = ["unshare", "--net", "--"] if shutil.which("unshare") and os.geteuid() == 0 else []
#: For everything else: an index that nobody serves.
NOWHERE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "UV_INDEX_URL": "http://127.0.0.1:9/simple", "UV_OFFLINE": "1"}


@pytest.mark.timeout(1800)
def test_install_examine_and_remove(home, tmp_path):
    (home / ".config/GIMP/3.0").mkdir(parents=True)
    (home / ".local/share/krita").mkdir(parents=True)
    (home / ".config/kritarc").write_bytes(b"[python]\nenable_inlay=false")
    (home / ".cache").mkdir()
    before = tree(home)
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith("XDG_") and name != "SUDO_USER"
    }
    variables["HOME"] = str(home)
    variables.pop("INLAY_MODELS")
    # pip keeps what it downloads, for the next run of this test.
    variables.setdefault("PIP_CACHE_DIR", os.path.expanduser("~/.cache/pip"))
    variables.setdefault("UV_CACHE_DIR", os.path.expanduser("~/.cache/uv"))

    def run(*command, **others):
        environment = {**variables, **others}
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=home)
        assert ended.returncode == 0, f"{command}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    bundle = tmp_path / "a bundle"
    run(sys.executable, "-B", str(REPOSITORY / "install.py"), "bundle", "--with", "networks", str(bundle))
    if sysconfig.get_platform() == "linux-x86_64":
        demand_as_told(bundle, "install/offline.md", "linux-x86_64, with networks | {} |")
    told = run(*ALONE, sys.executable, "-B", str(bundle / "install.py"), **NOWHERE)
    assert "without a network" in told
    shutil.rmtree(bundle)
    inlay = str(home / ".local/bin/inlay")
    run(inlay, "models", "fetch", "u2netp", "--yes")
    report = json.loads(run(inlay, "doctor", "--json"))
    assert report["self_test"]["ok"]
    assert report["networks"]["runtime"] and [model["name"] for model in report["networks"]["models"]] == ["u2netp"]
    assert all(host["installed"] for host in report["hosts"])
    assert os.path.isabs(report["command"])
    assert os.access(report["python"], os.X_OK)
    files = json.loads(run(report["python"], "-I", "-c", FILES))
    assert {name.split("/")[0] for name in files if not name.startswith(".")} == {"inlay", "inlay_setup", ABOUT}
    assert not [name for name in files if re.search(r"\b(conf)?test|gallery|debian", name)]
    assert "seamless-clone" in run(report["command"], "list")
    assert "seamless-clone" in run(inlay, "refresh")
    run(inlay, "uninstall")
    left = {name: content for name, content in tree(home).items() if not name.startswith((".rustup", ".cargo"))}
    assert left == before
