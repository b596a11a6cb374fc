"""A process is killed with all that it has started: on Windows by job objects, which are played here."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import subprocess
import sys
import time

import pytest
from tests.fake_windows import SILENT_BREAKAWAY, Job, Process, Windows, windows  # noqa: F401

from inlay.contract import job_object, process_tree


@pytest.fixture
def system(windows: Windows) -> Windows:  # noqa: F811
    """With the ``python.exe`` of an environment: it starts the real one at once, in a job that lets children go."""

    def launcher(process: Process) -> None:
        windows.start("python", parent=process).jobs.append(Job(SILENT_BREAKAWAY))

    windows.programs["launcher"] = launcher
    return windows


def started_by(system: Windows, parent: Process, count: int = 1) -> list[Process]:
    return [system.start("child", parent=parent) for _ in range(count)]


def test_the_layouts_are_those_of_the_headers() -> None:
    """As a C compiler for Windows tells them, for 64 bits."""
    limits = job_object.ExtendedLimits
    assert [ctypes.sizeof(each) for each in (job_object.BasicLimits, job_object.IoCounters, limits)] == [64, 48, 144]
    offsets = {"limit_flags": 16, "minimum_working_set_size": 24, "active_process_limit": 40, "affinity": 48}
    offsets |= {"priority_class": 56, "scheduling_class": 60}
    assert {name: getattr(job_object.BasicLimits, name).offset for name in offsets} == offsets
    assert (limits.io.offset, limits.process_memory_limit.offset) == (64, 112)
    entry = job_object.ThreadEntry
    assert (ctypes.sizeof(entry), entry.thread.offset, entry.process.offset) == (28, 8, 12)


#: Fields that are as wide as an address.
WIDE = {"minimum_working_set_size", "maximum_working_set_size", "affinity", "process_memory_limit", "job_memory_limit"}
WIDE |= {"peak_process_memory_used", "peak_job_memory_used"}


def test_the_layouts_for_32_bits() -> None:
    def narrow(structure: type[ctypes.Structure]) -> type[ctypes.Structure]:
        fields = []
        for name, kind in structure._fields_:
            if issubclass(kind, ctypes.Structure):
                kind = narrow(kind)
            fields.append((name, ctypes.c_uint32 if name in WIDE else kind))
        return type("Narrow", (ctypes.Structure,), {"_fields_": fields})

    structures = (job_object.BasicLimits, job_object.IoCounters, job_object.ExtendedLimits, job_object.ThreadEntry)
    assert [ctypes.sizeof(narrow(each)) for each in structures] == [48, 48, 112, 28]


def test_what_it_starts_at_once_is_killed_with_it(system: Windows) -> None:
    other = system.start("program")
    process = process_tree.Process(["launcher"])
    started, python = process.process, system.processes[-1]
    started_by(system, python, 2)
    assert not started.halted and len(system.alive()) == 5
    process.kill()
    assert system.alive() == [other]
    process.kill()


def test_what_an_ended_one_has_left_is_killed(system: Windows) -> None:
    process = process_tree.Process(["launcher"])
    system.end(process.process)
    assert len(system.alive()) == 1
    process.kill()
    assert not system.alive()


@pytest.mark.parametrize("ends_with_us", [True, False])
def test_the_end_of_whoever_started_it(system: Windows, ends_with_us: bool) -> None:
    editor = system.start("program")
    with system.inside(editor):
        process = process_tree.Process(["launcher"], ends_with_us=ends_with_us)
    started_by(system, system.processes[-1])
    assert len(system.alive()) == 4
    # However it ends, the system closes its handles.
    system.end(editor)
    assert len(system.alive()) == (0 if ends_with_us else 3)
    del process


def test_one_tree_within_another(system: Windows) -> None:
    """The editor is in a job of a shop's, the installer in one of the editor's, and what that starts in another."""
    shop, editor = Job(), system.start("program")
    editor.jobs.append(shop)
    with system.inside(editor):
        installer = process_tree.Process(["program"])
        with system.inside(installer.process):
            pip = process_tree.Process(["launcher"], ends_with_us=True)
            assert len(pip.process.jobs) == 3
            pip.kill()
        assert system.alive() == [editor, installer.process]
        with system.inside(installer.process):
            pip = process_tree.Process(["launcher"], ends_with_us=True)
        installer.kill()
        assert system.alive() == [editor]


def test_where_jobs_do_not_nest_one_alone_is_killed(system: Windows) -> None:
    system.nests = False
    system.current.jobs.append(Job())
    handles = dict(system.current.handles)
    process = process_tree.Process(["program"])
    assert isinstance(process.alone, PermissionError)
    assert not process.process.halted, "it runs all the same"
    started_by(system, process.process)
    process.kill()
    assert len(system.alive()) == 1
    assert system.current.handles.keys() - handles.keys() == {process._handle}, "that of the job is closed"


@pytest.mark.parametrize("function", ["CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"])
def test_a_refusal_of_the_system(system: Windows, function: str) -> None:
    system.refused.add(function)
    process = process_tree.Process(["program"], ends_with_us=True)
    assert isinstance(process.alone, PermissionError) and not process.process.halted
    assert list(system.current.handles) == [process._handle]
    process.kill()
    assert not system.alive()


def test_a_job_that_cannot_be_ended(system: Windows) -> None:
    process = process_tree.Process(["program"])
    system.refused.add("TerminateJobObject")
    process.kill()
    assert not system.alive()


@pytest.mark.parametrize("function", ["CreateToolhelp32Snapshot", "Thread32First", "OpenThread", "ResumeThread"])
def test_one_that_cannot_be_let_run_is_no_more(system: Windows, function: str) -> None:
    system.refused.add(function)
    with pytest.raises(OSError if function == "Thread32First" else PermissionError):
        process_tree.Process(["program"])
    gc.collect()
    assert not system.alive()
    assert [type(thing) for thing in system.current.handles.values()] == [Process], "which is that of Python's own"


@pytest.mark.parametrize("ends_with_us", [True, False])
def test_handles_are_closed_with_the_object(system: Windows, ends_with_us: bool) -> None:
    process = process_tree.Process(["launcher"], ends_with_us=ends_with_us)
    assert [type(thing) for thing in system.current.handles.values()] == [Process, Job]
    system.end(process.process)
    del process
    gc.collect()
    assert [type(thing) for thing in system.current.handles.values()] == [Process]
    assert len(system.alive()) == (0 if ends_with_us else 1)


def test_what_a_bound_process_starts_ends_with_it(system: Windows) -> None:
    worker = system.start("program")
    before = started_by(system, worker)
    with system.inside(worker):
        process_tree.bind()
        process_tree.bind()
        assert [type(thing) for thing in worker.handles.values()] == [Job]
    started_by(system, started_by(system, worker)[0])
    system.end(worker)
    assert system.alive() == before


def test_one_that_cannot_be_bound_goes_on(system: Windows) -> None:
    system.refused.add("AssignProcessToJobObject")
    with pytest.raises(PermissionError):
        process_tree.bind()
    assert not system.current.handles


FAMILY = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid, flush=True)
time.sleep(600)
"""


def _is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    try:
        with open(f"/proc/{number}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True


@pytest.mark.skipif(os.name != "posix", reason="groups of processes are POSIX's")
@pytest.mark.parametrize("has_session", [True, False])
def test_elsewhere_a_session_is_killed(has_session: bool) -> None:
    words = [sys.executable, "-c", FAMILY]
    with process_tree.Process(words, stdout=subprocess.PIPE, text=True, start_new_session=has_session) as process:
        child = int(process.stdout.readline())
        process.kill()
    process_tree.bind()
    end = time.monotonic() + 10
    while has_session and _is_running(child):
        assert time.monotonic() < end
        time.sleep(0.02)
    assert process.returncode == -signal.SIGKILL
    if not has_session:
        assert _is_running(child)
        os.kill(child, signal.SIGKILL)
