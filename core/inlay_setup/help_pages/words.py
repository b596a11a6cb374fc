"""What the pages of help say besides what operations declare: every sentence once, to be translated as a whole."""

from __future__ import annotations

from inlay.contract.language import _

MOTTO = _("Cut out, blend, retouch: seen while it is set.")
BEFORE = _("Before")
AFTER = _("After")
#: The text of a picture for those who do not see it.
PICTURED = _("{title}: {told}")
SETTING_PICTURED = _("The same example with {setting}: {value}")
HOW_TO_USE = _("How to use it")
WHAT_IT_DOES = _("What it does")
WHICH = _("When to use which")
SETTINGS = _("Settings")
MORE = _("More settings")
KEYS = _("While the picture is seen")
REFERENCES = _("References")
PROGRAMS = _("In programs and scripts")
PHOTOGRAPHS = _("Photographs")

# What the artist does.
ACTIVE = _("Make it the active layer.")
SELECT = _("Select with whatever you like.")
SELECT_LAYERS = _("Select them all in the list of layers.")
BELOW = _("What is visible below is taken, unless you choose a layer in the dialog.")
CHOOSE = _("Choose it in the dialog.")
MAY_CHOOSE = _("Choose it in the dialog, if you like.")
OPEN = _("Open {path}.")
PLACE = _("In {editor} it is in {menu}, and {key} searches for it.")
SET = _("Set what you see, and press {button}.")
BUTTON = _("OK")
ARRIVES = _("The result arrives at once, and {key} takes it back.")
PAINT = _("Paint on the picture: {strokes}.")
DRAG = _("Drag the piece to its place on the picture.")
TURN = _("A corner makes it larger or smaller, the ring on its upper side turns it; hold Shift for steps.")
CLICK = _("Click on the picture to set points; the right button removes them.")
#: What a stroke is called by what it says.
STROKES = {
    "foreground": _("what belongs to it"),
    "background": _("what does not"),
    "unknown": _("what is in doubt"),
    "line": _("an edge that goes on"),
    "nothing": _("and erase what was painted"),
}

# Settings.
ONE_OF = _("One of {values}.")
ALSO = _("Also {values}.")
RANGE = _("From {least} to {most}.")
COUNTS_IF = _("Counts only if {conditions}.")
BETWEEN = _("{these}, {this}")
AND = _(" and ")
OR = _(" or ")
IS_THERE = _("there is a {picture}")
IS = _("{setting} is {value}")
IS_NOT = _("{setting} is not {value}")
AT_FIRST = _("{value}, as at first")
AT_FIRST_ALONE = _("At first: {value}.")
NONE_AT_FIRST = _("At first there is none.")
SHOWN_WITH = _("Shown with {settings}.")
SETTING_AT = _("{setting} at {value}")
ON = _("on")
OFF = _("off")
#: What a unit is called where there is one of it.
ONE = {
    "pixels": _("pixel"),
    "square pixels": _("square pixel"),
    "degrees": _("degree"),
    "stops": _("stop"),
}

# For those who write programs.
COMMAND = _("On a command line:")
PYTHON = _("In Python:")

#: Of a photograph: its title, who made it, and under which licence.
CREDIT = _("{title} by {author}, {licence}.")
SHOWN_FROM = _("The pictures are made from {photographs}.")

#: Keys of the dialog, and what they do.
KEY_HELP = (
    (
        "F",
        _(
            "the next view: result, split, on black, on white, on a checkerboard, mask and others; "
            "with Shift the one before"
        ),
    ),
    ("X", _("the original, as long as it is held")),
    ("S", _("before and after, with a splitter that is dragged")),
    ("[ ]", _("a smaller or larger brush; with Shift it paints a straight line")),
    ("Ctrl+Z", _("takes back a stroke, with Shift brings it back")),
    ("← → ↑ ↓", _("move a pasted piece by a pixel, with Shift by ten")),
    (_("Wheel"), _("zooms; the space bar or the middle button moves the picture")),
    ("0 1", _("shows all of the picture, or its own pixels")),
)
