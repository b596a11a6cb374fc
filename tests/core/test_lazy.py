"""Packages that import their names when they are first used."""

from importlib import import_module

import pytest

ROOMS = ("filters", "graph_cut", "harmonisation", "inpainting", "matting", "mosaic", "poisson", "segmentation")


@pytest.mark.parametrize("room", ROOMS)
def test_every_name_of_a_stub_is_there(room):
    package = import_module(f"inlay.{room}")
    assert package.__all__
    for name in package.__all__:
        assert getattr(package, name) is vars(package)[name]
        assert name in dir(package)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = package.nothing
