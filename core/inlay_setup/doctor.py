"""``inlay doctor``: what is installed where, and whether it works."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

from inlay.contract import help_texts
from inlay.contract.language import _, from_json, joined
from inlay_setup import (
    adapters,
    agreement,
    background,
    console,
    editors,
    examination,
    filesystem,
    interpreters,
    lock,
    private,
    programs,
    record,
    selftest,
)
from inlay_setup.environment import Environment
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations
from inlay_setup.programs import Run
from inlay_setup.record import Record

VERSIONS = """
import importlib.metadata as metadata, json, re
def version(name):
    try: return metadata.version(name)
    except metadata.PackageNotFoundError: return None
names = [re.match(r"[\\w.-]+", line)[0] for line in metadata.requires("inlay") or () if "extra ==" not in line]
print(json.dumps({name: version(name) for name in ["inlay", *names, "dask"]}))
"""
NETWORKS = """
import importlib.metadata as metadata, json
from inlay.arrays.warning import collected
from inlay.contract.language import to_json
from inlay.networks import location, store
def runtime():
    try: return metadata.version("onnxruntime")
    except metadata.PackageNotFoundError: return None
with collected() as found: models = store.installed()
print(json.dumps({
    "runtime": runtime(),
    "folder": str(location.folder()),
    "models": [{"name": model.name, "kind": model.kind, "title": model.title} for model in models],
    "warnings": [[to_json(each.message), to_json(each.hint)] for each in found],
}))
"""
WITH_NETWORKS = _("Run `python3 install.py --with networks` in a clone of the repository.")
AGAIN = _("Run python3 install.py again, which makes the environment anew; with --repair it makes everything anew.")


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = help_texts.Parser(
        prog="inlay doctor", description=_("Say what is installed where, and try whether it works.")
    )
    parser.add_argument("--json", action="store_true", help=_("for programs"))
    parser.add_argument("--prefix", metavar="FOLDER", help=_("where Inlay's own files are, if not in the usual place"))
    options = parser.parse_args(arguments)
    try:
        report = examine(record.here(options.prefix))
    except (InstallationError, OSError) as caught:
        error = caught if isinstance(caught, InstallationError) else filesystem.failure(caught)
        if options.json:
            problem = {"message": error.message, "hint": error.hint}
            console.say(json.dumps({"ok": False, "problems": [problem]}, indent=2, ensure_ascii=False))
        else:
            console.complain(error)
        return 1
    if options.json:
        console.say(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _tell(report)
    return 0 if report["ok"] else 1


def examine(locations: Locations, run: Run = programs.run) -> dict[str, Any]:
    """Everything worth knowing, as plain data.

    Raises
    ------
    InstallationError
        If Inlay is not installed or is being installed, or its record is damaged.
    """
    lock.demand_free(locations.data)
    done = record.load(locations.data)
    if done is None:
        raise record.absent(locations.data)
    problems: list[dict[str, str]] = []
    if not done.fingerprint:
        _add(problems, _("The last installation did not come to its end."), _("Run python3 install.py again."))
    present = done.environment(locations.platform)
    base = interpreters.examine(Path(done.python), run)
    if base is None:
        _add(problems, _("The interpreter {python} does not work.", python=done.python), AGAIN)
    for problem in examination.problems(present, run, [private.distribution(done.extras)]) if base else ():
        _add(problems, problem, AGAIN)
    result = selftest.round_trip(locations.data / "plugins")
    if not result["ok"]:
        _add(problems, _("The self-test failed: {message}", message=result["message"]), result["hint"])
    networks = _networks(present, run, problems)
    versions = _versions(done, run)
    _add_found(problems, agreement.of_environment(versions.get("inlay"), done, locations.data))
    kernels = _kernels(locations.data, problems)
    hosts = _shared_hosts(done) if done.managed else _hosts(locations, done, base, run, problems)
    return {
        "ok": not problems,
        "command": done.command,
        "python": done.python,
        "versions": versions,
        "protocol": done.protocol,
        "system": platform.platform(),
        "base": str(base.executable) if base else None,
        "hosts": hosts,
        "networks": networks,
        "batches": {"runtime": versions.get("dask")},
        "kernels": kernels,
        "paths": _paths(locations, done),
        "log": done.log,
        "self_test": result,
        "problems": problems,
    }


def _add(problems: list[dict[str, str]], message: str, hint: str) -> None:
    problems.append({"message": message, "hint": hint})


def _add_found(problems: list[dict[str, str]], found: Optional[tuple[str, str]]) -> None:
    if found is not None:
        _add(problems, *found)


def _versions(done: Record, run: Run) -> dict[str, Any]:
    finished = run([done.python, "-I", "-c", VERSIONS], timeout=60)
    try:
        found = json.loads(finished.output.strip().splitlines()[-1])
    except (ValueError, IndexError):
        found = {"inlay": done.version}
    version = run([done.python, "-I", "-c", "import platform; print(platform.python_version())"], timeout=60)
    return {**found, "python": version.output.strip() if version.code == 0 else None}


def _networks(present: Environment, run: Run, problems: list[dict[str, str]]) -> dict[str, Any]:
    """The networks in the store, and the version of what runs them; None where it is missing."""
    try:
        found = json.loads(present.ask(NETWORKS, run).output.strip().splitlines()[-1])
    except (ValueError, IndexError):
        return {"runtime": None, "models": []}
    for message, hint in found.pop("warnings"):
        _add(problems, from_json(message), from_json(hint))
    if found["models"] and found["runtime"] is None:
        names = ", ".join(model["name"] for model in found["models"])
        _add(problems, _("ONNX Runtime, by which {names} would be run, is not installed.", names=names), WITH_NETWORKS)
    return found


def _kernels(data: Path, problems: list[dict[str, str]]) -> dict[str, Any]:
    """Whether all are compiled, whether the others are being compiled now, what failed, and where that is told of."""
    log, failed = str(background.log(data)), background.failed(data)
    if failed:
        hint = _("`inlay refresh` tries again; if it fails again, report what {log} says.", log=log)
        _add(problems, _("Kernels could not be compiled: {failed}.", failed=", ".join(failed)), hint)
    return {
        "complete": not background.is_wanted(data),
        "compiling": background.is_running(data),
        "failed": failed,
        "log": log,
    }


def _paths(locations: Locations, done: Record) -> dict[str, Any]:
    return {
        "data": str(locations.data),
        "environment": str(done.environment(locations.platform).folder),
        "table": done.table,
        "record": str(locations.data / record.NAME),
        "cache": str(locations.cache),
        "link": done.link or None,
    }


def _shared_hosts(done: Record) -> list[dict[str, Any]]:
    """The editors that a system's package serves for every user."""
    return [
        {
            "name": editor.name,
            "kind": editor.kind,
            "folder": editor.files[0],
            "installed": editor.is_there(),
            "running": False,
            "problem": None,
            "hint": None,
        }
        for editor in done.editors
    ]


def _hosts(
    locations: Locations,
    done: Record,
    base: Optional[interpreters.Interpreter],
    run: Run,
    problems: list[dict[str, str]],
) -> list[dict[str, Any]]:
    hosts = []
    recorded = {editor.folder: editor for editor in done.editors}
    for found in editors.find(locations, run):
        editor = editors.with_interpreter(found, base, locations)
        installed = editor.plugin is not None and adapters.is_ours(editor.plugin)
        if str(editor.folder) in recorded and not installed:
            _add(
                problems,
                _("The plug-in of {editor} is gone from {plugin}.", editor=editor.name, plugin=editor.plugin),
                _("Run `inlay refresh`."),
            )
        if installed:
            _add_found(problems, agreement.of_plugin(editor, done, locations.data))
        hosts.append(
            {
                "name": editor.name,
                "kind": editor.kind,
                "folder": str(editor.plugin) if editor.plugin else None,
                "installed": installed,
                "running": editors.running(editor.kind, locations, run),
                "problem": editor.problem or None,
                "hint": editor.hint or None,
            }
        )
    return hosts


def _tell(report: dict[str, Any]) -> None:
    versions = ", ".join(f"{name} {version}" for name, version in report["versions"].items() if version)
    console.say(f"Inlay {report['versions']['inlay']}  ({versions})")
    for label, value in (("command", report["command"]), ("python", report["python"]), ("log", report["log"])):
        console.say(f"  {label:12}{value}")
    for label, value in report["paths"].items():
        if value and os.path.lexists(value):
            console.say(f"  {label:12}{value}")
    for host in report["hosts"]:
        state = _("installed") if host["installed"] else _("not installed")
        rest = f", {host['folder']}" if host["folder"] else ""
        console.say(joined("", [f"  {host['name']}: ", state, rest]))
        if host["problem"] and not host["installed"]:
            console.note(joined("", [host["problem"], "."]), host["hint"])
    if not report["hosts"]:
        console.say(_("  no editor was found"))
    _tell_networks(report["networks"])
    _tell_batches(report["batches"])
    _tell_kernels(report["kernels"])
    if report["self_test"]["ok"]:
        seconds = f"{report['self_test']['seconds']:.2f}"
        console.say(_("  self-test: a small job came back right in {seconds} s", seconds=seconds))
    for problem in report["problems"]:
        console.note(problem["message"], problem["hint"])


def _tell_networks(networks: dict[str, Any]) -> None:
    runtime = networks["runtime"]
    state = (
        _("run by ONNX Runtime {runtime}", runtime=runtime)
        if runtime
        else _("not run, since ONNX Runtime is not installed")
    )
    if networks["models"]:
        for model in networks["models"]:
            console.say(
                _(
                    "  network {name}: {title}, {state}",
                    name=model["name"],
                    title=model["title"],
                    state=state,
                )
            )
    else:
        console.say(_("  networks: none are installed; they are {state}", state=state))


def _tell_batches(batches: dict[str, Any]) -> None:
    runtime = batches["runtime"]
    if runtime:
        console.say(_("  batches: run by Dask {runtime}", runtime=runtime))
    else:
        console.say(_("  batches: not run, since Dask is not installed"))


def _tell_kernels(kernels: dict[str, Any]) -> None:
    if kernels["complete"]:
        console.say(_("  kernels: all are compiled"))
    elif kernels["compiling"]:
        console.say(_("  kernels: those that are seldom needed are being compiled, see {log}", log=kernels["log"]))
    elif not kernels["failed"]:
        console.say(_("  kernels: some are compiled when they are first needed; `inlay refresh` does so now"))
