"""Packages that import their names when they are first used."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

ROOMS = (
    "batch",
    "filters",
    "graph_cut",
    "harmonisation",
    "inpainting",
    "lesson",
    "matting",
    "mosaic",
    "poisson",
    "segmentation",
)


@pytest.mark.parametrize("room", ROOMS)
def test_every_name_of_a_stub_is_there(room):
    package = import_module(f"inlay.{room}")
    assert package.__all__
    for name in package.__all__:
        assert getattr(package, name) is vars(package)[name]
        assert name in dir(package)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = package.nothing


@pytest.mark.parametrize("room", ROOMS)
def test_no_name_is_a_module_too(room):
    """It would be one or the other, after what was imported first."""
    package = import_module(f"inlay.{room}")
    assert not {module.name for module in iter_modules(package.__path__)} & {*package.__all__}
