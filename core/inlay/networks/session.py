"""Running a network on the processor, by ONNX Runtime: bounded threads, no network, no word on the terminal."""

from __future__ import annotations

import atexit
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from inlay.arrays.pool import available_threads
from inlay.arrays.progress import Progress, attentively, silent
from inlay.contract.language import _
from inlay.errors import InlayError, InputError, ModelError, ResourceError
from inlay.networks.model import Model, Port
from inlay.system import memory as memory_of_machine

#: Sessions that are kept for the next picture.
_KEPT = 2
#: Makes ONNX Runtime send nothing to its makers.
NO_TELEMETRY = "ORT_DISABLE_TELEMETRY"
#: Only what ends the program would be said.
_SILENT = 4
#: A network's weights are held this many times while it is loaded.
_COPIES = 3
#: What layers between input and output take for a pixel of the input: measured on U2-Net and ISNet, and rounded up.
_BYTES_PER_PIXEL = 3000
_LESS = _("Close programs, or choose a smaller network.")
#: Of its messages.
_PREAMBLE = re.compile(r"^\[ONNXRuntimeError\] : \d+ : \w+ : (?:Load model from .*? failed: ?)?")
_LONGEST = 300
#: Sample types that a network may take.
TYPES = {"float": np.float32, "float16": np.float16, "double": np.float64}
#: What ONNX Runtime is at work on. Events, since a thread counts as ended once waiting for it was interrupted.
_AT_WORK: set[threading.Event] = set()


def run(
    model: Model,
    inputs: Mapping[str, np.ndarray],
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    memory: float | None = None,
) -> list[np.ndarray]:
    """Run a network once.

    Parameters
    ----------
    model : Model
        From the store; it is loaded when it is first run, and kept for the next time.
    inputs : mapping of str to ndarray
        By the names of ``model.inputs``; converted to the type of samples that each takes.
    threads : int, optional
        None for all processors at hand, at most four.
    progress : callable, optional
        Is given 0 again and again, and 1 at the end; may raise to stop, which stops the network, too.
    memory : float, optional
        Bytes that may be used; None for what the machine has free.

    Returns
    -------
    list of ndarray
        In the order of ``model.outputs``; floating-point ones as ``float32``.

    Raises
    ------
    ModelError
        If ONNX Runtime is missing, the file is broken or gone, or the network cannot take these inputs.
    ResourceError
        If there is too little memory; nearly always before anything starts.
    """
    progress = progress or silent
    pixels = max((array.shape[-1] * array.shape[-2] for array in inputs.values() if array.ndim >= 2), default=0)
    demand_memory(model, pixels, memory)
    feed = {port.name: _converted(model, port, inputs) for port in model.inputs}
    options = runtime().RunOptions()
    options.log_severity_level = _SILENT

    def work() -> list[np.ndarray]:
        with _awaited():
            session = _loaded(model, threads)
            try:
                return session.run(None, feed, options)
            except Exception as error:  # ONNX Runtime's own have no common base
                raise _failure(model, error) from error

    try:
        found = attentively(work, progress)
    except BaseException:
        options.terminate = True
        raise
    progress(1.0)
    return [array.astype(np.float32, copy=False) if array.dtype.kind == "f" else array for array in found]


def demand_memory(model: Model, pixels: int, memory: float | None = None) -> None:
    """Refuse to run a network on so many pixels where there are fewer bytes than that takes.

    Raises
    ------
    ResourceError
    ModelError
        If its file is gone.
    """
    size, _age = _state(model.path)
    memory_of_machine.demand(
        _COPIES * size + _BYTES_PER_PIXEL * pixels,
        memory,
        _("Running the network {model}", model=model.name),
        _LESS,
    )


def examine(path: Path) -> tuple[tuple[Port, ...], tuple[Port, ...]]:
    """Load a network to see whether it is one; its inputs and outputs.

    Raises
    ------
    ModelError
        If ONNX Runtime is missing or cannot load it.
    """
    session = _session(path, *_state(path), available_threads())
    return tuple(map(_port, session.get_inputs())), tuple(map(_port, session.get_outputs()))


def runtime() -> Any:
    """ONNX Runtime, told to keep silent: towards the terminal, and towards its makers.

    Its official builds send telemetry, and keep an identifier of the machine in the user's cache, unless this variable
    is set before they are loaded; afterwards only some of it can be turned off.

    Raises
    ------
    ModelError
        If it is missing.
    """
    os.environ[NO_TELEMETRY] = "1"
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError(
            _("Networks are run by ONNX Runtime, which is not installed."),
            _("Run `python3 install.py --with networks` in a clone of the repository."),
        ) from error
    onnxruntime.disable_telemetry_events()
    onnxruntime.set_default_logger_severity(_SILENT)
    return onnxruntime


@contextmanager
def _awaited() -> Iterator[None]:
    """Let the program not end before this is left: ONNX Runtime aborts it if it finds Python gone on its return."""
    left = threading.Event()
    _AT_WORK.add(left)
    try:
        yield
    finally:
        _AT_WORK.discard(left)
        left.set()


@atexit.register
def _wait() -> None:
    for left in tuple(_AT_WORK):
        left.wait()


def _loaded(model: Model, threads: int | None) -> Any:
    try:
        return _session(model.path, *_state(model.path), threads or available_threads())
    except ModelError as error:
        raise ModelError(
            _("The network {model} cannot be used. {message}", model=model.name, message=error.message), error.hint
        ) from error


@lru_cache(maxsize=_KEPT)
def _session(path: Path, size: int, changed: int, threads: int) -> Any:
    """A session of a file as it was at that time."""
    return _load(path, threads)


def _load(path: Path, threads: int) -> Any:
    onnxruntime = runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _SILENT
    # What a picture took goes back to the system: the worker lives as long as the editor's window.
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own have no common base
        raise ModelError(
            _("ONNX Runtime cannot load it ({words}).", words=_words(error)), _remedy(str(error))
        ) from error


def _remedy(words: str) -> str:
    if "xternal" in words:
        return _("Its weights lie in a file beside it: export it into one file, or get such a one.")
    if "is not a registered" in words:
        return _("It has operators of its own, which Inlay does not run: export it without them.")
    return _("Get the file anew, and see that it is an ONNX file.")


def _port(found: Any) -> Port:
    shape = tuple(length if isinstance(length, int) else None for length in found.shape)
    return Port(found.name, shape, found.type.removeprefix("tensor(").removesuffix(")"))


def _state(path: Path) -> tuple[int, int]:
    """Size and time of a file: another file of this name has others."""
    try:
        found = path.stat()
        return found.st_size, found.st_mtime_ns
    except OSError as error:
        raise ModelError(
            _("The file of the network {stem} is gone: {path}.", stem=path.stem, path=path), _("Add it again.")
        ) from error


def _converted(model: Model, port: Port, inputs: Mapping[str, np.ndarray]) -> np.ndarray:
    if port.name not in inputs:
        raise InputError(
            _("The network {model} has an input {port}.", model=model.name, port=port.name), _("Give an array for it.")
        )
    if port.type not in TYPES:
        raise ModelError(
            _("The network {model} takes samples of the type {type}.", model=model.name, type=port.type),
            _("Export it for float."),
        )
    return np.ascontiguousarray(inputs[port.name], TYPES[port.type])


def _failure(model: Model, error: Exception) -> InlayError:
    if "alloc" in str(error).lower():
        return ResourceError(_("The network {model} has not enough memory.", model=model.name), _LESS)
    return ModelError(
        _("The network {model} failed ({words}).", model=model.name, words=_words(error)), _("Choose another one.")
    )


def _words(error: Exception) -> str:
    """What ONNX Runtime says, without what only its authors need."""
    words = _PREAMBLE.sub("", " ".join(str(error).split()))
    return words[:_LONGEST].rstrip(".") or type(error).__name__
