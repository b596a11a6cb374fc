"""What the pointer and the keys do on a picture, whatever the toolkit: look around, part, drag, paint.

Places are those of the area that shows the picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Callable, Optional

from inlay.contract.views import LABELS

from . import handles
from .grips import Grip, grip_at
from .lens import Lens
from .view import View

LEFT, MIDDLE, RIGHT = 1, 2, 3
#: How near to the splitter or to a point the pointer takes hold of it, in units of the area.
REACH = 7.0
#: How much a step of the wheel or a key zooms.
STEP = 1.25
ARROWS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}

#: What a drag does with the pointer's place and its pressure, and whether the shift key is held.
Drag = Callable[[float, float, float, bool], None]


class Gestures:
    """Turns what the artist does on a picture into changes of its view.

    Parameters
    ----------
    view : View
    lens : Lens
        What the area shows.
    change : callable
        Takes the parameters that a drag has changed: the editor's own settings follow, and tell the view.
    pick : callable
        Takes the colour that is to be picked, and x and y on the canvas.

    Attributes
    ----------
    paints : bool
        Whether the left button paints: it moves the picture otherwise.
    picking : str
        The colour that the next click picks; empty for none.
    """

    def __init__(
        self,
        view: View,
        lens: Lens,
        change: Callable[[Mapping[str, Any]], object],
        pick: Callable[[str, float, float], object] = lambda name, x, y: None,
    ) -> None:
        self.view, self.lens = view, lens
        self._change, self._pick = change, pick
        self.paints = bool(view.operation.strokes)
        self.picking = ""
        self._space = False
        self._drag: Optional[Drag] = None
        self._at = (0.0, 0.0)

    @property
    def is_painting(self) -> bool:
        """Whether a stroke is under way."""
        return self._drag == self._paint

    def press(self, x: float, y: float, button: int, pressure: float = 1.0, shift: bool = False) -> None:
        """A button went down: begin what it does here."""
        self._at = (x, y)
        self._drag = self._begin(x, y, button, pressure, shift)

    def move(self, x: float, y: float, pressure: float = 1.0, shift: bool = False) -> bool:
        """The pointer moved; whether something is dragged."""
        if self._drag is None:
            return False
        self._drag(x, y, pressure, shift)
        self._at = (x, y)
        return True

    def release(self) -> None:
        self._drag = None

    def scroll(self, x: float, y: float, steps: float) -> None:
        """The wheel was turned: zoom about the pointer."""
        self.lens.zoom(x, y, STEP**steps)

    def pointer(self, x: float, y: float) -> str:
        """What a press of the left button would do here.

        ``pick``, ``pan``, ``split``, ``move``, ``scale``, ``turn`` or ``paint``.
        """
        if self.picking:
            return "pick"
        if self._space:
            return "pan"
        if self._is_at_splitter(x, y):
            return "split"
        if self._handle_at(x, y) is not None:
            return "move"
        grip = self._grip_at(x, y)
        if grip is not None:
            return "turn" if grip.turns else "scale"
        if self.paints:
            return "paint"
        return "pan" if self._offset_at(x, y) is None else "move"

    def key(self, name: str, control: bool = False, shift: bool = False) -> bool:
        """Act on a key that went down, by its name in small letters; False if it is none of ours."""
        if control:
            if name == "z" and self.is_painting:
                self._drag = None
            return self.view.key(name, True, shift)
        if name == "space":
            self._space = True
        elif name in ("+", "-", "="):
            self.scroll(self.lens.columns / 2, self.lens.rows / 2, -1 if name == "-" else 1)
        elif name == "0":
            self.lens.fit()
        elif name == "1":
            self.lens.zoom(self.lens.columns / 2, self.lens.rows / 2, 1 / self.lens.scale)
        elif name in ARROWS:
            return self._nudge(*ARROWS[name], 10 if shift else 1)
        elif name == "escape" and self.picking:
            self.picking = ""
        else:
            return self.view.key(name, False, shift)
        return True

    def key_released(self, name: str) -> None:
        """Act on a key that went up."""
        if name == "space":
            self._space = False
        self.view.key_released(name)

    def _begin(self, x: float, y: float, button: int, pressure: float, shift: bool) -> Drag | None:
        at, values = self.lens.to_canvas(x, y), self.view.state.parameters
        grip = self._grip_at(x, y)
        if button == MIDDLE or self._space or (shift and not self.paints and grip is None):
            return self._pan
        if self.picking:
            self._pick(self.picking, *at)
            return None
        if self._is_at_splitter(x, y):
            return self._split
        handle = self._handle_at(x, y)
        if handle is not None and button == RIGHT:
            self._change(handles.removed(handle, values))
            return None
        if handle is not None:
            return partial(self._move, handle)
        if grip is not None and button == LEFT:
            return partial(self._turn, grip)
        if self.paints:
            self.view.strokes.begin(*at, pressure, self._other_label() if button == RIGHT else None, shift)
            return self._paint
        return self._begin_moving(x, y) if button == LEFT else self._pan

    def _begin_moving(self, x: float, y: float) -> Drag:
        """Take hold of what is displaced, or set a point, or the picture itself where there is neither."""
        at, values = self.lens.to_canvas(x, y), self.view.state.parameters
        added = handles.added(self.view.operation, values, *at)
        if added is not None:
            changes, handle = added
            self._change(changes)
            return partial(self._move, handle)
        offset = self._offset_at(x, y)
        return self._pan if offset is None else partial(self._move, offset)

    def _pan(self, x: float, y: float, pressure: float, shift: bool) -> None:
        self.lens.pan(x - self._at[0], y - self._at[1])

    def _split(self, x: float, y: float, pressure: float, shift: bool) -> None:
        self.view.change(split=self.lens.to_canvas(x, y)[0])

    def _paint(self, x: float, y: float, pressure: float, shift: bool) -> None:
        self.view.strokes.go_on(*self.lens.to_canvas(x, y), pressure)

    def _move(self, handle: handles.Handle, x: float, y: float, pressure: float, shift: bool) -> None:
        self._change(handles.dragged(handle, self.view.state.parameters, *self.lens.to_canvas(x, y)))

    def _turn(self, grip: Grip, x: float, y: float, pressure: float, shift: bool) -> None:
        self._change(grip.dragged(*self.lens.to_canvas(x, y), in_steps=shift))

    def _nudge(self, dx: int, dy: int, step: int) -> bool:
        offset = handles.offset(self.view.operation, self.view.state.parameters, 0, 0)
        if offset is None:
            return False
        self._change(handles.dragged(offset, self.view.state.parameters, dx * step, dy * step))
        return True

    def _is_at_splitter(self, x: float, y: float) -> bool:
        split = self.view.state.split
        return split is not None and abs(self.lens.to_canvas(x, y)[0] - split) * self.lens.scale < REACH

    def _handle_at(self, x: float, y: float) -> handles.Handle | None:
        at, reach = self.lens.to_canvas(x, y), REACH / self.lens.scale
        return handles.handle_at(self.view.operation, self.view.state.parameters, *at, reach)

    def _grip_at(self, x: float, y: float) -> Grip | None:
        at, reach = self.lens.to_canvas(x, y), REACH / self.lens.scale
        piece = None if self.view.frame is None else self.view.frame.piece
        return grip_at(self.view.operation, self.view.state.parameters, piece, *at, reach)

    def _offset_at(self, x: float, y: float) -> handles.Handle | None:
        return handles.offset(self.view.operation, self.view.state.parameters, *self.lens.to_canvas(x, y))

    def _other_label(self) -> int:
        """What the right button paints: another label that is offered; after lines, or alone, it takes back."""
        painted = LABELS[self.view.strokes.label]
        others = [] if painted == "line" else [label for label in self.view.operation.strokes if label != painted]
        return LABELS.index(others[0] if others else "nothing")
