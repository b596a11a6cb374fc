"""The colour models that are installed: Inlay's own, those that other packages add, and networks of the user's."""

from __future__ import annotations

from inlay.contract.language import _
from inlay.errors import ModelError, ParameterError
from inlay.harmonisation import models as package
from inlay.harmonisation.network.installed import NAME, installed
from inlay.harmonisation.paste import ColourModel
from inlay.registry import Registry

DEFAULT = "rim"
#: For a reference that lies elsewhere.
WITH_REFERENCE = "statistics"

_INSTALLED = Registry(package, ColourModel, "inlay_colour_models", _("colour model"))
without_networks, contributed = _INSTALLED.entries, _INSTALLED.contributed


def models() -> tuple[ColourModel, ...]:
    """All that are installed: Inlay's own, other packages', and networks, for which the store is asked each time."""
    return (*without_networks(), *networks())


def find(name: str) -> ColourModel:
    """The colour model with this id.

    Raises
    ------
    ModelError
        If it is a network, and none is installed.
    ParameterError
        If there is none.
    """
    # Most have a name that is known without the store.
    found = _INSTALLED.get(name) or next((network for network in networks() if network.id == name), None)
    if found is not None:
        return found
    if name == NAME:
        raise ModelError(
            _("No network that blends is installed."),
            _(
                "Run `inlay models add FILE` with one that you have, or train one: `inlay train blending-network "
                "--help`."
            ),
        )
    known = ", ".join(model.id for model in models())
    raise ParameterError(_("There is no colour model {name}.", name=name), _("Choose one of {known}.", known=known))


def networks() -> list[ColourModel]:
    """The blending networks that the user added; one that is called as another model is left out."""
    return [network for network in installed() if _INSTALLED.get(network.id) is None]
