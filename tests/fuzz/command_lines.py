"""Command lines whose words may or may not make sense, run in a folder of small pictures."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import tifffile

from inlay.files.command_line import main
from inlay.operations import parameters, registry
from inlay.operations.declaration import Input, Operation
from tests.files.drawn import disc, noise, save
from tests.files.openraster import ora
from tests.fuzz.seeds.psd import layered
from tests.fuzz.trial import Outcome

ENDS = {0: "done", 1: "failed", 2: "wrong use"}
SIZE = 24, 20
JUNK = [
    "",
    "-",
    "--",
    "-1",
    "nan",
    "1e400",
    "9" * 400,
    "#",
    "@1,2",
    "é\udce9",
    "a\nb",
    "%s",
    "x" * 300,
    "../",
    "\u202e",
]
OUTPUTS = ["out.png", "out.tif", "out.jpg", "out.webp", "out.ora", "out.svg", "OUT.PNG", "mask.png", "new/out.png"]
OUTPUTS += ["out", "out.gif", "folder", "folder/out.png", "dangling.png", "/dev/full", "out.png/out.png"]
FILES = [
    "photo.png",
    "photo.png",
    "mask.png",
    "mask.png",
    "photo.jpg",
    "deep.tif",
    "clear.png",
    "scene.ora",
    "scene.ora#0",
]
FILES += [
    "scene.ora#top",
    "scene.ora#9",
    "layers.psd",
    "photo.png@3,-2",
    "small.png",
    "broken.png",
    "none.png",
    "folder",
]


def prepare(folder: Path) -> None:
    """Pictures of every kind, good and bad."""
    height, width = SIZE
    save(folder / "photo.png", noise(height, width, 3))
    save(folder / "photo.jpg", noise(height, width, 3, seed=1))
    save(folder / "clear.png", noise(height, width, 4))
    save(folder / "mask.png", disc(height, width, 2))
    save(folder / "small.png", disc(9, 7))
    tifffile.imwrite(folder / "deep.tif", noise(height, width, 3, "f4") * np.float32(1.5))
    layers = [{"name": "below", "pixels": noise(height, width, 4)}, {"name": "top", "pixels": noise(9, 8, 4), "x": 5}]
    ora(folder / "scene.ora", (width, height), layers)
    (folder / "layers.psd").write_bytes(layered())
    (folder / "broken.png").write_bytes((folder / "photo.png").read_bytes()[:200])
    (folder / "folder").mkdir()
    (folder / "dangling.png").symlink_to("nowhere/out.png")


def attack(random: Random, folder: Path) -> Outcome:
    """Run one command line and look at what it leaves."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    prepare(folder)
    before = _contents(folder)
    words = command_line(random)
    said, code = _run(words, folder)
    changed = {name for name, content in _contents(folder).items() if before.get(name) != content}
    changed |= before.keys() - _contents(folder).keys()
    written = {name for name in changed if name not in before or name in words or f"./{name}" in words}
    fault = ""
    if code not in ENDS:
        fault = f"exit code {code}"
    elif "Traceback" in said or "Something went wrong" in said:
        fault = said[said.find("Something") :]
    elif code and changed:
        fault = f"failed and left {sorted(changed)}"
    elif changed - written:
        fault = f"changed {sorted(changed - written)}"
    elif any(".part" in name for name in changed):
        fault = f"left {sorted(changed)}"
    if fault:
        return Outcome("wrong", f"{' '.join(map(repr, words))}: {fault}", is_fault=True)
    return Outcome(ENDS[code], said[:100])


def _run(words: list[str], folder: Path) -> tuple[str, int]:
    """What a command line says, and its exit code."""
    told = io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace")
    here = Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            stdin, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(b""))
            try:
                code = main(words)
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 1
            finally:
                sys.stdin = stdin
        told.flush()
        return told.buffer.getvalue().decode("utf-8", "replace"), code
    finally:
        os.chdir(here)


def _contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def command_line(random: Random) -> list[str]:
    """An operation with options that mostly make sense, seldom all of them."""
    # Not those of other packages: the tests' own sample fails on purpose.
    own = [operation for operation in registry.operations() if operation in registry.own()]
    operation = random.choice(own)
    words: list[str] = []
    for entry in operation.inputs:
        if random.random() < (0.4 if entry.optional else 0.97):
            words += [f"--{entry.role}", _picture(entry, random)] * (2 if "layers" in entry.kinds else 1)
    for parameter in operation.parameters:
        if random.random() < 0.3:
            words += _option(parameter, random)
    if random.random() < 0.95:
        words += ["--output", random.choice(OUTPUTS if random.random() < 0.4 else OUTPUTS[:5])]
    for option in ("--layer-only", "--quiet", "--json"):
        words += [option] * (random.random() < 0.1)
    words += [f"--at={random.randrange(-30, 30)},{random.randrange(-30, 30)}"] * (random.random() < 0.3)
    return _spoiled(["run", operation.id, *words], operation, random)


def _picture(entry: Input, random: Random) -> str:
    if random.random() < 0.1:
        return random.choice(FILES)
    if entry.kinds[0] == "selection" or entry.kinds == ("item",):
        return "mask.png"
    return random.choice(FILES[:10])


def _option(parameter: parameters.Parameter, random: Random) -> list[str]:
    if isinstance(parameter, parameters.Boolean):
        return [f"--{random.choice(['', 'no-'])}{parameter.id}"]
    return [f"--{parameter.id}={_value(parameter, random)}"]


def _value(parameter: parameters.Parameter, random: Random) -> str:
    if random.random() < 0.05:
        return random.choice(JUNK)
    match parameter:
        case parameters.Integer():
            return str(random.choice([parameter.minimum, random.randint(parameter.minimum, min(parameter.maximum, 40))]
                                     if parameter.minimum <= 40 else [parameter.minimum]))  # fmt: skip
        case parameters.Number():
            return f"{random.uniform(parameter.minimum, min(parameter.maximum, max(parameter.minimum, 20))):.4g}"
        case parameters.Choice():
            return random.choice(parameter.options).id
        case parameters.Colour():
            return f"#{random.randrange(1 << 24):06x}"
        case parameters.Point():
            return f"{random.randrange(30)},{random.randrange(30)}"
        case parameters.Points():
            return " ".join(f"{random.randrange(24)},{random.randrange(20)}" for _ in range(random.randrange(3)))
        case parameters.File():
            return random.choice(["", "other.png", "other.json", "other.svg", "folder"])
    return random.choice(["", "words", "1 0 -1; 0 0 0; 1 0 -1"])


def _spoiled(words: list[str], operation: Operation, random: Random) -> list[str]:
    """The words, at times with one missing, doubled, misplaced or wrong."""
    changes: list[Callable[[int], None]] = [
        lambda place: words.pop(place) and None,
        lambda place: words.insert(place, random.choice(JUNK)),
        lambda place: words.insert(place, words[random.randrange(len(words))]),
    ]
    if random.random() < 0.2:
        random.choice(changes)(random.randrange(len(words)))
    # Nothing but operations and what tells of them: the other commands are about the installation.
    return words if words and words[0] in ("run", "list", "show", "--help", "--version", "") else ["show", operation.id]
