"""The files of frames: nobody gives back what he has not got, and nobody gets what is being written."""

import numpy as np
import pytest

from inlay.errors import ProtocolError
from inlay.worker.folder import Folder
from inlay.worker.slots import Slots


@pytest.fixture
def slots(tmp_path):
    (tmp_path / "private").mkdir(mode=0o700)
    return Slots(Folder(tmp_path / "private"), 1)


def test_a_slot_is_released_once_and_only_when_it_was_handed_over(slots):
    slot = slots.take()
    with pytest.raises(ProtocolError):
        slots.release(slot)
    slots.hand_over(slot)
    slots.release(slot)
    with pytest.raises(ProtocolError):
        slots.release(slot)


def test_what_nothing_became_of_is_free_again(slots):
    taken = [slots.take() for _ in range(3)]
    assert not slots.has_free
    slots.take_back(taken[1])
    assert slots.take() == taken[1]


def test_removing_files_that_cannot_be_removed_ends_nothing(slots, monkeypatch):
    slots.write(slots.take(), np.zeros((2, 2, 3), np.uint8))
    monkeypatch.setattr("pathlib.Path.unlink", lambda *_, **__: (_ for _ in ()).throw(PermissionError))
    slots.remove()
