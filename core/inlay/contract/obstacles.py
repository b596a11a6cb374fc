"""What can stand in the way of the work, in the words of artists: editors look for it first, and the worker again."""

from __future__ import annotations

from .declaration import Input
from .errors import InputError, RegionError
from .language import _, begun_small, known, lowered


def missing(operation: str, entry: Input) -> InputError:
    """Nothing serves a role that the operation needs; `operation` as the artist reads it."""
    if "selection" in entry.kinds:
        return nothing_selected(entry)
    label = lowered(entry.label)
    return InputError(
        _("{operation} needs a {label}.", operation=known(operation), label=label), _("Choose a {label}.", label=label)
    )


def nothing_selected(entry: Input) -> RegionError:
    """There is no selection, and the input needs one: its help names what is to be selected."""
    return RegionError(
        _("Nothing is selected."),
        _("Select {what}", what=begun_small(entry.help)),
    )


def empty(layer: str) -> RegionError:
    """A layer, by its name, shows nothing."""
    return RegionError(
        _("{layer} is empty.", layer=layer or _("The layer")), _("Paint on it, or choose another layer.")
    )


def nothing_below(layer: str) -> RegionError:
    """A layer, by its name, lies on nothing that could be seen."""
    return RegionError(
        _("Nothing is visible below {layer}.", layer=layer or _("the layer")),
        _("Show a picture below it, move it over one, or choose another destination."),
    )
