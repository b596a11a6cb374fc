"""Signals that ask the program to end."""

import os
import signal
import subprocess
import sys
import time

import pytest

from inlay.system.saving import Saving
from inlay.system.stopping import heed, held, unwinding

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


def test_ctrl_c_while_the_program_is_loaded_says_nothing():
    script = (
        "import os, signal, sys\nfrom inlay.__main__ import main\n"
        "class Interrupting:\n"
        "    def find_spec(self, *_): os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\nmain()\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (-signal.SIGINT, "")


def compiled(number):
    """What the compiler does while a signal comes: an exception from there would be lost."""
    module = {"__name__": "numba.core", "number": number}
    exec("import signal\ndef work():\n signal.raise_signal(number)\n return 'done'", module)
    return module["work"]()


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_waits_while_the_compiler_works(number):
    before, done = signal.getsignal(signal.SIGALRM), []
    with pytest.raises(KeyboardInterrupt), unwinding():
        done.append(compiled(number))
        signal.pause()
    assert done == ["done"]
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_nothing_is_written_after_a_signal_whose_exception_was_lost(tmp_path):
    with pytest.raises(KeyboardInterrupt), unwinding(), Saving() as saving:
        saving.write(tmp_path / "a", b"new")
        compiled(signal.SIGTERM)
        saving.commit()
    assert list(tmp_path.iterdir()) == []


def test_a_signal_that_waits_does_not_come_while_held():
    done = []
    with pytest.raises(KeyboardInterrupt), unwinding():
        compiled(signal.SIGINT)
        with held():
            signal.sigtimedwait([], 0.1)
            done.append("still here")
    assert done == ["still here"]


def test_without_a_signal_there_is_nothing_to_heed():
    heed()
    with unwinding():
        heed()
