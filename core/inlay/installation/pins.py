"""The versions that were tested, with the hashes of their files: two lists beside this module that pip and uv read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from inlay.installation import commands, console, files
from inlay.installation.commands import Run
from inlay.installation.environment import Environment

#: What Inlay needs, and what its tests need in addition.
INLAY = Path(__file__).with_name("constraints.txt")
TESTS = Path(__file__).with_name("constraints-test.txt")
GROUPS = ("test", "lint")
HEAD = "# Written by `python3 install.py pin`: the versions that were tested, with the hashes of all their files.\n"
# Runs inside the environment of the tests. pip alone knows how it is set up to reach the packages.
CODE = r"""
import importlib.metadata as metadata, json, sys
from pip._internal.commands import create_command
from pip._internal.index.collector import parse_links
from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename

def add(line, pins):
    need = Requirement(line)
    name = canonicalize_name(need.name)
    if name in pins or need.marker and "extra" in str(need.marker):
        return
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return
    pins[name] = {"version": found.version, "marker": str(need.marker or "")}
    for further in found.requires or ():
        add(further, pins)

def hashes(collector, name, version):
    links = []
    def read(link):
        response = collector.fetch_response(link)
        links.extend(parse_links(response) if response else ())
        return []
    for source in collector.collect_sources(name, read).index_urls:
        if source is not None:
            list(source.page_candidates())
    named = [link for link in links if of(link.filename) == version]
    return sorted({link._hashes["sha256"] for link in named if "sha256" in link._hashes})

def of(filename):
    try:
        parse = parse_wheel_filename if filename.endswith(".whl") else parse_sdist_filename
        return str(parse(filename)[1])
    except Exception:
        return None

pins = {}
for line in json.loads(NEEDS):
    add(line, pins)
command = create_command("install")
options, _ = command.parse_args([])
with command.main_context():
    session = command.get_default_session(options)
    collector = command._build_package_finder(options=options, session=session)._link_collector
    for name, pin in pins.items():
        pin["hashes"] = hashes(collector, name, pin["version"])
print(json.dumps(pins))
"""
READ = """
import json, sys, tomllib
with open(sys.argv[1], "rb") as file: project = tomllib.load(file)
groups = project["dependency-groups"]
print(json.dumps([project["project"]["dependencies"], [line for name in sys.argv[2:] for line in groups[name]]]))
"""


def write(present: Environment, project: Path, run: Run = commands.run) -> int:
    """Pin what is installed in the environment of the tests, which has just passed them.

    Raises
    ------
    InstallationError
        If the environment or the index of packages does not answer.
    """
    read = run([present.python, "-I", "-c", READ, project, *GROUPS])
    inlay, tests = json.loads(commands.demand(read, "The environment of the tests does not work.", HINT))
    own = _pins(present, inlay, run)
    further = {name: pin for name, pin in _pins(present, [*inlay, *tests], run).items() if name not in own}
    files.write(INLAY, HEAD + _lines(own))
    files.write(TESTS, HEAD + f"-r {INLAY.name}\n" + _lines(further))
    console.say(f"Written: {INLAY}\nWritten: {TESTS}")
    return 0


HINT = "Run `python3 install.py test`, which makes it, and see to it that pip reaches its index."


def _pins(present: Environment, needs: list[str], run: Run) -> dict[str, dict[str, Any]]:
    finished = present.ask(f"NEEDS = {json.dumps(needs)!r}\n{CODE}", run)
    output = commands.demand(finished, "The tested versions could not be looked up.", HINT)
    return json.loads(output.strip().splitlines()[-1])


def _lines(pins: dict[str, dict[str, Any]]) -> str:
    lines = []
    for name, pin in sorted(pins.items()):
        marker = f" ; {pin['marker']}" if pin["marker"] else ""
        hashes = [f"    --hash=sha256:{digest}" for digest in pin["hashes"]]
        lines.append(" \\\n".join([f"{name}=={pin['version']}{marker}", *hashes]))
    return "\n".join(lines) + "\n"
