"""Machine code of kernels beside their modules, shared by processes: what one compiles the others wait for and load."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile, InTreeCacheLocator
from numba.core.runtime import rtsys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "kernels.lock"
#: Why what was compiled could not be kept, in this process.
unkept: list[OSError] = []
#: Every kernel locks a byte of its own behind the end of its folder's file.
BYTES = 1 << 30
#: Seconds between two looks at a lock, and for which a process that may have been halted is waited for.
LOOK, PATIENCE = 0.05, 120.0


class _Beside(InTreeCacheLocator):
    """The folder of a module's compiled code, also where nothing can be written into it."""

    def ensure_cache_path(self) -> None:
        pass


class _Implementation(CompileResultCacheImpl):
    """Where numba finds no folder that can be written, it refuses to make a kernel; ours are only read then."""

    _locator_classes = [*CompileResultCacheImpl._locator_classes, _Beside]  # noqa: RUF012


class KernelCache(FunctionCache):
    """The cache of one kernel.

    Numba's own reads and writes the list of what is there without a lock: of two processes at once one may lose what
    it has compiled, or name the other's code as its own. It reads no folder that it cannot write, fails where a file is
    damaged or the disk is full, and makes folders anew that were removed with all of Inlay.
    """

    _impl_class = _Implementation

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._module = Path(function.__code__.co_filename)
        beside = _Beside(function, str(self._module))
        stamp = beside.get_source_stamp()
        self._shared = IndexDataCacheFile(beside.get_cache_path(), self._impl.filename_base, stamp)
        self._byte = int.from_bytes(hashlib.sha256(self._impl.filename_base.encode()).digest()[:4]) % BYTES
        self._held = ExitStack()
        self._depth = 0

    def attach(self, dispatcher: Any) -> None:
        """Serve a dispatcher of numba's, in the place of a cache that it may have."""
        compile_signature = dispatcher.compile

        @wraps(compile_signature)
        def compile_alone(signature: Any) -> Any:
            self._depth += 1
            try:
                return compile_signature(signature)
            finally:
                self._depth -= 1
                if not self._depth:
                    self._held.close()

        dispatcher.compile = compile_alone
        dispatcher._cache = self

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """What is there already, or becomes it while another process compiles; else nobody else compiles it now."""
        found = self._loaded(sig, target_context)
        if found is None:
            self._held.enter_context(locked(Path(self.cache_path), self._byte))
            found = self._loaded(sig, target_context)
        return found

    def _loaded(self, sig: Any, target_context: Any) -> Any:
        """What is there already.

        Numba's own makes ready to compile first, which takes longer than loading all kernels of a first job.
        """
        rtsys.initialize(target_context)
        key = self._index_key(sig, target_context.codegen())
        for file in (self._cache_file, self._shared):
            content = _content(file, key)
            if content is not None:
                return self._impl.rebuild(target_context, content)
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep it where that can be; else whoever needs it next compiles it again."""
        if self._module.exists():
            try:
                super().save_overload(sig, data)
            except OSError as error:
                unkept.append(error)


def _content(file: IndexDataCacheFile, key: Any) -> Any:
    """What a file holds; what cannot be read, as after a power failure, is forgotten."""
    try:
        return file.load(key)
    except OSError:
        return None
    except Exception:  # whatever unpickling half a file does
        with suppress(OSError):
            file.flush()
        return None


@contextmanager
def locked(folder: Path, byte: int) -> Iterator[None]:
    """Hold this byte of a folder's lock alone; where that cannot be, or somebody holds it for long, go on without.

    A kernel that calls another waits for it while it is held, never the other way round: nobody waits in a circle.
    """
    descriptor = _descriptor(folder)
    with ExitStack() as stack:
        if descriptor is not None:
            with suppress(OSError):
                end = time.monotonic() + PATIENCE
                while not (is_ours := _lock(descriptor, byte)) and time.monotonic() < end:
                    time.sleep(LOOK)
                if is_ours:
                    stack.callback(_unlock, descriptor, byte)
        yield


@cache
def _descriptor(folder: Path) -> int | None:
    """That of the file of a folder, open until the process ends: closing it would give up every lock in it."""
    with suppress(OSError):
        return os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o666)
    return None


if sys.platform == "win32":

    def _lock(descriptor: int, byte: int) -> bool:
        os.lseek(descriptor, byte, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _unlock(descriptor: int, byte: int) -> None:
        os.lseek(descriptor, byte, os.SEEK_SET)
        with suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:

    def _lock(descriptor: int, byte: int) -> bool:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _unlock(descriptor: int, byte: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, byte)
