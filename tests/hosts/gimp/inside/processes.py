"""Who runs beside this GIMP: the plug-in's processes and its workers."""

import os

import toolbox


def named(words):
    """The numbers of those whose command line has the words in it."""
    return [int(entry) for entry in os.listdir("/proc") if entry.isdigit() and words in _command(entry)]


def _command(number):
    try:
        with open(f"/proc/{number}/cmdline", encoding="utf-8", errors="replace") as command:
            return command.read()
    except OSError:
        return ""


def workers():
    return named(f"inlay.worker\0--folder\0{os.environ['XDG_RUNTIME_DIR']}")


def calls():
    """Those of the plug-in that answer a call."""
    return [number for number in _plug_ins() if number not in KEEPER]


def left():
    """Children of GIMP's that have ended, which it has not noticed yet: they still have what they were called on."""
    return [int(entry) for entry in os.listdir("/proc") if entry.isdigit() and _is_left(entry)]


def _is_left(number):
    try:
        with open(f"/proc/{number}/stat", encoding="utf-8", errors="replace") as status:
            state, parent = status.read().rpartition(")")[2].split()[:2]
    except OSError:
        return False
    return state == "Z" and int(parent) == os.getppid()


def _plug_ins():
    return named(os.path.join(os.environ["GIMP3_DIRECTORY"], "plug-ins/inlay/inlay.py"))


toolbox.wait_for_the_kept_worker()
#: The plug-in's process that keeps a worker for all calls.
KEEPER = _plug_ins()
