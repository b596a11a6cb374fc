"""The command in the process of the tests, with a scheduler and a worker in threads of it."""

import numpy as np
import pytest
from tests.files.conftest import inlay as inlay
from tests.files.drawn import noise, save

NUMBERS = 1, 2, 10


@pytest.fixture(scope="session")
def scheduler(tmp_path_factory):
    """The address of a scheduler whose worker is a thread of this process."""
    from inlay.batch import dask

    with dask.distributed().LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        memory_limit=0,
        dashboard_address=None,
        local_directory=tmp_path_factory.mktemp("dask"),
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def photos(tmp_path):
    """Three pictures, a mask for each, and a folder for results."""
    for folder in ("photos", "masks", "out"):
        (tmp_path / folder).mkdir()
    for place, number in enumerate(NUMBERS, 1):
        save(tmp_path / f"photos/f{number}.png", noise(20, 30, 3, seed=number))
        save(tmp_path / f"masks/f{number}.mask.png", np.full((20, 30), 80 * place, np.uint8))
    return tmp_path / "photos"


@pytest.fixture
def batch(inlay, scheduler, photos):
    """Call ``inlay batch`` there: ``batch("gaussian-blur", ...)``."""

    def call(*arguments):
        return inlay("batch", *arguments, "--scheduler", scheduler)

    return call
