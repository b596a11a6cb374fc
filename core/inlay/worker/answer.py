"""From an operation's result to the outputs that the host is told of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

import numpy as np

from inlay.arrays.progress import Progress
from inlay.contract import outcomes
from inlay.contract.language import _
from inlay.contract.planes import Encoding, Plane
from inlay.errors import InlayError, ParameterError
from inlay.operations.job import (
    Channel,
    File,
    Group,
    Layer,
    LayerMask,
    Outcome,
    Path,
    Result,
    Selection,
    Stroke,
    Vector,
)
from inlay.picture import Picture, Space, with_alpha
from inlay.worker import planes
from inlay.worker.folder import Folder
from inlay.worker.request import Canvas

#: What a layer says in the same words here and there.
_SAME = ("name", "place", "of", "mode", "hides", "opacity", "deselects", "stands_in", "visible")
TELL = _("Tell who made the operation.")


class Writer:
    """Writes a result's pictures and files; removes what it wrote if anything fails on the way."""

    def __init__(self, canvas: Canvas, parameters: Mapping[str, Any], folder: Folder, progress: Progress) -> None:
        self._canvas = canvas
        self._parameters = parameters
        self._folder = folder
        self._progress = progress
        self._planes: list[FilePath] = []

    def write(self, result: Result) -> list[outcomes.Outcome]:
        """The outputs in order. Files named by parameters appear at the very end, all of them or none."""
        with self._folder.saving() as saving:
            try:
                outputs = [self._output(output) for output in result.outputs]
                for output in result.outputs:
                    if isinstance(output, File):
                        self._check_named(output)
                        saving.write(FilePath(output.path).absolute(), output.content)
                self._progress(0.0)
                saving.commit()
            except BaseException:
                for path in self._planes:
                    path.unlink(missing_ok=True)
                raise
        return outputs

    def _output(self, output: Outcome) -> outcomes.Outcome:
        match output:
            case Layer():
                plane = self._layer(output.part)
                mask = None if output.mask is None else self._mask(output.mask)
                further = {name: getattr(output, name) for name in _SAME}
                return outcomes.Layer(plane=plane, mask=mask, **further)
            case Group():
                children = [self._output(child) for child in output.children]
                return outcomes.Group(children, output.name, output.place, output.of, output.stands_in)
            case LayerMask():
                return outcomes.LayerMask(self._mask(output.picture), output.of, output.mode, output.hides)
            case Selection():
                return outcomes.Selection(self._mask(output.picture), output.mode)
            case Channel():
                return outcomes.Channel(self._mask(output.picture), output.name)
            case Path():
                return outcomes.Path([_stroke(stroke) for stroke in output.strokes], output.name)
            case Vector():
                return outcomes.Vector(output.svg, output.name, output.place, output.of)
            case File():
                return outcomes.File(output.path)
        raise InlayError(_("The operation yielded a {name}, which no host knows.", name=type(output).__name__), TELL)

    def _layer(self, picture: Picture) -> Plane:
        space = self._canvas.document.space
        return self._plane(picture, replace(space, model=with_alpha(space.model)), self._canvas.layers)

    def _mask(self, picture: Picture) -> Plane:
        encoding = self._canvas.masks
        space = Space("MASK", planes.DTYPES[encoding.type], picture.space.transfer)
        return self._plane(picture, space, encoding)

    def _plane(self, picture: Picture, space: Space, encoding: Encoding) -> Plane:
        if picture.space != space:
            from inlay import colour

            picture = colour.convert(picture, space)
        plane = planes.write(picture, encoding, self._folder, self._progress)
        self._planes.append(self._folder.path / plane.file)
        return plane

    def _check_named(self, output: File) -> None:
        if output.path not in self._parameters.values():
            raise ParameterError(
                _("The operation would write {path}, which no parameter names.", path=output.path), TELL
            )


def _stroke(stroke: Stroke) -> outcomes.Stroke:
    points = np.asarray(stroke.anchors, float).reshape(-1, 6)
    if not np.isfinite(points).all():
        raise InlayError(_("The operation yielded a path with points that are no numbers."), TELL)
    return outcomes.Stroke([tuple(point) for point in points.tolist()], bool(stroke.closed))
