"""Whoever stops an installation waits for no kernel."""

import signal
import subprocess
import sys
import time

import pytest
from tests.clones import REPOSITORY
from tests.setup.machine import program

PYTHON = """
case "$*" in
*step*) echo '{"progress": 0.5}'; echo $$ >>"%s"; exec sleep 600 ;;
*) echo '{"first": ["step-1", "step-2", "step-3", "step-4", "step-5", "step-6"]}' ;;
esac
"""
PROGRAM = """
import sys
from pathlib import Path
from inlay_setup import compilation, console, programs
from inlay_setup.environment import Environment
environment = Environment(Path(sys.argv[1]))
sys.exit(console.outcome(lambda: compilation.compile_kernels(environment, programs.run)))
"""


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_what_compiles_ends_with_whoever_began_it(tmp_path, asked):
    begun = tmp_path / "begun"
    program(tmp_path / "bin/python", PYTHON % begun)
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    installer = subprocess.Popen(command, cwd=REPOSITORY / "core", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    end = time.monotonic() + 60
    while not begun.exists() or not begun.read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    installer.send_signal(asked)
    _, errors = installer.communicate(timeout=60)
    assert (installer.returncode, errors.split()) == (130, [b"Stopped."])
    for process in begun.read_text().split():
        assert subprocess.run(["kill", "-0", process], stderr=subprocess.DEVNULL).returncode
