"""Workers: those of a cluster on this machine, or of a scheduler that runs elsewhere."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from inlay.batch import dask
from inlay.batch.local import Local
from inlay.batch.need import Layout
from inlay.batch.performing import perform
from inlay.batch.task import Task
from inlay.contract.language import Message, _
from inlay.errors import ResourceError

#: Seconds for an answer of a scheduler, and for it to come back when it was lost.
_ANSWER = 15
_PATIENCE = 600
#: Seconds for taking leave.
_GRACE = 10


class Workers:
    """Somewhere to submit tasks. Use it as a context manager.

    Parameters
    ----------
    scheduler : str or None
        An address, such as ``tcp://10.0.0.1:8786``; None for a cluster on this machine, which ends with this.
    layout : Layout
        Of the cluster on this machine. Elsewhere its threads are those of one picture.
    """

    def __init__(self, scheduler: str | None, layout: Layout) -> None:
        self.layout = layout
        self._scheduler = scheduler
        self._distributed = dask.distributed()
        self._local = Local(layout.workers) if scheduler is None else None
        self._client: Any = None
        #: When the scheduler was lost.
        self._lost: float | None = None

    def __enter__(self) -> Workers:
        if self._local is not None:
            self._scheduler = self._local.__enter__().address
        try:
            self._client = self._connected()
        except (OSError, ValueError) as error:
            self.__exit__(type(error))
            raise self._unanswered() from error
        except BaseException as error:
            self.__exit__(type(error))
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End what was begun here; after an error or a cancel without waiting for pictures that are worked on."""
        try:
            if self._client is not None:
                with contextlib.suppress(Exception):
                    self._client.close(timeout=_GRACE)
        finally:
            if self._local is not None:
                self._local.__exit__(kind)

    def submit(self, tasks: Sequence[Task], retries: int, anew: bool) -> list[Any]:
        """Futures of the outcomes, in the order of the tasks."""
        words = {"threads": self.layout.threads, "anew": anew}
        return self._client.map(perform, tasks, pure=False, retries=retries, batch_size=1000, **words)

    def cancel(self, futures: Sequence[Any]) -> None:
        """Let what has not begun never begin."""
        # It may be lost at this moment.
        with contextlib.suppress(self._distributed.client.ClosedClientError):
            if self._client.status == "running":
                self._client.cancel(list(futures), force=True)

    def reconnect(self) -> bool:
        """Whether the scheduler is there, after it was lost or not.

        Raises
        ------
        ResourceError
            If it does not come back.
        """
        if self._client.status == "closed":
            with contextlib.suppress(OSError):
                self._client = self._connected()
        if self._client.status == "running":
            self._lost = None
            return True
        self._lost = self._lost or time.monotonic()
        if time.monotonic() > self._lost + _PATIENCE:
            raise self._unanswered()
        return False

    def adapt(self, layout: Layout) -> None:
        """Have as many workers as there is room for, now that what one takes has been measured."""
        if self._local is not None and layout.workers != self.layout.workers:
            self.layout = layout
            self._local.scale(layout.workers)

    def look_after(self) -> None:
        """Replace those on this machine that have ended.

        Raises
        ------
        ResourceError
            If there have been none for long.
        """
        if self._local is not None:
            self._local.look_after()

    def lack(self) -> Message | None:
        """Why nothing happens, if not because pictures are worked on."""
        unreachable = _("The scheduler does not answer; this waits for it.")
        if self._client.status != "running":
            return unreachable
        try:
            known = self._client.sync(self._client.scheduler.identity, n_workers=1, callback_timeout=_ANSWER)
        except OSError:
            return unreachable
        return None if known["workers"] else _("The scheduler has no workers; this waits for the first.")

    def _connected(self) -> Any:
        """A client; made by a thread, since Dask waits forever for the first word of a scheduler that is halted."""
        made: Future[Any] = Future()

        def make() -> None:
            try:
                client = self._distributed.Client(self._scheduler, timeout=_ANSWER, set_as_default=False)
            except BaseException as error:
                made.set_exception(error)
            else:
                made.set_result(client)

        threading.Thread(target=make, name="client", daemon=True).start()
        return made.result(2 * _ANSWER)

    def _unanswered(self) -> ResourceError:
        return ResourceError(
            _("No scheduler of Dask answers at {scheduler}.", scheduler=self._scheduler),
            _("Check the address, such as tcp://10.0.0.1:8786, and that it runs. Run this again to go on."),
        )
