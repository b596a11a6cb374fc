"""What a page of help shows of an operation: on which pictures, and at which values of its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tools.gallery.pairs import Run
from tools.gallery.scenes import WHOLE, Part, Scene


class Stage(NamedTuple):
    """Pictures that an operation works on, and the part of them that is looked at.

    Attributes
    ----------
    scene : Scene
    inputs : mapping
        Names of the scene's pictures by role; several with spaces between them.
    options : sequence of str
        Of the command line, besides the defaults.
    view : tuple of float
        The part of the canvas that is shown; of it the largest rectangle in a picture's proportions.
    before : Run or sequence of str
        What another operation makes of the pictures, or the pictures that are shown, laid over each other; none are
        all that the operation reads.
    laid : sequence of str
        On which picture the result is laid; for a group on which each of its layers, from the bottom.
    is_beside : bool
        Whether pictures before are shown beside each other instead.
    tiles : int
        How often everything is repeated across and down.
    """

    scene: Scene
    inputs: Mapping[str, str]
    options: Sequence[str] = ()
    view: Part = WHOLE
    before: Run | Sequence[str] = ()
    laid: Sequence[str] = ()
    is_beside: bool = False
    tiles: int = 1

    def seen(self, view: Part) -> Stage:
        """Another part of the same pictures."""
        return self._replace(view=view)


class Effect(NamedTuple):
    """How a setting's effect is shown.

    Attributes
    ----------
    values : sequence of str
        As on the command line; none are all other answers of a choice or a switch.
    options : sequence of str
        Of the command line, without which it changes little: they count for the default's picture too.
    stage : Stage, optional
        Where it shows best, if not where the operation does.
    """

    values: Sequence[str] = ()
    options: Sequence[str] = ()
    stage: Stage | None = None


class Example(NamedTuple):
    """The pictures of an operation's page.

    Attributes
    ----------
    operation : str
        Its id.
    told : str
        A sentence that says what is to be seen before and after.
    stage : Stage
    effects : mapping of str to Effect
        By the ids of parameters; of choices and switches that are not named all answers are shown.
    unseen : sequence of str
        Parameters that change nothing in a picture, besides `UNSEEN`.
    """

    operation: str
    told: str
    stage: Stage
    effects: Mapping[str, Effect] = {}
    unseen: Sequence[str] = ()


#: Parameters of several operations that say where something goes, and change no pixel.
UNSEEN = ("hide-image", "hide-source", "file", "animation", "delay")
CUT = {"image": "picture"}
LAYER = {"source": "picture", "region": "region"}
WHOLE_LAYER = {"source": "picture"}
PASTED = {"source": "source", "destination": "destination", "region": "region"}
DROPPED = {"source": "source", "destination": "destination"}


def pasted(scene: Scene, inputs: Mapping[str, str], view: Part, *options: str) -> Stage:
    """A piece on a destination; before it is as it is pasted plainly."""
    return Stage(scene, inputs, options, view, Run("copy-paste", inputs, options))
