"""The ways to find a subject that are installed: networks of the store, and what other packages add."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

import inlay.subject as package
from inlay.contract.language import _
from inlay.errors import ModelError, ParameterError
from inlay.networks import session, store
from inlay.networks.model import Model
from inlay.registry import Registry
from inlay.subject.finder import Finder

#: The first that is installed.
DEFAULT = "automatic"

_CONTRIBUTED = Registry(package, Finder, "inlay_subject_finders", _("subject finder"))
contributed = _CONTRIBUTED.contributed


def finders() -> tuple[Finder, ...]:
    """Those that are installed, the best first; networks, looked for each time, give way to others of their name."""
    others = contributed()
    taken = {other.id for other in others}
    models = [
        Finder(
            id=model.name,
            name=model.title,
            summary=_summary(model),
            find=partial(_by_network, model),
            demand=session.runtime,
        )
        for model in store.installed("subject")
        if model.name not in taken
    ]
    return (*models, *others)


def _by_network(model: Model, image: np.ndarray, **effort: Any) -> np.ndarray:
    """What a network says; what runs it is imported when it is asked."""
    from inlay.subject import network

    return network.find(model, image, **effort)


def _summary(model: Model) -> str:
    licence = f" Licence: {model.licence}." if model.licence else ""
    return f"Sees the picture at {model.width} x {model.height} pixels.{licence}"


def find(name: str = DEFAULT) -> Finder:
    """The finder with this id; `DEFAULT` is the first.

    Raises
    ------
    ModelError
        If none is installed.
    ParameterError
        If there is none of this name.
    """
    found = finders()
    if not found:
        raise ModelError(
            _("No network that finds the subject of a picture is installed."),
            _("Run `inlay models fetch u2netp` for a small one, or `inlay models add FILE` for one that you have."),
        )
    chosen = found[0] if name == DEFAULT else next((finder for finder in found if finder.id == name), None)
    if chosen is None:
        known = ", ".join(finder.id for finder in found)
        raise ParameterError(
            _("There is no subject finder {name}.", name=name),
            _("Choose one of {default}, {known}.", default=DEFAULT, known=known),
        )
    return chosen
