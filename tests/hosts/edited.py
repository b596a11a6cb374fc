"""What the editors edit by gradients: drawn layers, a soft selection, and every such operation once on them.

The layers lie in the editors at their places, as small as they are; the command line gets them as files as large as
the canvas. What is transparent must make no difference.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import tifffile
from tests.files.drawn import selected

SIZE = (60, 80)
DEPTHS = {"u8": np.uint8, "f32": np.float32}
#: Largest differences of float layers: the editors compose what is below in their own arithmetic.
TOLERANCE = 2e-5
COMMANDS = Path(__file__).parent / "commands.py"


class Edit(NamedTuple):
    """One run of an operation.

    Attributes
    ----------
    operation : str
        Its id.
    layers : dict
        The layers that serve for its roles, by name: one, or a list for a role of several.
    values : dict
        Parameters that are not left at their defaults.
    below : bool
        The role ``destination`` is what the editor shows below the active layer.
    region : bool
        Whether the soft selection is there.
    without : tuple of str
        Roles that are left out on purpose.
    """

    operation: str
    layers: dict[str, str | list[str]]
    values: Mapping[str, object] = MappingProxyType({})
    below: bool = False
    region: bool = True
    without: tuple[str, ...] = ()


FOX: dict[str, str | list[str]] = {"source": "Fox"}
PASTED: dict[str, str | list[str]] = {"source": "Fox", "destination": "Snow"}
EDITS = {
    "copy-paste": Edit("copy-paste", PASTED, {"x": 5, "y": -3}),
    "clone": Edit("seamless-clone", PASTED, {"x": -4}, below=True),
    "clone-stronger": Edit("seamless-clone", PASTED, {"gradients": "stronger", "per": "colour"}, region=False),
    "clone-monochrome": Edit("seamless-clone", PASTED, {"gradients": "monochrome", "boundary": "fixed", "x": -20}),
    "clone-in-lab": Edit("seamless-clone", PASTED, {"keep-source-colour": 40.0, "blend-space": "lab"}, below=True),
    "clone-protected": Edit("seamless-clone", PASTED, {"protect-texture": True, "optimal-boundary": True}),
    "match-below": Edit("match-below", PASTED, {"detail-size": 10.0, "tolerance": 40.0}, below=True),
    "paste-with-shadow": Edit("paste-with-shadow", PASTED, {"x": -4, "shadow": 150.0}, region=False),
    "swap-features": Edit("swap-features", {"first": "Fox", "second": "Snow"}),
    "heal-selection": Edit("heal-selection", {"source": "Snow"}, {"radius": 30}),
    "heal-sampling": Edit("heal-selection", {"source": "Snow", "sampling": "Fox"}, {"avoid-sampling": True}),
    "heal-nearby": Edit("heal-selection", {"source": "Snow"}, {"fill": "found", "radius": 30}),
    "fill-transparent": Edit("fill-transparent-parts", FOX, region=False),
    "fill-selected": Edit("fill-transparent-parts", FOX, {"up-to": "layer", "mirrored": True}),
    "heal-thin-plate": Edit("heal-selection", {"source": "Snow"}, {"fill": "thin-plate"}),
    "make-tileable": Edit("make-tileable", {"source": "Snow"}, {"direction": "horizontally"}),
    "merge-layers": Edit("merge-layers", {"layers": ["Snow", "Fox"]}, region=False),
    "flatten-texture": Edit("flatten-texture", FOX, {"threshold": 8.0}),
    "flatten-canny": Edit("flatten-texture", FOX, {"threshold": 10.0, "edges": "canny", "scale": 0.5}),
    "relight": Edit("relight", FOX, {"shadows": 80.0}),
    "relight-gradients": Edit("relight", FOX, {"by": "gradients", "strength": 120.0}),
    "recolour": Edit("recolour", FOX),
    "recolour-factors": Edit("recolour", FOX, {"by": "factors", "red": 1.7, "green": 0.4, "blue": 0.9}),
    "isolate-colour": Edit("isolate-colour", FOX, {"weights": "rec601"}),
    "tone-gradients": Edit("tone-gradients", {"source": "Snow"}, region=False),
    "sharpen-gradients": Edit("sharpen-gradients", FOX, {"gain": 2.5}),
    "show-channels": Edit("show-channels", FOX, {"channels": "gray"}),
    "show-gradients": Edit("show-gradients", FOX, {"scale": 0.5}),
    "rebuild": Edit("rebuild-from-gradients", {"across": "Across", "down": "Down", "colours": "Snow"}),
    "rebuild-alone": Edit(
        "rebuild-from-gradients",
        {"across": "Across", "down": "Down"},
        {"scale": 2.0},
        region=False,
        without=("colours",),
    ),
    "harmonise": Edit("harmonise", PASTED, {"surroundings": 12, "strength": 80.0}, below=True),
    "harmonise-gradients": Edit("harmonise", PASTED, {"model": "gradient-domain"}),
}
#: What runs on layers in floating point as well.
DEEP = ("clone", "swap-features", "merge-layers", "relight", "tone-gradients", "show-gradients", "rebuild", "harmonise")
RUNS = [(name, "u8") for name in EDITS] + [(name, "f32") for name in DEEP]
#: One run of everything, for GIMP: it takes more than a second for each.
SECOND = (
    "clone-monochrome",
    "heal-nearby",
    "heal-thin-plate",
    "fill-selected",
    "flatten-canny",
    "recolour-factors",
    "relight-gradients",
    "harmonise-gradients",
)
ONCE = [(name, depth) for name, depth in RUNS if name not in SECOND]


class Layer(NamedTuple):
    """A layer that an editor or the command line holds: straight samples in the order red, green, blue, opacity."""

    name: str
    x: int
    y: int
    pixels: np.ndarray

    def on_canvas(self) -> np.ndarray:
        """Its pixels on a transparent canvas."""
        canvas = np.zeros((*SIZE, 4), self.pixels.dtype)
        top, left = max(self.y, 0), max(self.x, 0)
        part = self.pixels[top - self.y : SIZE[0] - self.y, left - self.x : SIZE[1] - self.x]
        canvas[top : top + part.shape[0], left : left + part.shape[1]] = part
        return canvas


def write(folder: Path, run: Callable[[str, Path], object], runs: Sequence[tuple[str, str]] = RUNS) -> None:
    """Write the layers, the selection and the edits, and what the command line makes of them.

    Parameters
    ----------
    run : callable
        Runs a program of Inlay's own Python in a folder.
    runs : sequence of tuple of str
        Edits and depths.
    """
    folder.mkdir()
    coverage = selected(np.rint(255 * _disc(43, 27, 27, 21)).astype(np.uint8))
    (coverage.astype(np.float32) / np.float32(255)).tofile(folder / "region.f32")
    for depth, dtype in DEPTHS.items():
        (folder / depth).mkdir()
        tifffile.imwrite(folder / depth / "region.tif", coverage)
        for layer in _drawn(dtype):
            layer.pixels.tofile(folder / depth / f"{layer.name}.raw")
            options: dict[str, Any] = {"photometric": "rgb", "extrasamples": ["unassalpha"]}
            tifffile.imwrite(folder / depth / f"{layer.name}.tif", layer.on_canvas(), **options)
    places = {
        layer.name: [layer.x, layer.y, layer.pixels.shape[1], layer.pixels.shape[0]] for layer in _drawn(np.uint8)
    }
    edits = {name: {**edit._asdict(), "values": dict(edit.values)} for name, edit in EDITS.items()}
    (folder / "edits.json").write_text(json.dumps({"size": SIZE[::-1], "places": places, "edits": edits, "runs": runs}))
    shutil.copy(COMMANDS, folder)
    run("import runpy; runpy.run_path('commands.py')", folder)


def _drawn(dtype: type) -> list[Layer]:
    """The layers from the bottom: a landscape, a soft thing in it, and two layers of gradients."""
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    random = np.random.default_rng(7)
    snow = [0.55 + 0.2 * np.sin(x / (9 + k)) + 0.15 * np.cos(y / (7 - k) + x / 30) for k in range(3)]
    fox = [0.5 + 0.25 * np.sin(x / (4 + k) + k) * np.cos(y / (6 - k)) + 0.15 * (x > 42) for k in range(3)]
    waves = [0.5 + 0.04 * np.sin(x / 5 + y / 11 + k) for k in range(3)]
    steps = [0.5 + 0.03 * np.cos(x / 12 - y / 4 + k) for k in range(3)]
    soft = np.rint(255 * _disc(40, 29, 30, 24)) / 255
    layers = [("Snow", snow, np.ones(SIZE)), ("Fox", fox, soft), ("Down", steps, soft), ("Across", waves, soft)]
    found = []
    for name, planes, opacity in layers:
        noise = random.uniform(-0.04, 0.04, (*SIZE, 3)) if name in ("Snow", "Fox") else 0
        colours = np.stack(planes, axis=-1) + noise
        if dtype == np.float32 and name in ("Snow", "Fox"):
            # A light above white.
            colours *= 1 + 2 * _disc(50, 20, 9, 9)[..., None]
        pixels = np.dstack([colours, opacity])
        pixels = np.rint(255 * np.clip(pixels, 0, 1)) if dtype == np.uint8 else pixels
        rows, columns = (np.flatnonzero(opacity.any(axis=axis)) for axis in (1, 0))
        box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        pixels = np.where(opacity[..., None] > 0, pixels, 0).astype(dtype)[box]
        found.append(Layer(name, int(columns[0]), int(rows[0]), np.ascontiguousarray(pixels)))
    return found


def _disc(x: float, y: float, width: float, height: float) -> np.ndarray:
    """One in the middle of an ellipse, falling to zero at its border."""
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    return np.clip(2.5 * (1 - np.hypot((columns - x) / width, (rows - y) / height)), 0, 1)


def held(folder: Path, name: str, depth: str, who: str, order: str = "RGBA") -> list[Layer]:
    """The layers of one edit that an editor, or the command line, has kept; from the bottom."""
    place = folder / depth / f"{name}.{who}"
    raw = place.with_suffix(f".{who}.raw").read_bytes()
    layers, start = [], 0
    for told in json.loads(place.with_suffix(f".{who}.json").read_text()):
        x, y, width, height = told["box"]
        count = width * height * 4
        samples = np.frombuffer(raw, DEPTHS[depth], count, start).reshape(height, width, 4)
        start += samples.nbytes
        layers.append(Layer(told["name"], x, y, samples[..., [order.index(letter) for letter in "RGBA"]]))
    return layers


def differences(found: Sequence[Layer], expected: Sequence[Layer]) -> str:
    """How layers differ from the command line's; empty if they do not."""
    names, wanted = [layer.name for layer in found], [layer.name for layer in expected]
    if names != wanted:
        return f"{names} instead of {wanted}"
    for one, other in zip(found, expected, strict=True):
        a, b = one.on_canvas(), other.on_canvas()
        seen = b[..., 3] > 0
        if not seen.any() or not b[seen][:, :3].std(axis=0).all():
            return f"{other.name} is empty"
        worst = max(np.abs(a[seen] - b[seen].astype(float)).max(), np.abs(a[..., 3] - b[..., 3].astype(float)).max())
        if not worst <= (0 if a.dtype == np.uint8 else TOLERANCE * max(1, np.abs(b[seen]).max())):
            return f"{other.name} differs by {worst}"
    return ""
