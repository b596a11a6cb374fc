"""The estimators that are installed: Inlay's own, those that other packages add, and networks that the user added."""

from __future__ import annotations

from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.matting import estimators as package
from inlay.matting.estimators.network import installed
from inlay.matting.scene import Estimator
from inlay.registry import Registry

DEFAULT = "closed-form-with-samples"

_INSTALLED = Registry(package, Estimator, "inlay_estimators", _("estimator"))
without_networks, contributed = _INSTALLED.entries, _INSTALLED.contributed


def estimators() -> tuple[Estimator, ...]:
    """All that are installed: Inlay's own, other packages', and networks, for which the store is asked each time."""
    return (*without_networks(), *networks())


def find(name: str) -> Estimator:
    """The estimator with this id.

    Raises
    ------
    ParameterError
        If there is none.
    """
    # Most have a name that is known without the store.
    found = _INSTALLED.get(name) or next((network for network in networks() if network.id == name), None)
    if found is None:
        known = ", ".join(estimator.id for estimator in estimators())
        raise ParameterError(_("There is no estimator {name}.", name=name), _("Choose one of {known}.", known=known))
    return found


def networks() -> list[Estimator]:
    """The networks of matting that the user added; one that is called as another estimator is left out."""
    return [network for network in installed() if _INSTALLED.get(network.id) is None]
