"""The views of one host: what it says of them is taken in one thread, solved in another, and shown in a third.

Solving is the service's job thread: it comes here while no job waits. All that the threads share is guarded by the
lock that the service takes messages under.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

from inlay.contract import job as sent
from inlay.contract import views as contract
from inlay.contract.language import _
from inlay.contract.planes import Plane
from inlay.contract.protocol import AGAIN, Message
from inlay.contract.views import Opening, StrokePart
from inlay.errors import InlayError, InputError, ProtocolError, ResourceError
from inlay.worker.folder import Folder
from inlay.worker.host import Host
from inlay.worker.showing import Show
from inlay.worker.solving import Solve
from inlay.worker.view import View

#: Views that are open at the same time.
MOST_VIEWS = 64
Resolve = Callable[[sent.Job], sent.Job]


class Views:
    """The open views.

    Parameters
    ----------
    host : Host
    folder : Folder
    lock : Condition
        Is notified of everything that is new.
    resolve : callable
        Names the planes of a job that refers to those of earlier ones.
    """

    def __init__(self, host: Host, folder: Folder, lock: threading.Condition, resolve: Resolve) -> None:
        self._host = host
        self._folder = folder
        self._lock = lock
        self._resolve = resolve
        #: Those that could not be opened are errors: every later state is answered by it.
        self._views: dict[int, View | InlayError] = {}
        self.show = Show(host, lock, self.open)
        self.solve = Solve(host, folder, lock, self.open)

    def open(self) -> Iterator[View]:
        """Those that are open."""
        yield from (view for view in self._views.values() if isinstance(view, View))

    @property
    def are_open(self) -> bool:
        return any(self.open())

    def planes(self) -> list[Plane]:
        """All that they look at."""
        return [plane for view in self.open() for plane in view.opening.planes()]

    # What the listening thread does, under the lock.

    def leave(self) -> None:
        """The host has gone: close all."""
        for number in list(self._views):
            self._close(number)

    def receive(self, message: Message) -> None:
        """Take a message about a view.

        Raises
        ------
        ProtocolError
            If the view has no number. All else is answered.
        """
        number = contract.number_of(message, "view")
        try:
            if "open" in message:
                self._open(number, message["open"])
            elif "set" in message:
                self._set(number, message)
            elif "release" in message:
                self._release(number, message["release"])
            elif "close" in message:
                self._close(number)
            else:
                raise ProtocolError(_("A message says nothing of its view."), AGAIN)
        except InlayError as error:
            self._host.send(contract.failed(number, error, _sequence_of(message)))

    def named(self, message: Message) -> View:
        """The view whose result a job asks for.

        Raises
        ------
        InlayError
            If there is none.
        """
        return self._view(contract.number_of(message, "of_view"))

    def _open(self, number: int, record: object) -> None:
        if number in self._views:
            raise ProtocolError(
                _("View {number} is open already.", number=number), _("Give every view a number of its own.")
            )
        if len(self._views) >= MOST_VIEWS:
            raise ResourceError(_("Too many windows of Inlay are open."), _("Close some of them."))
        try:
            opening = Opening.from_json(record)
            self._views[number] = View(number, replace(opening, job=self._resolve(opening.job)), self._folder)
        except InlayError as error:
            self._views[number] = error
            raise
        self.show.start()

    def _set(self, number: int, message: Message) -> None:
        view = self._view(number)
        told = message.get("strokes", [])
        if not isinstance(told, list):
            raise ProtocolError(_("A view's strokes are not a list."), AGAIN)
        parts = [StrokePart.from_json(part) for part in told]
        view.take(contract.number_of(message, "sequence"), message["set"], parts)
        if view.failure is not None and view.workpiece is None:
            raise view.failure

    def _release(self, number: int, slot: object) -> None:
        view = self._views.get(number)
        if isinstance(view, View):
            view.slots.release(slot)

    def _close(self, number: int) -> None:
        view = self._views.pop(number, None)
        if isinstance(view, View):
            view.close()

    def _view(self, number: int) -> View:
        view = self._views.get(number)
        if view is None:
            raise InputError(_("View {number} is not open.", number=number), _("Close the window and open it again."))
        if isinstance(view, InlayError):
            raise view
        return view


def _sequence_of(message: Message) -> int | None:
    """The state that a message tells of, if it says so in words that can be repeated."""
    try:
        return contract.number_of(message, "sequence") if "sequence" in message else None
    except InlayError:
        return None
