"""A frame as the screen gets it: what was found in the chosen mode, with handles and plots, in the screen's colours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.rows import strips
from inlay.contract.views import State
from inlay.errors import InlayError
from inlay.live import drawing, handles, modes, painted, plot, screen
from inlay.live.lens import Lens
from inlay.live.levels import Glance, Levels
from inlay.live.mixing import mixed
from inlay.live.modes import Sight
from inlay.live.pen import Pen
from inlay.live.screen import PIECE
from inlay.live.solution import Solution
from inlay.worker import request
from inlay.worker.workpiece import Workpiece

#: The gray level around the canvas.
SURROUNDINGS = 51
#: Modes in which nothing is drawn over the picture.
_BARE = ("before", "alpha", "uncertainty")


def paint(piece: Workpiece, solution: Solution | None, state: State, edge: int, glance: Glance) -> np.ndarray:
    """A frame of the size that a state asks for.

    Parameters
    ----------
    piece : Workpiece
    solution : Solution or None
        None shows what was there.
    state : State
    edge : int
        Edge of the squares of equal pixels that it is made of.
    glance : Glance

    Returns
    -------
    ndarray of uint8, (rows, columns, 3)
    """
    columns, rows = state.size
    lens = Lens(*state.rect, -(-columns // edge), -(-rows // edge))
    sight = _sight(piece, solution, state, lens, glance)
    pixels = modes.frame(sight, "before" if solution is None else state.mode, state.split, glance.effort)
    if edge > 1:
        pixels = np.ascontiguousarray(pixels.repeat(edge, 0).repeat(edge, 1)[:rows, :columns])
    whole = Lens(*state.rect, columns, rows)
    _surround(pixels, whole, piece)
    if state.mode not in _BARE:
        _mark(pixels, whole, piece, solution, state)
    if piece.display is not None:
        _correct(pixels, piece.display, glance.effort)
    return pixels


def _sight(piece: Workpiece, solution: Solution | None, state: State, lens: Lens, glance: Glance) -> Sight:
    """All that the mode asks for."""

    def seen(levels: Levels | None) -> np.ndarray:
        if levels is None:
            return np.zeros((lens.rows, lens.columns, 4), np.float32)
        picture, factor = glance.at(levels, lens.factor)
        return lens.colours(picture, factor, glance.effort)

    before = seen(piece.before)
    if solution is None:
        return Sight(lens, before, before)
    sight = Sight(lens, before, solution.layer(lens, before, glance), tint=state.tint)
    if solution.hides and piece.below is not None and state.mode in ("result", "difference"):
        below = seen(piece.below)
        sight = replace(sight, below=below)
        if solution.stands_in:
            stores_light = screen.stores_light(piece.job.document.space)
            sight = replace(sight, layer=mixed(sight.layer, below, piece.mixing, stores_light, glance.effort))
    if state.mode == "ground" and piece.ground is not None:
        sight = replace(sight, ground=seen(piece.ground))
    if state.mode == "uncertainty":
        sight = replace(sight, uncertainty=solution.uncertainty(lens, glance))
    return sight


def _surround(pixels: np.ndarray, lens: Lens, piece: Workpiece) -> None:
    """What lies beyond the canvas is plain: transparency shows by squares."""
    canvas = piece.job.document.box
    pixels[(lens.y < canvas.y) | (lens.y >= canvas.bottom)] = SURROUNDINGS
    pixels[:, (lens.x < canvas.x) | (lens.x >= canvas.right)] = SURROUNDINGS


def _mark(pixels: np.ndarray, lens: Lens, piece: Workpiece, solution: Solution | None, state: State) -> None:
    """Draw lines, handles and plots."""
    if solution is not None:
        marks, stage = solution.job.marks, solution.stage
        if marks is not None and not stage.is_exact:
            painted.draw_lines(pixels, lens, marks, stage.factor)
            if state.mode == "overlay":
                painted.draw(pixels, lens, marks, stage.factor)
        if len(solution.outline.starts):
            Pen(pixels).lines(lens.places(solution.outline.starts), lens.places(solution.outline.ends))
        if solution.result.curve is not None:
            plot.draw(pixels, solution.result.curve)
    try:
        parameters = request.parameters_of(piece.operation, state.parameters)
    except InlayError:
        # Who solves says so.
        return
    handles.draw(pixels, lens, piece.operation, parameters, piece.job.images, piece.piece)


def _correct(pixels: np.ndarray, table: np.ndarray, effort: Effort) -> None:
    def work(top: int, bottom: int) -> None:
        drawing.correct(pixels, table, top, bottom)

    effort.in_pieces(work, strips(pixels.shape[0], pixels.shape[1], PIECE))
