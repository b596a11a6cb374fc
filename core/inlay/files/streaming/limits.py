"""Which pictures are too large to be worked on at once, and whether the operation can do with strips."""

from __future__ import annotations

from pathlib import Path

from inlay.arrays.warning import collected
from inlay.contract.language import _, known
from inlay.errors import InlayError, ParameterError, ResourceError
from inlay.files import windows
from inlay.files.command_line.options import Request
from inlay.operations.declaration import Operation
from inlay.system import memory

#: How many times its own bytes a picture takes that is worked on: what is read, what is computed of it, the new
#: layer, that on the picture, and the file.
COPIES = 5
#: What helps in any case.
MORE = _("or allow more memory: --memory.")


def limit_of(operation: Operation, request: Request) -> float | None:
    """The bytes of memory that strips may take; None where all pictures fit into memory at once.

    Raises
    ------
    ResourceError
        If they do not, and the operation needs them whole.
    ParameterError
        If what is asked for cannot be done in strips.
    """
    limit = memory.available_bytes() if request.memory is None else request.memory
    if limit is None:
        return None
    given = [each.path for role in request.references.values() for each in role]
    sizes = [_size(path, limit) for path in given]
    path, size, words = max(sizes, key=lambda found: found[1], default=(None, 0.0, ""))
    is_read_by_windows = operation.large_function is not None
    if is_read_by_windows:
        size = sum(each for _, each, _ in sizes)
    if COPIES * size <= limit:
        return None
    if not operation.is_local(request.values) and not is_read_by_windows:
        raise ResourceError(
            _(
                "{path} is {words} large, and {operation} needs the whole picture at once: some {size} of memory, "
                "and {memory_size_limit} may be used.",
                path=path,
                words=words,
                operation=known(operation.name),
                size=memory.size(COPIES * size),
                memory_size_limit=memory.size(limit),
            ),
            _("Cut the picture up, make it smaller, {more}", more=MORE),
        )
    _check(request)
    return limit


def _size(path: Path, limit: float) -> tuple[Path, float, str]:
    """Bytes of a picture in memory, and its size in words; 0 for what is not read in parts, or not at all.

    Raises
    ------
    InlayError
        If the system refuses to read it, or if it cannot be read in parts and is too large to be read at once.
    """
    if windows.readable(path):
        with collected():
            try:
                with windows.open_picture(path) as reader:
                    pixels = float(reader.height) * reader.width
                    size = pixels * reader.channels * reader.dtype.itemsize
                    return path, size, f"{reader.width:,} x {reader.height:,} pixels"
            except InlayError as error:
                # What else is wrong with the file is said when it is read at once.
                if isinstance(error.__cause__, OSError) or COPIES * path.stat().st_size > limit:
                    raise
    return path, 0.0, ""


def _check(request: Request) -> None:
    """Refuse what is only done with whole pictures."""
    if request.also:
        raise ParameterError(_("A picture this large gives one result only."), _("Leave out --also, {more}", more=MORE))
    if request.at is not None:
        raise ParameterError(_("A picture this large has no other position."), _("Leave out --at, {more}", more=MORE))
    if request.output is None or not windows.writable(request.output):
        raise ParameterError(
            _("A picture this large is written in strips, as TIFF or OME-Zarr."),
            _("Let the output's name end with .tif or .ome.zarr, {more}", more=MORE),
        )
