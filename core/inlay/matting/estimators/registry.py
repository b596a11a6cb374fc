"""The estimators that are installed: Inlay's own and those that other packages add."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from inlay.errors import ParameterError
from inlay.matting import estimators as package
from inlay.matting.scene import Estimator
from inlay.packages import plugin_manager

DEFAULT = "closed-form-with-samples"


@cache
def estimators() -> tuple[Estimator, ...]:
    """Every installed estimator: the ``ESTIMATOR`` of each module of this package, then other packages' own.

    Raises
    ------
    ParameterError
        If two estimators have the same id.
    """
    modules = [import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__)]
    found: list[Estimator] = [module.ESTIMATOR for module in modules if hasattr(module, "ESTIMATOR")]
    for contributed in plugin_manager().hook.inlay_estimators():
        found += contributed
    names = [estimator.id for estimator in found]
    for name in names:
        if names.count(name) > 1:
            raise ParameterError(f"Two estimators are called {name}.", "Remove one of the packages that add it.")
    return tuple(found)


def find(name: str) -> Estimator:
    """The estimator with this id.

    Raises
    ------
    ParameterError
        If there is none.
    """
    for estimator in estimators():
        if estimator.id == name:
            return estimator
    known = ", ".join(estimator.id for estimator in estimators())
    raise ParameterError(f"There is no estimator {name}.", f"Choose one of {known}.")
