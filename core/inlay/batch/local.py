"""Workers on this machine: a cluster of Dask's that is looked after, since it gives up workers and starts none."""

from __future__ import annotations

import contextlib
import logging
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import resource_tracker
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from inlay.batch import dask
from inlay.contract.language import _
from inlay.errors import ResourceError
from inlay.system.stopping import held

if TYPE_CHECKING:
    from inlay.batch.keeper import Keeper

#: Seconds between two looks at the workers, and looks in a row at which there may be none: some minutes.
_PAUSE = 0.5
_PATIENCE = 1200
#: Seconds that workers have to end.
_GRACE = 10
#: What is said of itself by whoever keeps a worker and keeps none any more.
_ENDED = "closed", "failed"


class Local:
    """A cluster on this machine. Use it as a context manager.

    Parameters
    ----------
    workers : int
        Processes, each of which does one picture at a time.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._cluster: Any = None
        self._keepers: WeakSet[Keeper] = WeakSet()
        self._ending = ExitStack()
        #: When the last look was, and how many there were at which there was no worker.
        self._looked = -_PAUSE
        self._alone = 0

    def __enter__(self) -> Local:
        try:
            self._start()
        except BaseException as error:
            self.__exit__(type(error))
            raise
        return self

    def _start(self) -> None:
        folder = TemporaryDirectory(prefix="inlay-batch-", ignore_cleanup_errors=True)
        # The settings also for workers that come later, as replacements do.
        self._ending.enter_context(dask.quietly())
        # Half of a scheduler cannot be ended at once, so that signals wait meanwhile.
        with held(), _leaving_interrupts_to_this_thread():
            self._cluster = self._make(self._ending.enter_context(folder))
        # It runs in a thread of its own, and would tell of each process that is ended here.
        self._cluster.loop.asyncio_loop.set_exception_handler(lambda *_: None)
        self._cluster.worker_spec = dict.fromkeys(range(self._workers), self._cluster.new_spec)
        try:
            self._cluster.sync(_begun, self._cluster)
        except (RuntimeError, OSError) as error:
            raise _no_process() from error

    def _make(self, folder: str) -> Any:
        """A scheduler; workers are made by it."""
        from functools import partial

        from inlay.batch.keeper import Keeper

        return dask.distributed().LocalCluster(
            n_workers=0,
            threads_per_worker=1,
            processes=True,
            worker_class=partial(Keeper, keepers=self._keepers),
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
        """End it; after an error or a cancel without waiting for pictures that are worked on."""
        with self._ending:
            if self._cluster is None:
                return
            if kind is not None:
                self._end_at_once()
            try:
                # All that is to be known of pictures is known.
                with contextlib.suppress(Exception):
                    self._cluster.close(timeout=_GRACE)
            finally:
                self._end_at_once()

    def _end_at_once(self) -> None:
        """End the processes, whatever they do: what they have not written whole is not there."""
        for keeper in tuple(self._keepers):
            keeper.end_at_once()

    @property
    def address(self) -> str:
        """Of its scheduler."""
        return str(self._cluster.scheduler_address)

    def scale(self, workers: int) -> None:
        """Have so many workers from now on."""
        self._workers = workers
        self._cluster.loop.add_callback(self._complete)

    def look_after(self) -> None:
        """Have new workers for those that ended and do not start again by themselves.

        Raises
        ------
        ResourceError
            If there has been none for long.
        """
        now = time.monotonic()
        if now < self._looked + _PAUSE:
            return
        self._looked = now
        self._cluster.loop.add_callback(self._complete)
        self._alone = 0 if self._cluster.scheduler.workers else self._alone + 1
        if self._alone > _PATIENCE:
            raise _no_process()

    def _complete(self) -> None:
        """Let the cluster start what it lacks; it would count among its workers what has not come to be one."""
        for name, keeper in list(self._cluster.workers.items()):
            if keeper.status.name in _ENDED:
                del self._cluster.workers[name]
        self._cluster.scale(self._workers)


async def _begun(cluster: Any) -> None:
    """Wait for the workers of a cluster; raises what keeps one from starting."""
    await cluster


def _no_process() -> ResourceError:
    return ResourceError(
        _("No process can be started on this machine that works on pictures."),
        _("Close other programs, so that there is memory for them, and run this again to go on."),
    )


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
