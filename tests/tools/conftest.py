"""The artist and the clone of the tests of installing."""

from tests.setup.conftest import artist, clone, home, machine

__all__ = ["artist", "clone", "home", "machine"]
