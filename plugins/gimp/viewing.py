"""An operation that is seen while it is set: its pictures are read, a worker shows it, and at OK it is finished."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Callable, Optional

from gi.repository import Gegl, Gimp, GLib

from inlay.contract.declaration import Operation
from inlay.contract.errors import InlayError, InlayWarning
from inlay.contract.language import _
from inlay.contract.views import Opening

from ..bridge import client
from ..bridge.view import TICK, View
from . import arguments, display, inputs, task


class Viewing:
    """One call of an operation whose dialog is open.

    Parameters
    ----------
    operation : Operation
    image : Gimp.Image
    drawables : sequence of Gimp.Drawable
    config : Gimp.ProcedureConfig
        Its settings; the view follows them.

    Attributes
    ----------
    view : View or None
        What is shown; None until the pictures have been read for the first time.
    error : InlayError or None
        Why nothing new is shown.
    """

    def __init__(
        self,
        operation: Operation,
        image: Gimp.Image,
        drawables: Sequence[Gimp.Drawable],
        config: Gimp.ProcedureConfig,
    ) -> None:
        Gegl.init(None)
        self.operation, self.image, self.config = operation, image, config
        self._drawables = drawables
        self.view: Optional[View] = None
        self.error: Optional[InlayError] = None
        self._changed: Callable[[bool], object] = lambda has_frame: None
        self._worker = task.start_worker(image, operation, whole=True)
        self._reading: Optional[task.Reading] = None
        self._display = b""
        self._watch = self._timer = self._reopening = self._following = 0
        self._may_restart = True
        self._choosers = {name for entry in operation.inputs for name in arguments.names_of_input(entry)}

    def __enter__(self) -> Viewing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        self._worker.close()

    def demand_installed(self) -> None:
        """Ask the worker whether the operation can begin, before anything is shown.

        Raises
        ------
        InlayError
            With what is missing.
        """
        if self.operation.conditional:
            client.wait(self._worker, self._worker.ask(self.operation.id), lambda fraction, doing: None)

    def follow(self, widget: Any, changed: Callable[[bool], object]) -> None:
        """Begin, once the dialog is seen.

        Parameters
        ----------
        widget : Gtk.Widget
            Where the frames are shown.
        changed : callable
            Called when there is something new, with whether it is a frame.
        """
        self._changed = changed
        self._display = display.table(widget)
        self._following = self.config.connect("notify", self._configured)
        self._listen()
        self._reopening = GLib.idle_add(self._open, priority=GLib.PRIORITY_LOW)

    def touch(self) -> None:
        """Something was changed: the worker is told soon."""
        if not self._timer:
            self._timer = GLib.timeout_add(TICK, self._send)

    def finish(self) -> tuple[list[tuple[str, object]], Sequence[InlayWarning]]:
        """Insert the result of what is set now; as `task.perform`, which does it where nothing could be shown."""
        is_outdated = bool(self._reopening) or self._reading is None or not self._worker.alive
        self._stop()
        if self.view is None:
            return task.perform(self.operation, self.image, self._drawables, self.config)
        # What cannot be read is told now, and not the last that could be.
        values = arguments.values(self.operation, self.config, self.image)
        if is_outdated:
            self._read_again()
        assert self._reading is not None
        self.view.change(parameters=values)
        with task.progress(self.operation):
            return task.insert(self._reading, self._worker, self.view.finish())

    def _read_again(self) -> None:
        """Read what is chosen now, with a living worker, which is told all strokes again."""
        if not self._worker.alive:
            self._worker.close()
            self._worker = task.start_worker(self.image, self.operation, whole=True)
        elif self._reading is not None and self.view is not None:
            self.view.close()
        self._read()

    def _listen(self) -> None:
        """Hear the worker from GTK's own loop; where there is no descriptor to wait for, look now and then."""
        if self._worker.descriptor < 0:
            self._watch = GLib.timeout_add(TICK, self._hear)
        else:
            events = GLib.IOCondition.IN | GLib.IOCondition.HUP
            self._watch = GLib.io_add_watch(self._worker.descriptor, GLib.PRIORITY_DEFAULT, events, self._hear)

    def _open(self) -> bool:
        """Read the pictures and show them."""
        self._reopening = 0
        if self._reading is not None and self.view is not None:
            self.view.close()
        try:
            self._read()
            self.error = None
        except InlayError as error:
            self.error = error
        self._changed(False)
        return False

    def _read(self) -> None:
        self._reading = None
        folder = self._worker.folder
        reading = task.read(self.operation, self.image, self._drawables, self.config, folder, True)
        self._show(reading)
        self._reading = reading

    def _show(self, reading: task.Reading) -> None:
        folder = self._worker.folder
        around = inputs.surroundings(reading.document, self.operation, reading.sources, folder)
        shown = folder.keep(self._display, "display") if self._display else ""
        opening = Opening(reading.job, display=shown, **around)
        if self.view is None:
            self.view = View(self.operation, opening, self._worker)
        else:
            self.view.restart(opening, self._worker)
            self.view.change(parameters=dict(reading.job.parameters))
        self.touch()

    def _configured(self, config: Gimp.ProcedureConfig, changed: Any) -> None:
        if changed.name in self._choosers:
            self._reopening = self._reopening or GLib.idle_add(self._open, priority=GLib.PRIORITY_LOW)
        elif self.view is not None:
            self._tell()

    def _tell(self) -> None:
        assert self.view is not None
        try:
            self.view.change(parameters=arguments.values(self.operation, self.config, self.image))
            self.error = None
            self.touch()
        except InlayError as error:
            self.error = error
        self._changed(False)

    def _send(self) -> bool:
        """Tell the worker what is new, if it is time to; whether to be called again."""
        if self.view is None or self._reading is None or self.view.send():
            self._timer = 0
        return bool(self._timer)

    def _hear(self, *_: object) -> bool:
        """Take up what the worker says; whether it says more."""
        messages = self._worker.messages()
        if not self._worker.alive:
            self._watch = 0
            self._begin_again()
            return False
        if self.view is not None:
            has_frame = self.view.take(messages)
            if self.view.frame is not None and self.view.frame.done == 1:
                self._may_restart = True
            if self._timer:
                self._send()
            self._changed(has_frame)
        return True

    def _begin_again(self) -> None:
        """The worker has died: another one takes over, unless it dies before it has shown a finished picture."""
        self._worker.close()
        self._reading = None
        if not self._may_restart:
            self.error = InlayError(_("Nothing can be shown: the worker ended twice."), _("OK tries it once more."))
            self._changed(False)
            return
        self._may_restart = False
        self._worker = task.start_worker(self.image, self.operation, whole=True)
        self._listen()
        self._open()

    def _stop(self) -> None:
        """Let go of GTK's loop."""
        if self._following:
            self.config.disconnect(self._following)
        for source in (self._watch, self._timer, self._reopening):
            if source:
                GLib.source_remove(source)
        self._watch = self._timer = self._reopening = self._following = 0
