"""Which sheets there are: an operation, the scene that it is shown on, and the alternatives beside its defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from inlay.operations import registry
from inlay.operations.declaration import Operation
from inlay.operations.parameters import Boolean, Choice, Integer, Number
from tools.gallery import scenes
from tools.gallery.scenes import WHOLE, Part, Photograph, Region, Scene

#: How many alternatives a sheet that nobody has thought out shows of one parameter.
ALTERNATIVES = 4
#: Kinds of inputs that a picture and a selection can fill.
SIMPLE = {"layer", "selection"}


class Sheet(NamedTuple):
    """One picture with panels.

    Attributes
    ----------
    operation : str
        Its id.
    scene : Scene
    inputs : dict
        Names of the scene's pictures by role; several with spaces between them.
    runs : sequence of sequences of str
        Options of the command line; what they say is the panel's caption. None are the defaults.
    before : sequence of str
        The scene's pictures that are shown first.
    view : tuple of float
        The part of every panel that is shown.
    tiles : int
        How often every panel is repeated across and down.
    laid : sequence of str
        For a group: the pictures on which its layers are laid, from the bottom.
    paste : bool
        Whether results lie on the destination: shown after it, a plain paste is what they compare with.
    """

    operation: str
    scene: Scene
    inputs: Mapping[str, str]
    runs: Sequence[Sequence[str]] = ((),)
    before: Sequence[str] = ("picture", "region")
    view: Part = WHOLE
    paste: bool = False
    tiles: int = 1
    laid: Sequence[str] = ()

    @property
    def name(self) -> str:
        return f"{self.operation}-{self.scene.name}"


LAYER = {"source": "picture", "region": "region"}
WHOLE_LAYER = {"source": "picture"}
PASTED = {"source": "source", "destination": "destination", "region": "region"}
DROPPED = {"source": "source", "destination": "destination"}
CUT = {"image": "picture"}
FACE = ("--at=-30,40",)
SITTING = ("--at=60,320",)
BOTH = ("source", "destination")


def _with(common: Sequence[str], *runs: Sequence[str]) -> list[Sequence[str]]:
    return [(*common, *run) for run in runs]


SHEETS = (
    Sheet("copy-paste", scenes.PORTRAIT, PASTED, [FACE], BOTH),
    Sheet(
        "seamless-clone",
        scenes.PORTRAIT,
        PASTED,
        _with(
            FACE,
            (),
            ["--gradients=stronger"],
            ["--gradients=average"],
            ["--gradients=monochrome"],
            ["--keep-source-colour=50"],
            ["--protect-texture"],
            ["--blend-space=lab"],
        ),
        BOTH,
        paste=True,
    ),
    Sheet(
        "seamless-clone",
        scenes.WRITING,
        PASTED,
        _with(["--at=450,215"], (), ["--gradients=stronger"], ["--gradients=monochrome"]),
        BOTH,
        paste=True,
    ),
    Sheet(
        "match-below",
        scenes.RETURNED,
        DROPPED,
        [(), ["--detail-size=2"], ["--detail-size=20"], ["--tolerance=2"], ["--no-contrast"], ["--strength=50"]],
        BOTH,
        paste=True,
    ),
    Sheet(
        "paste-with-shadow",
        scenes.SAUCER,
        PASTED,
        _with(["--at=240,260"], (), ["--shadow=0"], ["--shadow=200"]),
        BOTH,
        paste=True,
    ),
    *(
        Sheet(
            "harmonise",
            scene,
            DROPPED,
            _with(
                SITTING,
                (),
                ["--strength=40"],
                ["--strength=100"],
                ["--model=gradient-domain"],
                ["--surroundings=40"],
                ["--beta=0.1"],
            ),
            BOTH,
            paste=True,
        )
        for scene in (scenes.VISITOR, scenes.GUEST)
    ),
    *(
        Sheet(
            "flatten-texture",
            scene,
            LAYER,
            [(), ["--threshold=2"], ["--threshold=12"], ["--edges=canny"], ["--edges=canny", "--threshold=15"]],
        )
        for scene in (scenes.LAMP, scenes.ROCK, scenes.FUR, scenes.PLANKS)
    ),
    *(
        Sheet(
            "relight", scene, LAYER, [(), ["--highlights=100"], ["--shadows=100"], ["--exposure=1"], ["--by=gradients"]]
        )
        for scene in (scenes.CAVE, scenes.LAMP, scenes.PLANKS)
    ),
    *(
        Sheet(
            "recolour",
            scene,
            LAYER,
            [(), ["--colour=#e08020"], ["--colour=#40a040"], ["--by=factors"], ["--by=factors", "--red=0.5"]],
        )
        for scene in (scenes.SEAL, scenes.WINDOW, scenes.LAMP)
    ),
    *(
        Sheet("isolate-colour", scene, LAYER, [(), ["--weights=equal"]])
        for scene in (scenes.SEAL, scenes.WINDOW, scenes.LAMP)
    ),
    *(
        Sheet(
            "tone-gradients",
            scene,
            WHOLE_LAYER,
            [(), ["--beta=0.8"], ["--beta=0.95"], ["--alpha=0.03"], ["--saturation=0.5"]],
            ("picture",),
        )
        for scene in (scenes.CONTRAST, scenes.DUSK, scenes.PLANKS)
    ),
    *(
        Sheet(
            "sharpen-gradients",
            scene,
            WHOLE_LAYER,
            [(), ["--gain=2.5"], ["--fidelity=0.05"], ["--gain=0.3"], ["--gain=0"]],
            ("picture",),
            (0.3, 0.15, 0.8, 0.75),
        )
        for scene in (scenes.FUR, scenes.ROCK)
    ),
    *(
        Sheet("show-gradients", scene, WHOLE_LAYER, [(), ["--scale=4"]], ("picture",))
        for scene in (scenes.FUR, scenes.ROCK)
    ),
    Sheet(
        "rebuild-from-gradients",
        scenes.RELIEF,
        {"across": "across", "down": "down", "colours": "picture"},
        [(), ["--boundary=fixed"], ["--scale=0.7"]],
        ("picture", "across", "down"),
    ),
    *(
        Sheet("rotate-colours", scene, LAYER, [(), ["--angle=90"], ["--angle=180"], ["--space=logit"]])
        for scene in (scenes.WINDOW, scenes.FUR)
    ),
    *(
        Sheet(
            "heal-selection",
            scene,
            LAYER,
            [(), ["--no-lines-go-on"], ["--protect"], ["--fill=found"], ["--fill=membrane"], ["--fill=thin-plate"]],
        )
        for scene in (scenes.BENCH, scenes.LEAF, scenes.SCAR)
    ),
    *(
        Sheet("fill-transparent-parts", scene, WHOLE_LAYER, [(), ["--no-lines-go-on"], ["--mirrored"]], ("picture",))
        for scene in (scenes.RAGGED, scenes.CROPPED)
    ),
    *(
        Sheet("make-tileable", scene, WHOLE_LAYER, [(), ["--direction=horizontally"]], ("picture",), tiles=2)
        for scene in (scenes.PAPER, scenes.STONE)
    ),
    *(
        Sheet("merge-layers", scene, {"layers": " ".join(scene.pictures)}, runs, tuple(scene.pictures))
        for scene in (scenes.PANORAMA, scenes.ARCH)
        for runs in ([(), ["--seams=masks"], ["--exposure=keep"]],)
    ),
    Sheet(
        "swap-features",
        scenes.FACES,
        {"first": "first", "second": "second", "region": "region"},
        [(), ["--gradients=monochrome"]],
        ("first", "second", "region"),
        laid=("second", "first"),
    ),
    *(
        Sheet(
            "select-threshold",
            scene,
            WHOLE_LAYER,
            [(), ["--classes=3"], ["--method=surroundings"], ["--channel=all"], ["--result=layer"]],
            ("picture",),
        )
        for scene in (scenes.SEAL, scenes.WINDOW, scenes.FUR)
    ),
    *(
        Sheet(
            "select-clusters",
            scene,
            WHOLE_LAYER,
            [(), ["--clusters=12"], ["--result=palette"], ["--space=rgb"], ["--position=50"]],
            ("picture",),
        )
        for scene in (scenes.FUR, scenes.WINDOW)
    ),
    Sheet(
        "select-scribbles",
        scenes.ANIMAL,
        {"source": "picture", "scribbles": "strokes"},
        [(), ["--soft"], ["--result=layer"], ["--sensitivity=90"]],
        ("picture", "strokes"),
    ),
    Sheet(
        "select-subject",
        scenes.ANIMAL,
        WHOLE_LAYER,
        [["--result=picture"], ["--result=layer"], ["--result=trimap"]],
        ("picture",),
    ),
    Sheet(
        "refine-selection",
        scenes.ANIMAL,
        LAYER,
        [["--grow=20"], ["--shrink=20"], ["--smooth=40"], ["--border=12"], ["--feather=12"], ["--result=layer"]],
    ),
    Sheet(
        "trace",
        scenes.ANIMAL,
        {"image": "picture", "region": "region"},
        _with(["--yields=layer"], (), ["--fill=random"], ["--of=brightness"], ["--of=brightness", "--fill=random"]),
    ),
    *(
        Sheet(operation, scenes.ANIMAL, {**CUT, **inputs}, runs, before)
        for operation, inputs, runs, before in (
            (
                "cut-out",
                {"trimap": "trimap", "backdrop": "backdrop"},
                [
                    (),
                    ["--result=alpha"],
                    ["--result=on-backdrop"],
                    ["--method=closed-form", "--result=on-backdrop"],
                    ["--method=knn", "--result=on-backdrop"],
                    ["--result=uncertainty"],
                ],
                ("picture", "trimap"),
            ),
            (
                "cut-out-selection",
                {"region": "region", "backdrop": "backdrop"},
                [(), ["--result=on-backdrop"], ["--no-smart"], ["--mode=lasso"]],
                ("picture", "region"),
            ),
            (
                "remove-background",
                {"backdrop": "backdrop"},
                [
                    (),
                    ["--result=on-backdrop"],
                    ["--edge=0.5", "--result=on-backdrop"],
                    ["--edge=3", "--result=on-backdrop"],
                    ["--result=overlay"],
                ],
                ("picture",),
            ),
            (
                "cut-out-scribbles",
                {"scribbles": "strokes", "backdrop": "backdrop"},
                [(), ["--result=on-backdrop"]],
                ("picture", "strokes"),
            ),
            (
                "refine-edge",
                {"edge": "region", "backdrop": "backdrop"},
                [["--radius=3"], ["--radius=3", "--result=on-backdrop"], ["--radius=3", "--shift=-30"]],
                ("picture", "region"),
            ),
            ("clean-edge-colours", {"edge": "alpha"}, [(), ["--amount=50"]], ("picture", "alpha")),
            ("background-plate", {"edge": "alpha"}, [()], ("picture", "alpha")),
            (
                "make-trimap",
                {"region": "region"},
                [(), ["--no-smart"], ["--mode=lasso"]],
                ("picture", "region"),
            ),
        )
    ),
)


def sheets(photographs: Mapping[str, object]) -> Iterator[Sheet]:
    """The sheets that can be made from these photographs, for every operation that pictures alone can show.

    Operations without a sheet of their own, such as those of another package, are shown with every alternative of
    their choices, and so is every operation where the photographs are an artist's own.
    """
    known = [sheet for sheet in SHEETS if sheet.scene.photographs <= set(photographs)]
    yield from known
    for operation in registry.operations():
        if not any(sheet.operation == operation.id for sheet in known):
            for scene in _any_scenes(photographs):
                sheet = _plain(operation, scene)
                if sheet is not None:
                    yield sheet


def _any_scenes(photographs: Mapping[str, object]) -> list[Scene]:
    """Two scenes for operations on one layer."""
    known = [scene for scene in (scenes.FUR, scenes.ROCK) if scene.photographs <= set(photographs)]
    if known:
        return known
    shapes = [("ellipse", (0.25, 0.2, 0.75, 0.8))]
    return [
        Scene(
            file.rpartition(".")[0],
            {"picture": Photograph(file, 720), "region": Region("picture", shapes, 5)},
        )
        for file in list(photographs)[:2]
    ]


def _plain(operation: Operation, scene: Scene) -> Sheet | None:
    """A sheet of the defaults and of single changes; None if it needs more than one picture and a selection."""
    inputs: dict[str, str] = {}
    for entry in operation.inputs:
        if entry.optional and "selection" not in entry.kinds:
            continue
        if not SIMPLE & set(entry.kinds) or ("picture" in inputs.values() and "layer" in entry.kinds):
            return None
        inputs[entry.role] = "region" if "selection" in entry.kinds else "picture"
    if "picture" not in inputs.values() or operation.outputs[0].kind in ("path", "vector", "file"):
        return None
    runs: list[Sequence[str]] = [()]
    for parameter in operation.parameters:
        if parameter.needs:
            continue
        if isinstance(parameter, Choice):
            others = [option.id for option in parameter.options if option.id != parameter.default]
            runs += [[f"--{parameter.id}={option}"] for option in others[:ALTERNATIVES]]
        elif isinstance(parameter, Boolean):
            runs.append([f"--no-{parameter.id}" if parameter.default else f"--{parameter.id}"])
        elif isinstance(parameter, Number | Integer) and parameter.default:
            kind = int if isinstance(parameter, Integer) else float
            changed = [min(max(kind(parameter.default * by), parameter.minimum), parameter.maximum) for by in (0.5, 2)]
            runs += [[f"--{parameter.id}={value:g}"] for value in changed if value != parameter.default]
    before = ("picture", "region") if "region" in inputs.values() else ("picture",)
    return Sheet(operation.id, scene, inputs, runs, before)
