"""What views, strokes and their keys are called in every editor."""

from __future__ import annotations

from inlay.contract.declaration import Operation
from inlay.contract.language import _, told

#: A way to look at a result: what it is called, and what it shows.
MODES = {
    "result": (_("In the picture"), _("What the canvas will show")),
    "checker": (_("On squares"), _("The result alone; squares show through where it is transparent")),
    "black": (_("On black"), _("The result on black, where bright rims show")),
    "white": (_("On white"), _("The result on white, where dark rims show")),
    "ground": (_("On the layer below"), _("The result on the next layer, hidden or not")),
    "overlay": (_("Overlay"), _("The picture, with a colour over what is left out")),
    "alpha": (_("Opacity"), _("White where the result is opaque")),
    "outline": (_("Outline"), _("The picture, with a line around the result")),
    "uncertainty": (_("Uncertainty"), _("Where it may be wrong")),
    "difference": (_("Difference"), _("What changes, four times as strong")),
    "before": (_("Original"), _("What was there")),
}
NEXT_MODE = _("F: the next, Shift+F: the one before, X held: the original")
SPLIT = _("Part the original, on the left, from the result (S)")

#: What a stroke says: what it is called, and what it does.
LABELS = {
    "foreground": (_("Foreground"), _("This is what is wanted")),
    "background": (_("Background"), _("This is not")),
    "unknown": (_("Unknown"), _("Here it is to be found out, as in hair")),
    "nothing": (_("Erase"), _("Take back what was painted here")),
    "line": (_("Line"), _("An edge that goes on: draw along it, through the selection and out of it")),
}
#: The same where they only change what is selected.
SELECTING = {"foreground": (_("Add"), _("Work on this too")), "background": (_("Subtract"), _("Leave this as it is"))}
OTHER_LABEL = _("The right button paints the opposite; Shift: a straight line")
BRUSH = _("Radius of the brush in pixels of the picture ([ and ])")
MOVE = _("Move the picture, or what can be moved on it (middle button or Space held: always)")


def label(operation: Operation, name: str) -> tuple[str, str]:
    """What a stroke is called, and what it does, where this operation is shown."""
    painted = operation.input(operation.painted)
    selects = painted is not None and "selection" in painted.kinds and "unknown" not in operation.strokes
    title, does = {**LABELS, **SELECTING}[name] if selects else LABELS[name]
    return told(title), told(does)
