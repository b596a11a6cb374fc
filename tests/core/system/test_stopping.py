"""Signals that ask the program to end."""

import os
import signal
import subprocess
import sys
import time

import pytest

from inlay.system.stopping import held, unwinding

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends signals")
ENDING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]


@pytest.mark.parametrize("number", ENDING)
def test_each_unwinds(number):
    before = [signal.getsignal(each) for each in ENDING]
    with pytest.raises(KeyboardInterrupt), unwinding():
        signal.raise_signal(number)
    assert [signal.getsignal(each) for each in ENDING] == before


def test_one_that_comes_while_an_object_is_tidied_away_comes_again(capsys):
    class Tidied:
        def __del__(self):
            signal.raise_signal(signal.SIGTERM)

    done = []
    with pytest.raises(KeyboardInterrupt), unwinding():
        Tidied()
        done.append("still here")
        time.sleep(20)
    assert done == ["still here"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("number", ENDING)
def test_each_waits_while_held(number):
    done = []
    with pytest.raises(KeyboardInterrupt), unwinding(), held():
        signal.raise_signal(number)
        done.append("still here")
    assert done == ["still here"]


def test_one_that_waits_is_not_lost_when_something_fails():
    with pytest.raises(KeyboardInterrupt) as caught, held():
        signal.raise_signal(signal.SIGINT)
        raise OSError("the disk")
    assert isinstance(caught.value.__context__, OSError)


def test_what_is_ignored_stays_so():
    """As under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with unwinding(), held():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_exit_code_is_our_own_wherever_it_was_stopped(tmp_path):
    (tmp_path / "stopped.py").write_text(
        "import sys\nfrom inlay.system.stopping import unwinding\n"
        "try:\n    with unwinding(): exec('import signal; signal.raise_signal(signal.SIGINT)')\n"
        "except KeyboardInterrupt: sys.exit(130)\n"
    )
    assert subprocess.run([sys.executable, "-m", "stopped"], cwd=tmp_path, timeout=60).returncode == 130
