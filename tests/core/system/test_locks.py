"""Locks: who has one, who waits for it, and what is left of it."""

import os
import threading

import pytest

from inlay.system import locks
from inlay.system.locks import alone, lock, open_locked

pytestmark = pytest.mark.skipif(not locks.THERE_ARE_LOCKS, reason="Windows locks what is open")


def test_a_file_is_locked_until_it_is_closed(tmp_path):
    path = tmp_path / "a"
    path.touch()
    first, second = (os.open(path, os.O_RDWR) for _ in range(2))
    assert lock(first) and not lock(second)
    os.close(first)
    assert lock(second)
    os.close(second)


def test_a_folder_is_locked(tmp_path):
    descriptor, other = open_locked(tmp_path), os.open(tmp_path, os.O_RDONLY)
    assert not lock(other)
    os.close(descriptor)
    assert lock(other)
    os.close(other)


def test_nobody_waits_forever_for_one_that_is_halted(tmp_path):
    path = tmp_path / "a.claim"
    with alone(path, 0), alone(path, 0.1):
        pass
    assert not path.exists()
    with alone(path, 0):
        with alone(path, 0.1):
            pass
        assert path.exists(), "it is the other's"


def test_one_after_the_other_is_alone_and_nothing_is_left(tmp_path):
    """Whoever waits for a file that is removed meanwhile makes it anew."""
    path, inside, most = tmp_path / "a.claim", [], []

    def work():
        for _ in range(20):
            with alone(path, 60):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert most == [1] * 80
    assert not path.exists()
