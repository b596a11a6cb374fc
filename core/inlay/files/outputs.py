"""From an operation's result to files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from inlay.arrays.warning import warn
from inlay.colour import convert, convert_samples
from inlay.colour.compositing import atop, over
from inlay.contract.language import _, known
from inlay.contract.outcomes import to_hide
from inlay.errors import InlayWarning, ParameterError
from inlay.files import formats, openraster, rendering, svg
from inlay.files.command_line.options import Request
from inlay.files.document import Document, Group, Layer, Metadata, Node, flat
from inlay.files.inputs.roles import Scene
from inlay.operations import job
from inlay.operations.declaration import Operation
from inlay.picture import CHANNELS, Picture, Space, with_alpha
from inlay.system import streams
from inlay.system.saving import Saving, twice

_DRAWINGS = ("path", "vector")
_NO_OUTPUT = _("Give --output FILE.")
_IN_DOCUMENT = (job.Layer, job.Group)


@dataclass(frozen=True)
class Written:
    """A file that was written: which kind of output it holds, and where that lies on the canvas."""

    kind: str
    path: Path
    name: str = ""
    x: int = 0
    y: int = 0

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "path": str(self.path), "name": self.name, "x": self.x, "y": self.y}


def check_outputs(operation: Operation, request: Request) -> None:
    """Refuse the names of outputs before anything is computed.

    None is needed where a parameter names a file that is written.

    Raises
    ------
    ParameterError
        If one is missing, has no suffix that fits what it would hold, or is given twice.
    FileError
        If a file cannot be written.
    """
    if request.output is None and not request.files and _kinds(operation):
        raise ParameterError(_("There is no output."), _NO_OUTPUT)
    if request.output is None and request.also:
        raise ParameterError(_("There is an output for a further result alone."), _NO_OUTPUT)
    for path in request.targets:
        if path not in request.files:
            _check_suffix(operation, path, request.layer_only)
    targets = [formats.check_target(path) for path in request.targets if path != streams.STREAM]
    if len(targets) < len(request.targets):
        streams.check_output()
        targets += [path for path in request.targets if path == streams.STREAM]
    for target in targets:
        if targets.count(target) > 1:
            raise twice(target)


def _kinds(operation: Operation) -> list[str]:
    return [output.kind for output in operation.outputs if output.kind != "file"]


def _check_suffix(operation: Operation, path: Path, layer_only: bool) -> None:
    kinds = _kinds(operation)
    if not kinds or path == streams.STREAM:
        return
    if all(kind in _DRAWINGS for kind in kinds) and path.suffix.lower() != ".svg":
        raise ParameterError(
            _("{path} is not an SVG file's name.", path=path),
            _("{operation} yields a drawing: .svg.", operation=known(operation.name)),
        )
    if kinds[0] in _DRAWINGS and path.suffix.lower() == ".svg":
        return
    format = formats.by_suffix(path)
    if format is formats.OPENRASTER and (layer_only or kinds[0] not in ("layer", "group")):
        raise ParameterError(
            _("{path} would hold one picture only.", path=path),
            _("Give the name of a PNG or TIFF file, or leave out --layer-only."),
        )


def write(
    results: Sequence[tuple[job.Result, Path | None]], scene: Scene, saving: Saving, layer_only: bool = False
) -> list[Written]:
    """Write every output of one or more results; all of them or none.

    The first output of a result gets the name that the result comes with, the others are written beside it. Through
    a pipe goes the first one alone. Files that parameters name are those of the first result.

    A PNG, TIFF, JPEG or WebP file gets the layers composed on the canvas (on nothing where the operation works on a
    layer alone), or with `layer_only` the first one alone, as small as it is;
    an OpenRaster file gets all layers of the canvas's file and the new ones among them. Masks, selections and
    channels become gray pictures as large as the canvas, paths and drawings SVG.
    """
    written: list[Written] = []
    for number, (result, output) in enumerate(results):
        outcomes = [found for found in result.outputs if not (number and isinstance(found, job.File))]
        if output is None and not all(isinstance(found, job.File) for found in outcomes):
            raise ParameterError(_("There is no output."), _NO_OUTPUT)
        written += _write(outcomes, scene, output, saving, layer_only)
    saving.commit()
    return written


def _write(
    outcomes: Sequence[job.Outcome], scene: Scene, output: Path | None, saving: Saving, layer_only: bool
) -> list[Written]:
    written: list[Written] = []
    names = _Names(output or Path("output.png"), scene.canvas)
    arriving = [found for found in outcomes if isinstance(found, _IN_DOCUMENT)]
    remaining = list(outcomes)
    if output is not None and arriving and isinstance(outcomes[0], _IN_DOCUMENT):
        layered = output.suffix.lower() in formats.OPENRASTER.suffixes
        first = arriving if layered else arriving[:1]
        if layered:
            saving.write(output, _document(scene, arriving, output))
        else:
            picture = alone(arriving[0], scene) if layer_only else composed(arriving[0], scene)
            formats.save(saving, picture, scene.document.metadata, output, offset=layer_only)
        written += [_written(found, output) for found in first]
        names.taken.add(output)
        remaining = [found for found in outcomes if not any(found is one for one in first)]
    for found in remaining:
        if output == streams.STREAM and output in names.taken and not isinstance(found, job.File):
            message = _("One picture goes through the pipe; the {kind} is left out.", kind=kind_of(found))
            warn(InlayWarning("output", message, _("Give --output the name of a file.")))
            continue
        path = streams.named(found.path) if isinstance(found, job.File) else names.next(found)
        _save(found, scene, path, saving)
        written.append(_written(found, path))
    return written


class _Names:
    """Names for the outputs: the given one first, then others with a suffix that says what they hold."""

    def __init__(self, output: Path, canvas: job.Document) -> None:
        self.output = output
        self.canvas = canvas
        self.taken: set[Path] = set()

    def next(self, output: job.Outcome) -> Path:
        suffix, own = self._suffix(output), self.output.suffix.lower()
        flat = {name for format in formats.FORMATS if format is not formats.OPENRASTER for name in format.suffixes}
        candidate = self.output
        fits = self.output == streams.STREAM or own == suffix or (suffix in flat and own in flat)
        if self.taken or not fits:
            number = 1
            while candidate == self.output or candidate in self.taken:
                counter = f"-{number}" if number > 1 else ""
                candidate = self.output.with_name(f"{self.output.stem}-{kind_of(output)}{counter}{suffix}")
                number += 1
        self.taken.add(candidate)
        return candidate

    def _suffix(self, output: job.Outcome) -> str:
        if isinstance(output, job.Path | job.Vector):
            return ".svg"
        if isinstance(output, job.Group):
            return ".ora"
        return ".tif" if self.canvas.space.dtype.kind == "f" else ".png"


def kind_of(output: job.Outcome) -> str:
    """What a declaration calls the kind of an outcome."""
    return {
        job.Layer: "layer",
        job.Group: "group",
        job.LayerMask: "layer-mask",
        job.Selection: "selection",
        job.Channel: "channel",
        job.Path: "path",
        job.Vector: "vector",
        job.File: "file",
    }[type(output)]


def _written(output: job.Outcome, path: Path) -> Written:
    picture = output.picture if isinstance(output, job.Layer) else None
    name = getattr(output, "name", "")
    return Written(kind_of(output), path, name, picture.x if picture else 0, picture.y if picture else 0)


def _save(output: job.Outcome, scene: Scene, path: Path, saving: Saving) -> None:
    """Write a file for one output on its own."""
    if isinstance(output, job.File):
        saving.write(path, output.content)
    elif isinstance(output, job.Path):
        saving.write(path, svg.of_path(output, scene.canvas))
    elif isinstance(output, job.Vector):
        saving.write(path, svg.of_vector(output, scene.canvas))
    elif isinstance(output, job.Group):
        nodes = (_node(output, scene),)
        document = Document(scene.canvas.width, scene.canvas.height, scene.canvas.space, nodes)
        saving.write(path, openraster.encode(document, rendering.visible(replace(document, layered=True))))
    elif isinstance(output, job.Layer):
        formats.save(saving, alone(output, scene), scene.document.metadata, path, offset=True)
    else:
        resolution = scene.document.metadata.resolution
        formats.save(saving, mask(output, scene), Metadata(resolution=resolution), path)


def mask(output: job.Selection | job.LayerMask | job.Channel, scene: Scene) -> Picture:
    """A mask, selection or channel as a gray picture as large as the canvas."""
    picture = _combined(output, scene) if isinstance(output, job.Selection) else output.picture
    if picture.space.dtype.kind == "f" and scene.canvas.space.dtype.kind == "u":
        # Coverage is finer than a picture of 8 bits; 16 bits keep it, and every program reads them.
        deep = replace(picture.space, dtype=np.dtype(np.uint16))
        picture = convert(picture, deep)
    return picture.crop(scene.canvas.box)


def _combined(selection: job.Selection, scene: Scene) -> Picture:
    """A new selection together with the one that was given."""
    new = selection.picture.crop(scene.canvas.box)
    old = next(
        (found for found in scene.images.values() if isinstance(found, Picture) and found.space.model == "MASK"), None
    )
    if selection.mode == "replace" or old is None:
        return new
    a = convert_samples(old.crop(scene.canvas.box).pixels, np.float32)
    b = convert_samples(new.pixels, np.float32)
    joint = {"add": np.maximum(a, b), "subtract": np.clip(a - b, 0, 1), "intersect": np.minimum(a, b)}[selection.mode]
    return replace(new, pixels=convert_samples(joint, new.space.dtype))


def _masked(layer: job.Layer) -> Picture:
    """A layer's picture with its mask multiplied into its opacity."""
    picture = layer.picture
    if not picture.has_alpha:
        picture = convert(picture, replace(picture.space, model=with_alpha(picture.space.model)))
    if layer.mask is None:
        return picture
    mask = convert_samples(layer.mask.crop(picture.box).pixels, np.float32)
    alpha = convert_samples(picture.pixels[..., -1], np.float32) * mask
    pixels = picture.pixels.copy()
    pixels[..., -1] = convert_samples(alpha, picture.space.dtype)
    return replace(picture, pixels=pixels)


def _node(output: job.Layer | job.Group, scene: Scene) -> Node:
    home = scene.home(output.of) if output.stands_in else None
    node = _group(output, scene) if isinstance(output, job.Group) else _layer(output, scene)
    return node if home is None else replace(node, opacity=home.opacity, mode=home.mode)


def _group(output: job.Group, scene: Scene) -> Group:
    return Group(output.name, tuple(_node(child, scene) for child in output.children))


def _layer(output: job.Layer, scene: Scene) -> Layer:
    picture = replace(_masked(replace(output, picture=standing(output, scene).whole)), name=output.name)
    mode = "svg:src-over" if output.mode == "normal" else f"svg:{output.mode}"
    return Layer(output.name, lambda: picture, output.visible, output.opacity, mode)


def standing(layer: job.Layer, scene: Scene) -> job.Layer:
    """The same layer on all of the one that it stands for, which may have been read in part, or may not be there."""
    home = None if layer.onto is None else scene.home(layer.of)
    if home is None:
        return replace(layer, onto=None)
    onto = convert(rendering.alone(scene.document, home), scene.canvas.space)
    return replace(layer, onto=onto.with_opacity)


def seen(result: job.Result, scene: Scene) -> Document:
    """What a flat file of a result would show, as a document of one layer: for an operation that goes on with it.

    Raises
    ------
    ParameterError
        If its first output is no picture.
    """
    first = result.outputs[0] if result.outputs else None
    if isinstance(first, _IN_DOCUMENT):
        picture = composed(first, scene)
    elif isinstance(first, job.LayerMask | job.Selection | job.Channel):
        gray = mask(first, scene)
        picture = replace(gray, pixels=gray.pixels[..., np.newaxis], space=Space("GRAY", gray.space.dtype))
    else:
        raise ParameterError(_("What comes of it is no picture."), _("Let no other step follow."))
    return flat(picture, scene.document.metadata, scene.document.format, scene.document.path)


def alone(output: job.Layer | job.Group, scene: Scene) -> Picture:
    """The new layer as it is, or a group composed on nothing."""
    if isinstance(output, job.Layer):
        return _masked(output)
    return rendering.compose_nodes([_node(output, scene)], scene.canvas.space, scene.canvas.box, lambda node: True)


def composed(output: job.Layer | job.Group, scene: Scene) -> Picture:
    """The result on what it was made for, on values as they are stored."""
    if isinstance(output, job.Layer) and output.mode == "normal":
        picture = _masked(output)
    else:
        picture = rendering.compose_nodes(
            [_node(output, scene)], scene.canvas.space, scene.canvas.box, lambda node: True
        )
    inside = picture.crop(picture.box.intersect(scene.canvas.box))
    below = scene.base if scene.composed else _nothing(scene)
    pixels = atop(inside, below) if scene.covers and below.has_alpha else over(inside, below)
    return replace(below, pixels=pixels)


def _nothing(scene: Scene) -> Picture:
    """A transparent picture as large as the canvas."""
    space = scene.canvas.space
    shape = scene.canvas.height, scene.canvas.width, CHANNELS[space.model]
    return Picture(np.zeros(shape, space.dtype), space=space)


def _document(scene: Scene, arriving: Sequence[job.Layer | job.Group], path: Path) -> bytes:
    """The canvas's file with the new layers in it."""
    layers: Sequence[Node] = scene.document.layers
    if not scene.document.layered:
        base = scene.base
        layers = (Layer(scene.document.path.stem, lambda: base),)
        if scene.covers:
            scene = replace(scene, nodes={output.of: [layers[0]] for output in arriving})
    anchors = {role: served[-1] for role, served in scene.nodes.items()}
    for output in arriving:
        node = _node(output, scene)
        anchor = anchors.get(output.of) or next(iter(anchors.values()), None)
        layers = (*layers, node) if output.place == "top" or anchor is None else _beside(layers, anchor, node, output)
        if output.place == "above":
            anchors[output.of] = node
    layers = _without(layers, [role for output in arriving for role in _hides(output)], scene)
    space = openraster.space_for(scene.canvas.space)
    if space.dtype != scene.canvas.space.dtype:
        formats.warn_of_depth(scene.canvas.space.dtype, formats.OPENRASTER, path)
    if space.model != scene.canvas.space.model:
        formats.warn_of_colours(scene.canvas.space.model, formats.OPENRASTER, path)
    canvas = scene.canvas
    document = replace(scene.document, width=canvas.width, height=canvas.height, layers=layers, space=space)
    document = replace(document, render=None, layered=True)
    return openraster.encode(document, rendering.visible(document))


def _beside(layers: Sequence[Node], anchor: Node, node: Node, output: job.Layer | job.Group) -> Sequence[Node]:
    found: list[Node] = []
    for layer in layers:
        if layer is anchor:
            found += [node, layer] if output.place == "below" else [layer, node]
        elif isinstance(layer, Group):
            found.append(_with_children(layer, _beside(layer.children, anchor, node, output)))
        else:
            found.append(layer)
    return tuple(found)


def _hides(output: job.Layer | job.Group) -> Iterator[str]:
    if isinstance(output, job.Layer):
        yield from output.hides
    else:
        for child in output.children:
            yield from _hides(child)


def _without(layers: Sequence[Node], roles: Sequence[str], scene: Scene) -> Sequence[Node]:
    """The same layers; those that are hidden with these roles are invisible."""
    return _hidden(
        layers, to_hide(roles, {role: [id(node) for node in served] for role, served in scene.nodes.items()})
    )


def _hidden(layers: Sequence[Node], hidden: Sequence[int]) -> Sequence[Node]:
    found: list[Node] = []
    for layer in layers:
        if id(layer) in hidden:
            found.append(replace(layer, visible=False))
        elif isinstance(layer, Group):
            found.append(_with_children(layer, _hidden(layer.children, hidden)))
        else:
            found.append(layer)
    return tuple(found)


def _with_children(group: Group, children: Sequence[Node]) -> Group:
    """The same object where nothing changed: nodes are told apart by identity."""
    unchanged = len(children) == len(group.children) and all(
        a is b for a, b in zip(children, group.children, strict=True)
    )
    return group if unchanged else replace(group, children=children)
