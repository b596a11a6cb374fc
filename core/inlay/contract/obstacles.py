"""What can stand in the way of the work, in the words of artists: editors look for it first, and the worker again."""

from __future__ import annotations

from .declaration import Input
from .errors import InputError, RegionError


def missing(operation: str, entry: Input) -> InputError:
    """Nothing serves a role that the operation needs; `operation` as the artist reads it."""
    if "selection" in entry.kinds:
        return nothing_selected(entry)
    label = entry.label.lower()
    return InputError(f"{operation} needs a {label}.", f"Choose a {label}.")


def nothing_selected(entry: Input) -> RegionError:
    """There is no selection, and the input needs one: its help names what is to be selected."""
    return RegionError("Nothing is selected.", f"Select {entry.help[:1].lower()}{entry.help[1:]}")


def empty(layer: str) -> RegionError:
    """A layer, by its name, shows nothing."""
    return RegionError(f"{layer or 'The layer'} is empty.", "Paint on it, or choose another layer.")


def nothing_below(layer: str) -> RegionError:
    """A layer, by its name, lies on nothing that could be seen."""
    return RegionError(
        f"Nothing is visible below {layer or 'the layer'}.",
        "Show a picture below it, move it over one, or choose another destination.",
    )
