"""The estimators that are installed: Inlay's own and those that other packages add."""

from __future__ import annotations

from inlay.matting import estimators as package
from inlay.matting.scene import Estimator
from inlay.registry import Registry

DEFAULT = "closed-form-with-samples"

_INSTALLED = Registry(package, Estimator, "inlay_estimators", "estimator")
estimators, find, contributed = _INSTALLED.entries, _INSTALLED.find, _INSTALLED.contributed
