"""What all tests of the core have in common."""

import pytest

from inlay.poisson.solvers import block_elimination


@pytest.fixture(scope="session", autouse=True)
def _multigrid_however_small():
    """Small pictures test the solvers of large ones; elimination is tested by its own tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block_elimination, "MOST_WORK", 0)
        yield
