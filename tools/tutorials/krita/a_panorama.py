"""Merge three photographs of a valley, and fill the corners that none of them shows."""

from .hand import ASIDE, mouse

#: Where the photographs meet, and the size that holds them all.
PLACES = {"mountains-1.jpg": (0, 40), "mountains-2.jpg": (430, 0), "mountains-3.jpg": (860, 30)}
SIZE = 1500, 840


def open_the_photographs(studio):
    yield from studio.open("mountains-1.jpg")
    studio.document.resizeImage(0, -PLACES["mountains-1.jpg"][1], *SIZE)
    for name, place in list(PLACES.items())[1:]:
        yield from studio.open_as_layer(name, place)
    yield from studio.fit()
    studio.before = studio.export("before")


def select_the_layers(studio):
    """A click on the uppermost, and one with Shift on the lowest."""
    first, last = studio.row(0), studio.row(2)
    yield from mouse("mousemove", *first, "click", 1, "sleep", 0.4, "keydown", "shift", "mousemove", *last)
    yield from mouse("click", 1, "sleep", 0.2, "keyup", "shift", "mousemove", *ASIDE)
    yield 500


def merge(studio):
    yield from studio.menu("Merge Layers")
    yield from studio.choose()
    yield from studio.move_dialog()


def fill_the_corners(studio):
    yield from studio.ok()
    yield from studio.menu("Fill Transparent Parts")
    yield from studio.choose()
    yield from studio.move_dialog()


def result(studio):
    yield from studio.ok()
    studio.above(studio.before, studio.export("after"))
