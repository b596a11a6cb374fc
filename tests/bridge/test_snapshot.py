"""What unchanged means: a result is refused where a place is not as it was, and a picture that is not is told of."""

import os

import pytest
from plugins.bridge import snapshot
from plugins.bridge.errors import DocumentChanged
from plugins.bridge.snapshot import Snapshot, fingerprint, fingerprint_of
from tests.bridge.fake_host import Raster

from inlay.contract.boxes import Box
from inlay.contract.planes import Encoding

BOX = Box(-2, 3, 9, 7)


@pytest.fixture
def raster():
    return Raster(BOX, "RGBA", "u16", os.urandom(BOX.area * 8))


def look(raster, box=BOX):
    return fingerprint(lambda *band: raster.read(Box(*band)), box, raster.pixel_bytes)


def changed(raster, offset):
    content = bytearray(raster.data)
    content[offset] ^= 1
    return Raster(raster.box, raster.model, raster.type, bytes(content))


def test_every_bit_of_a_picture_counts(raster):
    seen = look(raster)
    assert all(look(changed(raster, offset)) != seen for offset in range(len(raster.data)))


def test_bands_do_not_matter(raster, monkeypatch):
    seen = look(raster)
    monkeypatch.setattr(snapshot, "BAND_BYTES", 100)
    assert look(raster) == seen


def test_of_a_picture_that_is_too_large_rows_are_looked_at(raster, monkeypatch):
    monkeypatch.setattr(snapshot, "WATCHED_BYTES", 3 * 72)
    seen = look(raster)
    noticed = {offset // 72 for offset in range(len(raster.data)) if look(changed(raster, offset)) != seen}
    assert noticed == {0, 2, 4, 6}


def test_a_plane_has_the_fingerprint_of_what_it_was_read_from(raster, folder, monkeypatch):
    part = BOX.grow(-1)
    plane = folder.create(part, Encoding(raster.model, raster.type))
    plane.write(0, raster.read(part))
    assert fingerprint_of(plane) == look(raster, part)
    monkeypatch.setattr(snapshot, "WATCHED_BYTES", 100)
    assert fingerprint_of(plane) == look(raster, part)


def test_a_place_that_is_not_as_it_was_refuses_the_result():
    found, watched = {"place": 1, "picture": 2}, Snapshot()
    watched.place(lambda: found["place"])
    watched.picture("Fox", lambda: found["picture"], 2)
    watched.check()
    found["picture"] = None
    watched.check()
    found["place"] = 3
    with pytest.raises(DocumentChanged) as caught:
        watched.check()
    assert caught.value.code == "changed" and caught.value.hint


def test_pictures_that_are_not_as_they_were_are_told_once_each():
    found, watched = {"fox": 1, "selection": 2, "meadow": 3}, Snapshot()
    for name in (*found, "fox"):
        watched.picture(name, lambda name=name: found[name], found[name])
    assert watched.changes() == []
    found.update(fox=None, selection=4)
    told = watched.changes()
    assert [warning.code for warning in told] == ["changed", "changed"] and all(warning.hint for warning in told)
    assert [str(warning.message).split()[0] for warning in told] == ["fox", "selection"]
