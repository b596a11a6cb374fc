import threading

import pytest

from inlay.arrays.effort import Effort
from inlay.arrays.pool import Pool, available_threads, bounded
from inlay.arrays.warning import collected, warn
from inlay.errors import InlayWarning, ParameterError


@pytest.mark.parametrize("threads", [1, 3])
def test_outcomes_come_in_order_and_warnings_reach_the_caller(threads):
    names = set()

    def job(first, behind):
        names.add(threading.current_thread().name)
        warn(InlayWarning("piece", f"From {first}."))
        return first, behind

    pieces = [(place, place + 5) for place in range(0, 60, 5)]
    with collected() as found, Pool(threads) as pool:
        assert pool.each(job, pieces, 1) == pieces
    assert {each.message for each in found} == {f"From {first}." for first, _ in pieces}
    assert all(name.startswith("inlay") for name in names) == (threads > 1)


def test_a_piece_may_hand_out_pieces_itself():
    pieces = [(place, place + 1) for place in range(4)]
    with Pool(2) as pool:
        found = pool.each(lambda first, _: sum(pool.each(lambda place, _: first * place, pieces, 1)), pieces, 1)
    assert found == [0, 6, 12, 18]


def test_effort_shares_out_progress():
    told = []
    effort = Effort.of(1, told.append)
    effort.part(0.5, 1).part(0, 0.5).progress(1)
    with effort.part(0, 0.5).pool(10) as pool:
        pool.finish()
    assert told == [0.75, 0.5]


@pytest.mark.parametrize("options", [{"threads": 0}, {"threads": "two"}, {"tolerance": 0}, {"tolerance": 1.5}])
def test_impossible_efforts(options):
    with pytest.raises(ParameterError, match=next(iter(options))):
        Effort.of(**{"threads": 1, "progress": None, **options})


def test_threads_are_bounded_for_what_is_done_inside():
    before = available_threads()
    with bounded(1):
        assert available_threads() == 1 == Pool(None).threads
        assert Pool(3).threads == 3, "what is asked for is had"
        with Pool(2) as pool:
            assert pool.each(lambda *_: available_threads(), [(0, 1), (1, 2)], 1) == [1, 1]
    assert available_threads() == before <= 4
