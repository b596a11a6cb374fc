"""A picture without a position lies on one of its size, in every operation that is declared."""

import warnings

import numpy as np
import pytest
from PIL import Image
from tests.files.drawn import disc, noise, save
from tests.files.openraster import ora

from inlay.contract.boxes import Box
from inlay.errors import InlayWarning, InputError
from inlay.files.command_line import reference
from inlay.files.inputs import roles
from inlay.operations import registry

HEIGHT, WIDTH = 40, 60
LAID = [
    (operation, entry)
    for operation in registry.operations()
    for entry in operation.inputs
    if not (
        {"below", "visible", "layers", "backdrop"} & {*entry.kinds, entry.content}
        or (entry.active and "layer" in entry.kinds)
    )
]
#: A role of every kind: what is made of a picture of another size depends on nothing else.
ONE_OF_A_KIND = list({(entry.kinds, entry.content, entry.active): (each, entry) for each, entry in LAID}.values())


def _has_active_picture(operation):
    return any(each.active and "layer" in each.kinds for each in operation.inputs)


def ids(value):
    return value.id if hasattr(value, "id") else value.role


def drawing(entry, height=HEIGHT, width=WIDTH):
    """What a role may hold, growing at the right and below by repetition only."""
    if entry.kinds[0] == "selection" or entry.content == "coverage":
        plane = disc(HEIGHT, WIDTH)
    elif entry.content == "trimap":
        plane = np.maximum(disc(HEIGHT, WIDTH), (disc(HEIGHT, WIDTH, 9) > 0) * np.uint8(128))
    else:
        plane = noise(HEIGHT, WIDTH, 3)
    missing = [(0, max(0, height - HEIGHT)), (0, max(0, width - WIDTH)), (0, 0)]
    return np.pad(plane[:height, :width], missing[: plane.ndim], mode="edge")


@pytest.fixture
def gathered(tmp_path, monkeypatch):
    """The pictures of an operation all of whose roles have files of one size but one."""
    monkeypatch.chdir(tmp_path)

    def gather(operation, changed, pixels, place="", at=None):
        given = {}
        for entry in operation.inputs:
            save(f"{entry.role}.png", pixels if entry is changed else drawing(entry))
            given[entry.role] = [reference.parse(f"{entry.role}.png{place if entry is changed else ''}")]
        return roles.gather(operation, given, operation.check({}), at).images[changed.role]

    return gather


@pytest.mark.parametrize(("operation", "entry"), LAID, ids=ids)
def test_another_size_is_refused_or_placed(gathered, operation, entry):
    half = drawing(entry)[::2, ::2]
    with pytest.raises(InputError) as told:
        gathered(operation, entry, half)
    assert f"The {entry.role} is {WIDTH // 2} x {HEIGHT // 2} and the " in told.value.message
    assert f"is {WIDTH} x {HEIGHT}" in told.value.message
    assert f"--{entry.role} FILE@X,Y" in told.value.hint
    placed = gathered(operation, entry, half, "@20,10")
    assert placed.x >= 20 and placed.y >= 10


@pytest.mark.parametrize(("operation", "entry"), ONE_OF_A_KIND, ids=ids)
@pytest.mark.parametrize("slip", [(1, 1), (0, 2), (-2, 0), (-1, 1)])
def test_a_pixel_or_two_are_a_slip(gathered, operation, entry, slip):
    height, width = HEIGHT + slip[0], WIDTH + slip[1]
    with pytest.warns(InlayWarning, match=f"The {entry.role} is {width} x {height} and the .* is {WIDTH} x {HEIGHT};"):
        found = gathered(operation, entry, drawing(entry, height, width))
    right = gathered(operation, entry, drawing(entry))
    assert found.box == right.box
    kept = right.pixels[: HEIGHT - 2] if slip[0] < 0 and entry.content in ("picture", "scribbles") else right.pixels
    np.testing.assert_array_equal(found.pixels[: len(kept)], kept)


@pytest.mark.parametrize(("operation", "entry"), [pair for pair in LAID if _has_active_picture(pair[0])], ids=ids)
def test_it_moves_with_the_active_picture(gathered, operation, entry):
    still, moved = (gathered(operation, entry, drawing(entry), at=at) for at in ((0, 0), (5, 3)))
    assert (moved.x, moved.y) == (still.x + 5, still.y + 3)


def test_two_sizes_are_both_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, (height, width) in {"source": (20, 30), "destination": (40, 60), "region": (10, 15)}.items():
        save(f"{name}.png", disc(height, width))
    given = {name: [reference.parse(f"{name}.png")] for name in ("source", "destination", "region")}
    operation = registry.find("seamless-clone")
    with pytest.raises(InputError, match="is 15 x 10, the source is 30 x 20 and the destination is 60 x 40"):
        roles.gather(operation, given, operation.check({}))


def test_layers_have_a_place_of_their_own(tmp_path, monkeypatch):
    """A layer of a file lies where it lies; a picture of the active layer's size lies on that."""
    monkeypatch.chdir(tmp_path)
    layers = [
        {"name": "Picture", "pixels": noise(20, 30, 3), "x": 7, "y": 5},
        {"name": "Mask", "pixels": disc(10, 12), "x": 11, "y": 9},
    ]
    ora("roles.ora", (WIDTH, HEIGHT), layers)
    save("small.png", disc(20, 30))
    save("large.png", disc(HEIGHT, WIDTH))
    operation = registry.find("grayscale")

    def place_of(region):
        given = {"source": [reference.parse("roles.ora#Picture")], "region": [reference.parse(region)]}
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return roles.gather(operation, given, operation.check({})).images["region"].box

    rows, columns = np.nonzero(disc(10, 12))
    assert (place_of("roles.ora#Mask").x, place_of("roles.ora#Mask").y) == (11 + columns.min(), 9 + rows.min())
    rows, columns = np.nonzero(disc(20, 30))
    assert (place_of("small.png").x, place_of("small.png").y) == (7 + columns.min(), 5 + rows.min())
    rows, columns = np.nonzero(disc(HEIGHT, WIDTH))
    assert place_of("large.png").x == max(7, columns.min()) and place_of("large.png").y == max(5, rows.min())


def test_a_backdrop_may_be_larger(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    operation = registry.find("cut-out")
    for entry in operation.inputs:
        save(f"{entry.role}.png", noise(90, 100, 3) if entry.content == "backdrop" else drawing(entry))
    given = {entry.role: [reference.parse(f"{entry.role}.png")] for entry in operation.inputs}
    assert roles.gather(operation, given, operation.check({})).images["backdrop"].box == Box(0, 0, 100, 90)


def test_a_turned_mask_has_its_size_after_turning(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save("source.png", noise(HEIGHT, WIDTH, 3))
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.ascontiguousarray(np.rot90(disc(HEIGHT, WIDTH)))).save("region.png", exif=exif)
    operation = registry.find("gaussian-blur")
    given = {name: [reference.parse(f"{name}.png")] for name in ("source", "region")}
    region = roles.gather(operation, given, operation.check({})).images["region"]
    assert np.array_equal(region.crop(Box(0, 0, WIDTH, HEIGHT)).pixels, disc(HEIGHT, WIDTH))
