"""What views, strokes and their keys are called in every editor."""

from __future__ import annotations

from inlay.contract.declaration import Operation

#: A way to look at a result: what it is called, and what it shows.
MODES = {
    "result": ("In the picture", "What the canvas will show"),
    "checker": ("On squares", "The result alone; squares show through where it is transparent"),
    "black": ("On black", "The result on black, where bright rims show"),
    "white": ("On white", "The result on white, where dark rims show"),
    "ground": ("On the layer below", "The result on the next layer, hidden or not"),
    "overlay": ("Overlay", "The picture, with a colour over what is left out"),
    "alpha": ("Opacity", "White where the result is opaque"),
    "outline": ("Outline", "The picture, with a line around the result"),
    "uncertainty": ("Uncertainty", "Where it may be wrong"),
    "difference": ("Difference", "What changes, four times as strong"),
    "before": ("Original", "What was there"),
}
NEXT_MODE = "F: the next, Shift+F: the one before, X held: the original"
SPLIT = "Part the original, on the left, from the result (S)"

#: What a stroke says: what it is called, and what it does.
LABELS = {
    "foreground": ("Foreground", "This is what is wanted"),
    "background": ("Background", "This is not"),
    "unknown": ("Unknown", "Here it is to be found out, as in hair"),
    "nothing": ("Erase", "Take back what was painted here"),
    "line": ("Line", "An edge that goes on: draw along it, through the selection and out of it"),
}
#: The same where they only change what is selected.
SELECTING = {"foreground": ("Add", "Work on this too"), "background": ("Subtract", "Leave this as it is")}
OTHER_LABEL = "The right button paints the opposite; Shift: a straight line"
BRUSH = "Radius of the brush in pixels of the picture ([ and ])"
MOVE = "Move the picture, or what can be moved on it (middle button or Space held: always)"


def label(operation: Operation, name: str) -> tuple[str, str]:
    """What a stroke is called, and what it does, where this operation is shown."""
    painted = operation.input(operation.painted)
    selects = painted is not None and "selection" in painted.kinds and "unknown" not in operation.strokes
    return {**LABELS, **SELECTING}[name] if selects else LABELS[name]
