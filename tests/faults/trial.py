"""One action, tried with every fault at every call: what stands afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.injection import KILLED, Broken, Fault, Full, Interrupted, Killed, Refused, armed

Tree = dict[str, bytes | str]


@dataclass(frozen=True)
class Action:
    """Something that changes files.

    Attributes
    ----------
    prepare : callable
        Makes what stood in an empty folder before.
    run : callable
        Changes it, and returns what was said: nothing if all went well.
    faults : sequence
        The faults that it is meant to bear.
    together : bool
        All files change, or none, or what was said names those that did.
    swaps : bool
        A folder is swapped for another: if the process is killed, or the disk refuses everything, it may be gone until
        the next run.
    again : callable
        Makes the folder ready for another run after a failure.
    ignored : callable
        Whether a file, by its name in the folder, does not count.
    """

    name: str
    prepare: Callable[[Path], object]
    run: Callable[[Path], str]
    faults: Sequence[type[Fault]] = (Refused, Full, Broken, Interrupted, Killed)
    together: bool = True
    swaps: bool = False
    again: Callable[[Path], object] = lambda folder: None
    ignored: Callable[[str], bool] = lambda name: False


@dataclass
class Tally:
    """How the tries of one action ended. The last five are failures of ours.

    Attributes
    ----------
    kept, written, named : int
        Tries after which every file was as before, or as wanted; or what was said named those that had changed.
    torn, lies, unexplained, left, sick : list of str
        Tries after which a file was neither as before nor as wanted; what was said was not so; no words were found;
        something else lay there, and if the process was killed still after another run; another run failed.
    """

    name: str
    calls: int = 0
    tries: int = 0
    kept: int = 0
    written: int = 0
    named: int = 0
    torn: list[str] = field(default_factory=list)
    lies: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    sick: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return [*self.torn, *self.lies, *self.unexplained, *self.left, *self.sick]


def tried(action: Action, root: Path, step: int = 1) -> Tally:
    """Try an action with every fault at every `step`-th call."""
    tally = Tally(action.name)
    _run(action, _fresh(action, root), Refused(0))  # imports, so that they are not counted
    folder = _fresh(action, root)
    old = tree(folder)
    counter = Refused(0)
    assert _run(action, folder, counter) == "", "it works without a fault"
    new, tally.calls = tree(folder), counter.calls
    for kind in action.faults:
        if issubclass(kind, Killed) and not hasattr(os, "fork"):
            continue
        for number in range(1, tally.calls + 1, step):
            _try(action, kind(number), _fresh(action, root), old, new, tally)
    return tally


def tree(folder: Path) -> Tree:
    """Every file with its content; folders and links by what they are."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"link to {os.readlink(path)}"
        else:
            found[name] = path.read_bytes() if path.is_file() else "folder"
    return found


def _fresh(action: Action, root: Path) -> Path:
    folder = root / "folder"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    action.prepare(folder)
    return folder


def _try(action: Action, fault: Fault, folder: Path, old: Tree, new: Tree, tally: Tally) -> None:
    what = f"{type(fault).__name__} at call {fault.number}"
    tally.tries += 1
    said = _in_a_child(action, folder, fault) if fault.kills else _run(action, folder, fault)
    old, new, found = (_counted(action, each) for each in (old, new, tree(folder)))
    extra = [name for name in found if name not in old and name not in new]
    names = [name for name in {*old, *new} if old.get(name) != new.get(name)]
    changed = [name for name in names if found.get(name) == new.get(name)]
    torn = [name for name in names if found.get(name) not in (old.get(name), new.get(name))]
    if action.swaps and (fault.kills or isinstance(fault, Broken)):
        torn = [name for name in torn if name in found]
    admitted = (said or "").partition("lready written: ")[2]
    if torn:
        tally.torn.append(f"{what}: {torn}")
    elif said is None:
        tally.kept += not changed
        tally.written += bool(changed)
    elif said.startswith("unexplained"):
        tally.unexplained.append(f"{what}: {said}")
    elif len(changed) == len(names) and not said:
        tally.written += 1
    elif not changed and said and not admitted:
        tally.kept += 1
    elif all(_is_named(name, admitted) == (name in changed) for name in names) or not action.together:
        tally.named += 1
    else:
        tally.lies.append(f"{what}: {changed} of {names} changed, and it said {said!r}")
    # What could not be removed is the next run's to remove; a folder is opened for that.
    refused = fault.struck in ("unlink", "remove", "rmdir") or (action.swaps and fault.struck == "open")
    if extra and not (fault.kills or isinstance(fault, Broken) or refused):
        tally.left.append(f"{what}: {extra}")
    action.again(folder)
    said = _run(action, folder, Refused(0))
    found = _counted(action, tree(folder))
    if said or any(found.get(name) != content for name, content in new.items()):
        tally.sick.append(f"{what}: {said!r}")
    elif len(found) > len(new):
        tally.left.append(f"{what}, and after another run: {sorted(found.keys() - new.keys())}")


def _is_named(name: str, words: str) -> bool:
    """Whether words name a file, or the folder that it is a part of."""
    return Path(name).name in words or Path(name).parts[0] in words


def _counted(action: Action, found: Tree) -> Tree:
    return {name: content for name, content in found.items() if not action.ignored(name)}


def _run(action: Action, folder: Path, fault: Fault) -> str:
    """Run it with a fault; what was said, or an exception that nobody put into words."""
    before = signal.getsignal(signal.SIGINT)
    try:
        with armed(fault):
            return action.run(folder)
    except (Exception, KeyboardInterrupt) as error:
        return f"unexplained: {type(error).__name__}: {error}"
    finally:
        assert signal.getsignal(signal.SIGINT) is before


def _in_a_child(action: Action, folder: Path, fault: Fault) -> str | None:
    """Run it in a process of its own; None if that was killed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads are of no use to the child
        child = os.fork()
    if child == 0:
        signal.alarm(30)
        said = _run(action, folder, fault)
        os._exit(1 if said else 0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == KILLED:
        return None
    return "" if code == 0 else f"unexplained: it ended with {code}"
