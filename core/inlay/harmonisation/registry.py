"""The colour models that are installed: Inlay's own and those that other packages add."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from inlay.errors import ParameterError
from inlay.harmonisation import models as package
from inlay.harmonisation.paste import ColourModel
from inlay.packages import plugin_manager

DEFAULT = "statistics"


@cache
def models() -> tuple[ColourModel, ...]:
    """Every installed model: the ``MODEL`` of each module of this package, then other packages' own.

    Raises
    ------
    ParameterError
        If two models have the same id.
    """
    modules = [import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__)]
    found: list[ColourModel] = [module.MODEL for module in modules if hasattr(module, "MODEL")]
    for contributed in plugin_manager().hook.inlay_colour_models():
        found += contributed
    names = [model.id for model in found]
    for name in names:
        if names.count(name) > 1:
            raise ParameterError(f"Two colour models are called {name}.", "Remove one of the packages that add it.")
    return tuple(found)


def find(name: str) -> ColourModel:
    """The model with this id.

    Raises
    ------
    ParameterError
        If there is none.
    """
    for model in models():
        if model.id == name:
            return model
    known = ", ".join(model.id for model in models())
    raise ParameterError(f"There is no colour model {name}.", f"Choose one of {known}.")
