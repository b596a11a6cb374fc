"""Whether an environment is whole: what is installed fits, has all of its files, and imports."""

from __future__ import annotations

import json
from collections.abc import Sequence

from inlay.contract.language import _
from inlay_setup import programs
from inlay_setup.environment import Environment
from inlay_setup.programs import Run

# Runs inside. What an import does may end the interpreter: the last name written is then the culprit's.
CODE = r"""
import importlib, importlib.metadata as metadata, json, os, sys
try:
    from pip._vendor.packaging.requirements import Requirement
    from pip._vendor.packaging.utils import canonicalize_name
except ImportError:
    # What the user has installed Inlay with may have made an environment without pip.
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

def tell(**what):
    print(json.dumps(what), flush=True)

def broken_files(files):
    for file in files:
        try:
            size = os.stat(file.locate()).st_size
        except OSError:
            size = None
        # What has no size in the list may come and go: compiled Python.
        if file.size is not None and file.size != size:
            yield str(file)

def examine(name, extras):
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return tell(problem=f"{name} is not installed.")
    # What lies outside is somebody else's: a system's package manager keeps no list that Python could read.
    own = os.path.realpath(found.locate_file("")).startswith(os.path.realpath(sys.prefix) + os.sep)
    if own and not found.files:
        return tell(problem=f"{name} is installed by half.")
    broken = next(broken_files(found.files), None) if own else None
    if broken:
        return tell(problem=f"{name} is damaged: {broken} is not as it was installed.")
    for line in found.requires or ():
        need = Requirement(line)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            needed(need)
    for module in sorted(modules.get(canonicalize_name(name), ())):
        tell(importing=name)
        try:
            importlib.import_module(module)
        except BaseException as error:
            return tell(problem=f"{name} does not import: {type(error).__name__}: {error}")

def needed(need):
    try:
        version = metadata.version(need.name)
    except metadata.PackageNotFoundError:
        version = None
    if version and not need.specifier.contains(version, prereleases=True):
        tell(problem=f"{need.name} {version} does not fit: {need} is needed.")
    elif canonicalize_name(need.name) not in seen:
        seen.add(canonicalize_name(need.name))
        examine(need.name, need.extras)

modules = {}
for module, names in metadata.packages_distributions().items():
    if module.isidentifier() and not module.startswith("_"):
        for name in names:
            modules.setdefault(canonicalize_name(name), set()).add(module)
seen = set()
for root in json.loads(ROOTS):
    needed(Requirement(root))
tell(done=True)
"""


def problems(environment: Environment, run: Run = programs.run, roots: Sequence[str] = ("inlay",)) -> list[str]:
    """What is wrong with these packages and all that they need, in sentences; nothing if they are whole.

    `roots` are requirements: ``inlay[networks]<2``.
    """
    finished = environment.ask(f"ROOTS = {json.dumps(list(roots))!r}\n{CODE}", run)
    found, importing, done = [], "", False
    for line in finished.output.splitlines():
        message = _message(line)
        found += [message["problem"]] if "problem" in message else []
        importing = message.get("importing", importing)
        done = done or "done" in message
    if importing and not done:
        found.append(_("{importing} does not import: it ends Python.", importing=importing))
    elif not done:
        last = finished.output.strip().splitlines()[-1:] or [_("exit code {code}", code=finished.code)]
        found.append(_("The environment is not whole: {last}.", last=last[0]))
    return found


def _message(line: str) -> dict:
    try:
        message = json.loads(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
