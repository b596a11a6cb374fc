"""Make a tile of a piece of old plaster."""

#: A piece that looks much the same everywhere.
PIECE = 90, 100, 265, 300


def open_the_photograph(studio):
    studio.open("plaster.jpg")


def choose_a_piece(studio):
    studio.rectangle(*PIECE)


def menu(studio):
    left, top, right, bottom = PIECE
    studio.image.crop(right - left, bottom - top, left, top)
    studio.fit()
    studio.before = studio.export("before")
    studio.menu("Make Tileable")


def tile(studio):
    studio.dialog = studio.choose("Make Tileable")


def result(studio):
    """Six tiles before and after."""
    studio.dialog.ok()
    after = studio.export("after")
    studio.beside(studio.tiled(studio.before), studio.tiled(after))
