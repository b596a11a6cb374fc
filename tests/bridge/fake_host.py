"""The smallest host there is: documents that are byte stores with layers, a selection and a canvas."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field

from plugins.bridge import client, installation, request

from inlay import __version__
from inlay.contract import job, outcomes, protocol
from inlay.contract.boxes import Box
from inlay.contract.errors import InlayError
from inlay.contract.planes import CHANNELS, SAMPLE_BYTES, Encoding
from inlay.operations import registry


def installed(folder):
    """What ``installation.json`` would hold had Inlay been installed into the interpreter that runs the tests."""
    operations = folder / "operations.json"
    operations.write_text(json.dumps(registry.table()))
    assert "sample-everything" in operations.read_text(), "install tests/sample into the test environment"
    log = folder / "log" / "worker.log"
    return installation.Installation(sys.executable, str(operations), str(log), __version__, protocol.VERSION)


@dataclass
class Raster:
    """Samples at a place on the canvas; outside they are zero."""

    box: Box
    model: str
    type: str
    data: bytes

    @property
    def pixel_bytes(self):
        return CHANNELS[self.model] * SAMPLE_BYTES[self.type]

    def read(self, box):
        """The bytes of any box of the canvas."""
        inside = self.box.intersect(box)
        result = bytearray(box.area * self.pixel_bytes)
        count = inside.width * self.pixel_bytes
        for y in range(inside.y, inside.bottom):
            start = ((y - self.box.y) * self.box.width + inside.x - self.box.x) * self.pixel_bytes
            target = ((y - box.y) * box.width + inside.x - box.x) * self.pixel_bytes
            result[target : target + count] = self.data[start : start + count]
        return bytes(result)


@dataclass
class Layer:
    name: str
    raster: Raster
    mask: Raster | None = None
    visible: bool = True


@dataclass
class Group:
    name: str
    children: list = field(default_factory=list)


@dataclass
class Document:
    """A canvas with layers, bottom to top."""

    width: int
    height: int
    model: str = "RGBA"
    type: str = "u8"
    masks: str = "u8"
    transfer: str = "perceptual"
    profile: bytes | None = None
    layers: list = field(default_factory=list)
    active: Layer | None = None
    selection: Raster | None = None
    channels: dict = field(default_factory=dict)
    paths: dict = field(default_factory=dict)
    vectors: dict = field(default_factory=dict)

    @property
    def box(self):
        return Box(0, 0, self.width, self.height)

    def add(self, name, box, data):
        layer = Layer(name, Raster(box, self.model, self.type, data))
        self.layers.append(layer)
        self.active = layer
        return layer


class Host:
    """Runs operations on a document through a worker, the way an adapter does."""

    def __init__(self, worker, operations):
        self.worker = worker
        self.operations = {operation.id: operation for operation in operations}

    def run(self, document, name, values=None, progress=lambda fraction, doing: None):
        """Run an operation, every input found in its first way, and insert what it yields."""
        operation, values = self.operations[name], values or {}
        images, described = self.read(document, operation, values)
        try:
            found = client.run(self.worker, request.job(operation, values, images, described), progress)
            for output in found.outputs:
                self._insert(document, output)
            self.worker.folder.discard(found.planes())
            return found
        finally:
            for plane in _flat(images.values()):
                plane.remove()

    def read(self, document, operation, values):
        """The planes of every role, and the document's description."""
        folder = self.worker.folder
        profile = None if document.profile is None else folder.profile(document.profile)
        selection = document.selection
        boxes = request.frame(operation, document.box, document.active.raster.box, selection and selection.box, values)
        images = {}
        for entry in operation.inputs:
            way, box = entry.ways[0], boxes[entry.role]
            if way == "layers":
                images[entry.role] = [
                    self._plane(layer.raster, layer.raster.box, document, profile, layer.name)
                    for layer in document.layers
                ]
            elif way == "selection":
                images[entry.role] = selection and self._plane(selection, box or document.box, document, profile)
            else:
                layer = self._find(document, way)
                images[entry.role] = self._plane(layer.raster, box or layer.raster.box, document, profile, layer.name)
        space = Encoding(document.model, document.type, document.transfer, profile)
        described = job.Document(document.width, document.height, space, document.masks)
        return images, described

    def _find(self, document, way):
        """The layer that serves a way. (This host composes nothing: what is below is the next layer.)"""
        if way in ("active", "item"):
            return document.active
        if way == "visible":
            return document.layers[-1]
        position = document.layers.index(document.active)
        if position == 0:
            raise InlayError("There is no layer below.", "Add one.", "input")
        return document.layers[position - 1]

    def _plane(self, raster, box, document, profile, name=""):
        encoding = Encoding(raster.model, raster.type, document.transfer, profile)
        plane = self.worker.folder.create(box, encoding, name)
        for band, offset, length in plane.bands(1 << 12):
            data = raster.read(band)
            assert len(data) == length
            plane.write(offset, data)
        return plane

    def _insert(self, document, output):
        match output:
            case outcomes.Layer() | outcomes.Group():
                position = document.layers.index(document.active) + 1
                document.layers.insert(position, self._layer(output))
                if getattr(output, "hides", ""):
                    document.active.visible = False
            case outcomes.LayerMask():
                document.active.mask = self._raster(output.plane)
            case outcomes.Selection():
                document.selection = self._raster(output.plane)
            case outcomes.Channel():
                document.channels[output.name] = self._raster(output.plane)
            case outcomes.Path():
                document.paths[output.name] = output.strokes
            case outcomes.Vector():
                document.vectors[output.name] = output.svg
            case outcomes.File():
                pass

    def _raster(self, plane):
        return Raster(plane.box, plane.encoding.model, plane.encoding.type, self.worker.folder.open(plane).read())

    def _layer(self, output):
        if isinstance(output, outcomes.Group):
            return Group(output.name, [self._layer(child) for child in output.children])
        return Layer(output.name, self._raster(output.plane), output.mask and self._raster(output.mask))


def _flat(images):
    for image in images:
        yield from _flat(image) if isinstance(image, list) else ([] if image is None else [image])
