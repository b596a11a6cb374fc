"""A picture at several sizes, each of which is made once."""

from __future__ import annotations

import threading

from inlay.arrays.effort import Effort
from inlay.live.reduction import reduced_picture
from inlay.picture import Picture

_PLAIN = Effort()


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
        """The picture of means of blocks of `factor` x `factor` of its pixels."""
        if factor == 1:
            return self.picture
        with self._making:
            if factor not in self._smaller:
                self._smaller[factor] = reduced_picture(self.picture, factor, effort)
            return self._smaller[factor]
