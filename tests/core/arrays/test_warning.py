"""Warnings name the line of whoever called Inlay, and go to the innermost collector."""

import inspect
import subprocess
import sys
import warnings

import numpy as np
import pytest

import inlay
from inlay import filters
from inlay.arrays.progress import attentively, silent
from inlay.arrays.warning import collected, distinct, warn
from inlay.errors import InlayWarning

FLAT = np.zeros((3, 3), np.uint8)
CALL = "filters.stretched_range(np.zeros((3, 3), np.uint8))"


def one(code):
    return InlayWarning(code, "Said.")


def codes(found):
    return [warning.code for warning in found]


def test_it_is_said_at_the_callers_line():
    with pytest.warns(InlayWarning) as told:
        line = inspect.currentframe().f_lineno + 1
        filters.stretched_range(FLAT)
    assert [(warning.filename, warning.lineno) for warning in told] == [(__file__, line)]


def test_it_is_said_at_the_line_that_calls_an_operation():
    with pytest.warns(InlayWarning) as told:
        line = inspect.currentframe().f_lineno + 1
        inlay.normalise(FLAT)
    assert [(warning.filename, warning.lineno) for warning in told] == [(__file__, line)]


def test_an_operation_says_the_same_of_several_pictures_once():
    bright = np.full((3, 3), 1e12)
    with pytest.warns(InlayWarning) as told:
        inlay.merge_layers([bright, bright])
    assert [warning.message.code for warning in told] == ["bounds"]


def test_a_script_reads_its_own_line(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import numpy as np\nfrom inlay import filters\n\nfilters.stretched_range(np.zeros((3, 3), np.uint8))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=True)
    first, second = done.stderr.splitlines()
    assert first.startswith(f"{script}:4: InlayWarning: There is nothing to stretch")
    assert second.strip() == CALL


def test_what_is_collected_is_not_said():
    with warnings.catch_warnings(), collected() as found:
        warnings.simplefilter("error")
        filters.stretched_range(FLAT)
    assert codes(found) == ["flat"]


def test_the_innermost_collector_takes_it():
    with collected() as outer:
        warn(one("before"))
        with collected() as inner:
            warn(one("inside"))
        warn(one("behind"))
    assert (codes(outer), codes(inner)) == (["before", "behind"], ["inside"])


def test_a_failure_leaves_the_collector():
    with collected() as outer:
        with pytest.raises(ZeroDivisionError), collected():
            raise ZeroDivisionError
        warn(one("behind"))
    assert codes(outer) == ["behind"]


def test_work_on_another_thread_is_collected_too():
    with collected() as found:
        attentively(lambda: warn(one("thread")), silent)
    assert codes(found) == ["thread"]


def test_each_is_told_once_in_the_order_in_which_it_came():
    assert codes(distinct([one("first"), one("second"), one("first")])) == ["first", "second"]
