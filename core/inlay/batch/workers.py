"""Workers: a local cluster, or those of a scheduler that runs elsewhere."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import resource_tracker
from tempfile import TemporaryDirectory
from typing import Any

from inlay.batch import dask
from inlay.batch.need import Layout
from inlay.batch.performing import perform
from inlay.batch.task import Task
from inlay.contract.language import _
from inlay.errors import ResourceError
from inlay.system.stopping import held

#: Seconds for a first answer of a scheduler, and for it to come back when it was lost.
_ANSWER = 15
_PATIENCE = 600
#: Seconds that local workers have to end.
_GRACE = 10
#: What is said of itself by whatever keeps a worker, once it keeps none.
_ENDED = "closed", "failed"


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
        self._cluster: Any = None
        self._client: Any = None
        self._ending = ExitStack()
        #: When there was a worker on this machine.
        self._seen = time.monotonic()

    def __enter__(self) -> Workers:
        try:
            if self._scheduler is None:
                self._start()
            self._connect()
        except BaseException as error:
            self.__exit__(type(error))
            raise
        return self

    def _start(self) -> None:
        """Start a cluster on this machine. Half of one cannot be ended at once, so that signals wait meanwhile."""
        folder = self._ending.enter_context(TemporaryDirectory(prefix="inlay-batch-"))
        # Also for those that come later, as replacements do.
        self._ending.enter_context(dask.quietly())
        with held(), _leaving_interrupts_to_this_thread():
            self._cluster = self._distributed.LocalCluster(
                n_workers=self.layout.workers,
                threads_per_worker=1,
                processes=True,
                # No data stays with a worker, and what a picture takes is compared with what is free.
                memory_limit=0,
                # Any free port for whoever asks whether it is well; no pages.
                dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False},
                silence_logs=logging.CRITICAL,
                preload="inlay.batch.preloading",
                local_directory=folder,
            )

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End what was begun here; after an error or a cancel without waiting for pictures that are worked on."""
        if kind is not None:
            self._end_at_once()
        with self._ending:
            for each in (self._client, self._cluster):
                if each is not None:
                    with contextlib.suppress(TimeoutError):
                        each.close(timeout=_GRACE)

    def _end_at_once(self) -> None:
        """End the processes on this machine, whatever they do: what they have not written whole is not there."""
        for nanny in [] if self._cluster is None else self._cluster.workers.values():
            nanny.auto_restart = False
            if nanny.pid is not None:
                with contextlib.suppress(OSError):
                    os.kill(nanny.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)

    def submit(self, tasks: Sequence[Task], retries: int, anew: bool) -> list[Any]:
        """Futures of the outcomes, in the order of the tasks."""
        words = {"threads": self.layout.threads, "anew": anew}
        return self._client.map(perform, tasks, pure=False, retries=retries, batch_size=1000, **words)

    def cancel(self, futures: Sequence[Any]) -> None:
        """Let what has not begun never begin."""
        if self._client.status == "running":
            self._client.cancel(list(futures), force=True)

    def reconnect(self) -> bool:
        """Whether the scheduler is there, after it was lost or not.

        Raises
        ------
        ResourceError
            If it does not come back.
        """
        if self._client.status == "running":
            return True
        if self._client.status == "closed":
            self._connect(_PATIENCE)
        return bool(self._client.status == "running")

    def adapt(self, layout: Layout) -> None:
        """Have as many workers as there is room for, now that what one takes has been measured."""
        if self._cluster is not None and layout.workers != self.layout.workers:
            self.layout = layout
            self._cluster.scale(layout.workers)

    def replace_lost(self) -> None:
        """Have new workers on this machine for those that ended and do not start again by themselves.

        Raises
        ------
        ResourceError
            If there has been none for long.
        """
        if self._cluster is None:
            return
        self._cluster.loop.add_callback(self._complete)
        if self._cluster.scheduler.workers:
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > _PATIENCE:
            raise ResourceError(
                _("No process can be started on this machine that works on pictures."),
                _("Close other programs, so that there is memory for them, and run this again to go on."),
            )

    def _complete(self) -> None:
        """Let the cluster start what it lacks; it would count among its workers what has not come to be one."""
        for name, nanny in list(self._cluster.workers.items()):
            if nanny.status.name in _ENDED:
                del self._cluster.workers[name]
        self._cluster.scale(self.layout.workers)

    @property
    def count(self) -> int:
        """How many there are at this moment."""
        return len(self._client.scheduler_info(n_workers=-1)["workers"])

    def _connect(self, patience: float = 0.0) -> None:
        address = self._cluster if self._cluster is not None else self._scheduler
        end = time.monotonic() + patience
        while True:
            try:
                self._client = self._distributed.Client(address, timeout=_ANSWER, set_as_default=False)
                break
            except (OSError, ValueError) as error:
                if isinstance(error, ValueError) or time.monotonic() >= end:
                    raise ResourceError(
                        _("No scheduler of Dask answers at {scheduler}.", scheduler=self._scheduler),
                        _("Check the address, such as tcp://10.0.0.1:8786, and that it runs. Run this again to go on."),
                    ) from error


@contextmanager
def _leaving_interrupts_to_this_thread() -> Iterator[None]:
    """Let threads and processes that begin inside never see Ctrl-C, which a terminal sends to all of them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # When that starts later, it lets Ctrl-C through.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
