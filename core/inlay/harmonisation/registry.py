"""The colour models that are installed: Inlay's own and those that other packages add."""

from __future__ import annotations

from inlay.harmonisation import models as package
from inlay.harmonisation.paste import ColourModel
from inlay.registry import Registry

DEFAULT = "rim"
#: For a reference that lies elsewhere.
WITH_REFERENCE = "statistics"

_INSTALLED = Registry(package, ColourModel, "inlay_colour_models", "colour model")
models, find, contributed = _INSTALLED.entries, _INSTALLED.find, _INSTALLED.contributed
