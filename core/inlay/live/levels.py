"""Pictures at several sizes, each of which is made once."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from inlay.arrays.effort import Effort
from inlay.contract.language import _
from inlay.live.reduction import reduced_picture
from inlay.operations.job import Job
from inlay.picture import Picture

_PLAIN = Effort()
#: How many times coarser than the screen the first step is: what it asks for is made by way of what follows.
_COARSER = 4


class Levels:
    """A picture and the smaller ones that were asked for; any thread may ask.

    Parameters
    ----------
    picture : Picture
    """

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self._smaller: dict[int, Picture] = {}
        self._making = threading.Lock()

    def at(self, factor: int, effort: Effort = _PLAIN) -> Picture:
        """The picture of means of blocks of `factor` x `factor` of its pixels.

        Parameters
        ----------
        factor : int
        effort : Effort
            Its progress may raise to stop.
        """
        if factor == 1:
            return self.picture
        with self._making:
            if factor not in self._smaller:
                self._smaller[factor] = self._made(factor, effort)
            return self._smaller[factor]

    def near(self, factor: int) -> tuple[Picture, int]:
        """Of those that are there the one that comes nearest without saying less, and its factor; waits for nothing."""
        known = max((each for each in list(self._smaller) if each <= factor), default=1)
        return self._smaller.get(known, self.picture), known

    def _made(self, factor: int, effort: Effort) -> Picture:
        finer, left = divmod(factor, _COARSER)
        if not left and finer > 1 and finer not in self._smaller:
            self._smaller[finer] = reduced_picture(self.picture, finer, effort)
        known = max((each for each in self._smaller if factor % each == 0), default=1)
        return reduced_picture(self._smaller.get(known, self.picture), factor // known, effort)


@dataclass
class Glance:
    """How pictures are looked at for a frame.

    Attributes
    ----------
    effort : Effort
        Its progress may raise to stop.
    is_hasty : bool
        Whether no smaller picture is waited for.
    has_missed : bool
        Whether one was not there.
    """

    effort: Effort = _PLAIN
    is_hasty: bool = False
    has_missed: bool = False

    def at(self, levels: Levels, factor: int) -> tuple[Picture, int]:
        """A picture at about this factor, and at which."""
        if not self.is_hasty:
            return levels.at(factor, self.effort), factor
        picture, found = levels.near(factor)
        self.has_missed |= found != factor
        return picture, found


class Pyramid:
    """The pictures of a job at several sizes.

    Parameters
    ----------
    job : Job
    """

    def __init__(self, job: Job) -> None:
        self._levels = {id(picture): Levels(picture) for image in job.images.values() for picture in _several(image)}

    def add(self, picture: Picture) -> None:
        """Let a picture be one of the pyramid's own."""
        self._levels.setdefault(id(picture), Levels(picture))

    def images(self, job: Job, factor: int) -> Mapping[str, Any]:
        """The pictures of a job; those that are not the pyramid's own are made smaller at every call."""
        effort = replace(job.effort, progress=job.span(0.0, 0.0, _("Reading")))

        def smaller(picture: Picture) -> Picture:
            levels = self._levels.get(id(picture))
            return (levels or Levels(picture)).at(factor, effort)

        return {
            role: [smaller(each) for each in image] if isinstance(image, list) else image and smaller(image)
            for role, image in job.images.items()
        }


def _several(image: Any) -> list[Picture]:
    if isinstance(image, list):
        return image
    return [] if image is None else [image]
