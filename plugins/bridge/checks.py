"""Whether an operation can begin: looked at before its dialog opens, and again with what was chosen there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Callable, Dict, NamedTuple, Optional

from inlay.contract import obstacles
from inlay.contract.declaration import Input, Operation
from inlay.contract.errors import InlayError, InputError, RegionError
from inlay.contract.language import _, begun_small, lowered

from . import errors


class Facts(NamedTuple):
    """What an editor sees at a glance.

    Attributes
    ----------
    active : str or None
        The name of the layer that is worked on; None if there is none.
    is_empty : bool
        Whether that layer shows nothing at all.
    is_selected : bool
        Whether there is a selection.
    is_below, is_visible : bool
        Whether anything is visible below that layer, and at all.
    next_below : bool
        Whether a layer lies directly under it, visible or not.
    layers, masks : int
        How many other layers there are, and how many masks and channels.
    selected_layers : int
        How many layers are selected in the editor's list.
    can_paint : bool
        Whether strokes can be painted while the result is shown: they serve for a trimap or scribbles.
    """

    active: Optional[str]
    is_empty: bool = False
    is_selected: bool = False
    is_below: bool = True
    is_visible: bool = True
    next_below: bool = True
    layers: int = 1
    masks: int = 0
    selected_layers: int = 1
    can_paint: bool = False


def check(operation: Operation, facts: Facts, ways: Mapping[str, str] | None = None) -> None:
    """Refuse what cannot work.

    Parameters
    ----------
    operation : Operation
    facts : Facts
    ways : mapping, optional
        How each picture is found, as the artist chose it, by role; where that is not known yet, any way will do.

    Raises
    ------
    InlayError
        With what is missing, and what to do.
    """
    chosen = ways or {}
    for entry in operation.inputs:
        if facts.can_paint and entry.paintable:
            continue
        possible = (chosen[entry.role],) if entry.role in chosen else entry.ways
        found = [_OBSTACLES[way](entry, facts) for way in possible]
        first = found[0]
        if first is not None and None not in found:
            raise first


def _active(entry: Input, facts: Facts) -> InlayError | None:
    if facts.active is None:
        return errors.no_layer()
    return obstacles.empty(facts.active) if facts.is_empty else None


def _layer_below(entry: Input, facts: Facts) -> InlayError | None:
    if facts.active is None:
        return errors.no_layer()
    if facts.next_below:
        return None
    return errors.no_layer_below(facts.active, entry.label)


def _layer(entry: Input, facts: Facts) -> InlayError | None:
    return None if facts.layers else _absent(entry, _("layer"))


def _layers(entry: Input, facts: Facts) -> InlayError | None:
    return None if facts.selected_layers else errors.no_layer()


def _item(entry: Input, facts: Facts) -> InlayError | None:
    if entry.active:
        return None if facts.active is not None or facts.masks else errors.no_layer()
    return None if facts.layers or facts.masks else _absent(entry, _("layer, mask or channel"))


def _selection(entry: Input, facts: Facts) -> InlayError | None:
    return None if entry.optional or facts.is_selected else obstacles.nothing_selected(entry)


def _below(entry: Input, facts: Facts) -> InlayError | None:
    if facts.active is None:
        return errors.no_layer()
    return None if facts.is_below else obstacles.nothing_below(facts.active)


def _visible(entry: Input, facts: Facts) -> InlayError | None:
    return None if facts.is_visible else RegionError(_("Nothing is visible."), _("Show a layer."))


def _nothing(entry: Input, facts: Facts) -> InlayError | None:
    return None if entry.optional or facts.can_paint else _absent(entry, _("layer, mask or channel"))


def _absent(entry: Input, what: str) -> InputError:
    """There is nothing from which an input could be chosen."""
    return InputError(
        _("There is no other {what} that could be the {label}.", what=what, label=lowered(entry.label)),
        _("Add one: {help}", help=begun_small(entry.help)),
    )


_OBSTACLES: Dict[str, Callable[[Input, Facts], Optional[InlayError]]] = {
    "active": _active,
    "layer-below": _layer_below,
    "layer": _layer,
    "layers": _layers,
    "item": _item,
    "selection": _selection,
    "below": _below,
    "visible": _visible,
    "none": _nothing,
}
