"""A worker that only writes down what it is told of views; tests say what it answers."""

from types import SimpleNamespace

from inlay.contract import views
from inlay.contract.boxes import Box
from inlay.contract.declaration import Input, Operation, Output
from inlay.contract.job import Document, Job
from inlay.contract.parameter import Parameter
from inlay.contract.planes import Encoding
from inlay.contract.views import Frame, Opening

CANVAS = (400, 300)


class FakeWorker:
    """What of `plugins.bridge.client.Worker` a view calls."""

    def __init__(self):
        self.alive = True
        self.folder = SimpleNamespace(path="/planes")
        self.openings, self.states, self.strokes, self.released, self.closed = [], [], [], [], []
        self.finished = []

    def open(self, opening):
        self.openings.append(opening)
        return len(self.openings)

    def show(self, view, sequence, changes, strokes=()):
        self.states.append((sequence, dict(changes)))
        self.strokes.append(list(strokes))

    def release(self, view, slot):
        self.released.append(slot)

    def finish(self, view):
        self.finished.append(view)
        return 7

    def close_view(self, view):
        self.closed.append(view)

    @property
    def told(self):
        """All changes of the state, merged."""
        merged = {}
        for _, changes in self.states:
            merged |= changes
        return merged

    def answer(self, slot=0, sequence=None, view=None, **more):
        """A frame as the worker would send it."""
        sequence = self.states[-1][0] if sequence is None else sequence
        frame = Frame(slot, f"view-{slot}.rgb", sequence, 4, 3, 12, (0, 0, 4, 3), **more)
        return views.framed(len(self.openings) if view is None else view, frame)


def operation(*parameters, **more):
    """An operation on the active layer and the selection."""
    moving = {name: more.pop(name, ()) for name in ("displaced_by", "turned_by")}
    source = Input("source", ("layer",), "Source", "", active=True, **moving)
    region = Input("region", ("selection",), "Region", "")
    outputs = (Output("layer", "The result."),)
    return Operation("sample", "Sample", "", "A sample.", "", (), (source, region), parameters, outputs, **more)


def parameter(id, type, default, **more):
    return Parameter(label=id.title(), id=id, type=type, default=default, **more)


def opening(of):
    """A view of an operation without pictures."""
    space = Encoding("RGBA", "u8", "perceptual", None)
    return Opening(Job(of.id, of.defaults(), {}, Document(*CANVAS, space)))


BOX = Box(0, 0, *CANVAS)
