"""``python -m tools.gallery.effects FOLDER PHOTOGRAPHS ...``: the pictures on the pages of help.

For every operation ``before.webp``, ``after.webp`` and ``default.webp``, and for every setting that shows one picture
a value, all else at its default: ``threshold=12.webp``. Beside them lies ``threshold.webp``, the default's own, where
the setting is shown on other pictures. What is there already is left, unless an operation is named. A setting whose
pictures hardly differ from the default's is told.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from inlay.contract.declaration import Operation
from inlay.contract.parameter import Parameter
from inlay.errors import InlayError, InputError
from inlay.picture import Picture
from inlay_setup import filesystem
from inlay_setup.help_pages.pictures import INDEX, LARGE, SMALL
from tools import manifests
from tools.gallery import running, showing
from tools.gallery.credits import CREDITS
from tools.gallery.drawing import draw, photographs_in
from tools.gallery.examples import EXAMPLES
from tools.gallery.examples.example import UNSEEN, Effect, Example, Stage
from tools.gallery.pairs import Run

QUALITY = 75
#: Two pictures look alike if fewer pixels than this part of them differ by more than so many levels.
PART, LEVELS = 0.004, 10
#: Results that are coverage: shown over the picture.
SELECTIONS = ("replace", "add", "subtract", "intersect", "selection", "channel", "layer-mask")


def effects(example: Example) -> dict[str, Effect]:
    """How each setting of an operation is shown, by its id, in the order of the declaration.

    Raises
    ------
    InputError
        If nothing says at which values, or what is said is of no parameter.
    """
    operation = _operation(example.operation)
    known = {parameter.id: parameter for parameter in operation.parameters}
    strange = sorted({*example.effects, *example.unseen} - set(known))
    if strange:
        raise InputError(f"{example.operation} has no parameter {strange[0]}.", "Correct its example.")
    return {
        name: _filled(operation, parameter, effect, (effect.stage or example.stage).options)
        for name, parameter in known.items()
        for effect in [example.effects.get(name, Effect())]
        if name not in (*UNSEEN, *example.unseen)
    }


def names(example: Example) -> Iterator[str]:
    """The files of an operation's pictures."""
    yield from ("before.webp", "after.webp", "default.webp")
    for setting, effect in effects(example).items():
        if effect.options or effect.stage:
            yield f"{setting}.webp"
        yield from (f"{setting}={value}.webp" for value in effect.values)


@cache
def _operations() -> dict[str, Operation]:
    """Inlay's own, without what other packages and networks add to their choices."""
    return {record["id"]: Operation.from_json(record) for record in manifests.own()["operations"]}


def _operation(name: str) -> Operation:
    try:
        return _operations()[name]
    except KeyError:
        raise InputError(f"There is no operation {name}.", "Correct its example.") from None


def _filled(operation: Operation, parameter: Parameter, effect: Effect, options: Sequence[str]) -> Effect:
    """An effect with all of its values, and with what must be set besides for the parameter to matter."""
    values = effect.values or _others(parameter)
    if not values:
        raise InputError(f"{operation.id}: nothing says what {parameter.id} shows.", "Name values in its example.")
    said = {_said(option)[0] for option in (*options, *effect.options)}
    needed = [
        _option(operation, name, wanted[0])
        for name, wanted in parameter.matters_when.items()
        if operation.defaults()[name] not in wanted and name not in said
    ]
    return effect._replace(values=values, options=(*needed, *effect.options))


def _others(parameter: Parameter) -> tuple[str, ...]:
    """What else a choice or a switch may be."""
    if parameter.type == "choice":
        return tuple(option.id for option in parameter.options if option.id != parameter.default)
    return ("off" if parameter.default else "on",) if parameter.type == "boolean" else ()


def _option(operation: Operation, name: str, value: object) -> str:
    parameter = next(each for each in operation.parameters if each.id == name)
    if parameter.type == "boolean":
        return f"--{name}" if value in (True, "on") else f"--no-{name}"
    return f"--{name}={value}"


class Studio:
    """Makes the pictures of one example from photographs, in a scratch folder."""

    def __init__(self, example: Example, photographs: Mapping[str, Path], scratch: Path) -> None:
        self.example, self.photographs, self.scratch = example, photographs, scratch
        self.operation = _operation(example.operation)
        self._drawn: dict[str, dict[str, Path]] = {}

    def pictures(self) -> Iterator[tuple[str, Stage, Sequence[str], tuple[int, int]]]:
        """The name of each picture but the one before, with its stage, its options and its size."""
        stage = self.example.stage
        yield "after", stage, (), LARGE
        yield "default", stage, (), SMALL
        for setting, effect in effects(self.example).items():
            on = effect.stage or stage
            if effect.options or effect.stage:
                yield setting, on, effect.options, SMALL
            for value in effect.values:
                chosen = _option(self.operation, setting, value)
                yield f"{setting}={value}", on, (*effect.options, chosen), SMALL

    @cached_property
    def before(self) -> Image.Image:
        stage = self.example.stage
        if isinstance(stage.before, Run):
            found = running.run(
                stage.before.operation, self._given(stage.before.inputs, stage), stage.before.options, self.scratch
            )
            return self._shown(found, stage, LARGE)
        files = self._files(stage)
        roles = {name: role for role, named in stage.inputs.items() for name in named.split()}
        wanted = stage.before or [name for name, role in roles.items() if role != "backdrop"]
        if stage.is_beside:
            return showing.columns([running.load(files[name]) for name in wanted], stage.view, LARGE)
        layers = [(running.load_layer(files[name]), self._content(roles.get(name, ""))) for name in wanted]
        return showing.laid(layers, stage.view, LARGE, stage.tiles)

    def make(self, stage: Stage, options: Sequence[str], size: tuple[int, int]) -> Image.Image:
        """What the operation makes with these options.

        Raises
        ------
        InlayError
            If it fails.
        """
        own = {option.split("=")[0] for option in options}
        kept = [option for option in stage.options if option.split("=")[0] not in own]
        found = running.run(self.operation.id, self._given(stage.inputs, stage), [*kept, *options], self.scratch)
        return self._shown(found, stage, size, self._is_selection([*kept, *options]))

    def _shown(
        self, found: list[Picture], stage: Stage, size: tuple[int, int], is_selection: bool = False
    ) -> Image.Image:
        files = self._files(stage)
        if is_selection:
            first = files[next(iter(stage.inputs.values())).split()[0]]
            layers = [(running.load_layer(first), "picture"), (running.shown(found[0]), "coverage")]
            return showing.laid(layers, stage.view, size, stage.tiles)
        below = [running.load(files[name]) for name in stage.laid]
        shown = [
            running.shown(each, below[min(place, len(below) - 1)] if below else None)
            for place, each in enumerate(found)
        ]
        if len(shown) > 1:
            return showing.columns(shown[::-1], stage.view, size)
        return showing.framed(showing.tiled(shown[0], stage.tiles), stage.view, size)

    def _is_selection(self, options: Sequence[str]) -> bool:
        result = self.operation.result
        if result is None:
            return False
        said = [option.partition("=")[2] for option in options if option.startswith("--result=")]
        return (said[-1] if said else result.default) in SELECTIONS

    def _content(self, role: str) -> str:
        entry = self.operation.input(role)
        if entry is None:
            return "picture"
        return "selection" if "selection" in entry.kinds else entry.content

    def _given(self, inputs: Mapping[str, str], stage: Stage) -> dict[str, list[Path]]:
        files = self._files(stage)
        return {role: [files[name] for name in named.split()] for role, named in inputs.items()}

    def _files(self, stage: Stage) -> dict[str, Path]:
        name = stage.scene.name
        if name not in self._drawn:
            self._drawn[name] = draw(stage.scene, self.photographs, self.scratch / name)
        return self._drawn[name]


def make(example: Example, photographs: Mapping[str, Path], folder: Path) -> Iterator[str]:
    """Make the pictures of an example that are not there; tells of each that shows nothing, or could not be made."""
    folder.mkdir(parents=True, exist_ok=True)
    expected = set(names(example))
    for stale in folder.iterdir():
        if stale.name not in expected:
            stale.unlink()
    with tempfile.TemporaryDirectory() as scratch:
        studio = Studio(example, photographs, Path(scratch))
        if not (folder / "before.webp").exists():
            _save(studio.before, folder / "before.webp")
        for name, stage, options, size in studio.pictures():
            file = folder / f"{name}.webp"
            if file.exists():
                continue
            try:
                _save(studio.make(stage, options, size), file)
            except InlayError as error:
                yield str(error)
    yield from alike(example, folder)


def _save(picture: Image.Image, file: Path) -> None:
    """Write a file whole or not at all: what is there is not made again."""
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=QUALITY, method=6)
    filesystem.write(file, written.getvalue())


def alike(example: Example, folder: Path) -> Iterator[str]:
    """The pictures of settings that hardly differ from the default's."""
    for setting, effect in effects(example).items():
        own = folder / f"{setting}.webp"
        default = own if effect.options or effect.stage else folder / "default.webp"
        for value in effect.values:
            file = folder / f"{setting}={value}.webp"
            if file.exists() and default.exists():
                part = _difference(default, file)
                if part < PART:
                    yield f"{example.operation}: {setting}={value} looks like the default ({100 * part:.2f} % differ)"


def _difference(first: Path, second: Path) -> float:
    """The part of two pictures that differs."""
    levels = [np.asarray(Image.open(file).convert("RGB"), np.int16) for file in (first, second)]
    return float((abs(levels[0] - levels[1]).max(axis=2) > LEVELS).mean())


def index(examples: Sequence[Example] = EXAMPLES) -> dict[str, Any]:
    """What is told of the pictures: the content of ``index.json``."""
    photographs = {}
    operations = {}
    for example in examples:
        stages = [example.stage, *(each.stage for each in example.effects.values() if each.stage)]
        taken = dict.fromkeys(
            credit for stage in stages for file in sorted(stage.scene.photographs) if (credit := CREDITS[file])
        )
        photographs.update({credit.title: credit._asdict() for credit in taken})
        given: dict[str, dict[str, str]] = {}
        for setting, effect in effects(example).items():
            options = (*(effect.stage or example.stage).options, *effect.options)
            said = dict(_said(option) for option in options if not option.startswith("--at="))
            given |= {setting: said} if said.keys() - {setting} else {}
        operations[example.operation] = {
            "told": example.told,
            "photographs": [credit.title for credit in taken],
            "given": given,
        }
    return {"photographs": photographs, "operations": operations}


def _said(option: str) -> tuple[str, str]:
    """The parameter of an option of the command line, and its value."""
    name, has_value, value = option.removeprefix("--").partition("=")
    if has_value:
        return name, value
    return (name.removeprefix("no-"), "off") if name.startswith("no-") else (name, "on")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the pictures; 1 if one could not be made or shows nothing."""
    parser = argparse.ArgumentParser(prog="python -m tools.gallery.effects", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go, a folder an operation")
    parser.add_argument("photographs", type=Path, nargs="+", help="folders of photographs")
    parser.add_argument("--only", nargs="+", metavar="OPERATION", default=(), help="only these, made anew")
    options = parser.parse_args(arguments)
    told = 0
    try:
        photographs = {name: file for folder in options.photographs for name, file in photographs_in(folder).items()}
        for example in EXAMPLES:
            if options.only and example.operation not in options.only:
                continue
            folder = options.folder / example.operation
            for file in folder.glob("*.webp") if options.only else ():
                file.unlink()
            print(example.operation, flush=True)
            for line in make(example, photographs, folder):
                told += 1
                print(f"  {line}", flush=True)
        filesystem.write(options.folder / INDEX, json.dumps(index(), indent=1, ensure_ascii=False) + "\n")
    except InlayError as error:
        print(error, file=sys.stderr)
        return 1
    return int(told > 0)


if __name__ == "__main__":
    sys.exit(main())
