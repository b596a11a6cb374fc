"""Pictures that an operation finds in its others before all else, such as a mask of the subject."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from inlay.operations.job import Job
from inlay.picture import Picture


@dataclass(frozen=True)
class Found:
    """A picture that an operation finds itself: written beside the argument that it becomes.

    It is found in the whole pictures, and once for as long as they are looked at, whatever is set meanwhile. Where the
    work is done on smaller pictures, or on a part, it is made smaller and cut as they are.

    Attributes
    ----------
    find : callable
        Finds it in a whole job.
    by : callable
        What of the job's parameters it depends on.
    demand : callable
        Raises an `InlayError` where it cannot be found on this machine, whatever the pictures.
    """

    find: Callable[[Job], Picture]
    by: Callable[[Job], Hashable]
    demand: Callable[[], None]
