import pytest

from inlay.arrays.progress import attentively
from inlay.errors import Cancelled


def test_even_the_shortest_work_can_be_cancelled():
    def stop(done):
        raise Cancelled

    for _ in range(50):
        with pytest.raises(Cancelled):
            attentively(lambda: None, stop)
