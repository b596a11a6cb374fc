"""From an operation's result to the outputs that the host is told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

import numpy as np

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

TELL = "Tell who made the operation."


class Writer:
    """Writes a result's pictures and files; removes what it wrote if anything fails on the way."""

    def __init__(self, canvas: Canvas, parameters: Mapping[str, Any], folder: Folder, beat: Callable[[], None]) -> None:
        self._canvas = canvas
        self._parameters = parameters
        self._folder = folder
        self._beat = beat
        self._planes: list[FilePath] = []

    def write(self, result: Result) -> list[dict[str, Any]]:
        """The outputs in order. Files named by parameters appear at the very end, all of them or none."""
        with self._folder.saving() as saving:
            try:
                outputs = [self._output(output) for output in result.outputs]
                for output in result.outputs:
                    if isinstance(output, File):
                        self._check_named(output)
                        saving.write(FilePath(output.path).absolute(), output.content)
                self._beat()
                saving.commit()
            except BaseException:
                for path in self._planes:
                    path.unlink(missing_ok=True)
                raise
        return outputs

    def _output(self, output: Outcome) -> dict[str, Any]:
        match output:
            case Layer():
                record = {"kind": "layer", "name": output.name, "plane": self._layer(output.picture)}
                record |= {"place": output.place, "of": output.of, "mode": output.mode}
                if output.mask is not None:
                    record["mask"] = self._mask(output.mask)
                return record | ({"hides": output.hides} if output.hides else {})
            case Group():
                children = [self._output(child) for child in output.children]
                placed = {"place": output.place, "of": output.of}
                return {"kind": "group", "name": output.name, "children": children, **placed}
            case LayerMask():
                return {"kind": "layer-mask", "of": output.of, "plane": self._mask(output.picture)}
            case Selection():
                return {"kind": "selection", "mode": output.mode, "plane": self._mask(output.picture)}
            case Channel():
                return {"kind": "channel", "name": output.name, "plane": self._mask(output.picture)}
            case Path():
                strokes = [_stroke(stroke) for stroke in output.strokes]
                return {"kind": "path", "name": output.name, "strokes": strokes}
            case Vector():
                placed = {"place": output.place, "of": output.of}
                return {"kind": "vector", "name": output.name, "svg": output.svg, **placed}
            case File():
                return {"kind": "file", "path": output.path}
        raise InlayError(f"The operation yielded a {type(output).__name__}, which no host knows.", TELL)

    def _layer(self, picture: Picture) -> dict[str, Any]:
        space = self._canvas.document.space
        return self._plane(picture, replace(space, model=with_alpha(space.model)), self._canvas.layers)

    def _mask(self, picture: Picture) -> dict[str, Any]:
        dtype = planes.SAMPLE_TYPES[self._canvas.masks["type"]]
        return self._plane(picture, Space("MASK", dtype, picture.space.transfer), self._canvas.masks)

    def _plane(self, picture: Picture, space: Space, described: planes.Record) -> dict[str, Any]:
        if picture.space != space:
            from inlay import colour

            picture = colour.convert(picture, space)
        record = planes.write(picture, described, self._folder, self._beat)
        self._planes.append(self._folder.path / record["file"])
        return record

    def _check_named(self, output: File) -> None:
        if output.path not in self._parameters.values():
            raise ParameterError(f"The operation would write {output.path}, which no parameter names.", TELL)


def _stroke(stroke: Stroke) -> dict[str, Any]:
    points = np.asarray(stroke.anchors, float).reshape(-1, 6)
    if not np.isfinite(points).all():
        raise InlayError("The operation yielded a path with points that are no numbers.", TELL)
    return {"closed": bool(stroke.closed), "points": points.tolist()}
