"""Cut a lemur out with its fur, and set it before a meadow."""


def open_the_photographs(studio):
    yield from studio.open("meadow.jpg")
    yield from studio.open_as_layer("lemur.jpg", (LEFT, TOP))
    studio.before = studio.export("before")


def select(studio):
    yield from studio.lasso(*((x + LEFT, y + TOP) for x, y in AROUND))


def menu(studio):
    yield from studio.menu("Cut Out Selection")


def cut_out(studio):
    yield from studio.choose()
    yield from studio.set(mode="lasso")
    yield from studio.move_dialog()


def eyes(studio):
    """They have the colour of the leaves, and were taken for some."""
    for x, y in EYES:
        yield from studio.stroke((x + LEFT - 2, y + TOP), (x + LEFT + 2, y + TOP))


def result(studio):
    yield from studio.ok()


def before_and_after(studio):
    studio.beside(studio.before, studio.export("after"))
    yield 100


#: Where the lemur's picture lies on the meadow.
LEFT, TOP = 160, 226
EYES = [(296, 200), (358, 215)]
#: A loose lasso, in the lemur's own picture.
AROUND = [(250, 75), (300, 45), (360, 40), (420, 60), (460, 110), (500, 160), (525, 210), (540, 290), (545, 360)]
AROUND += [(520, 439), (180, 439), (150, 380), (148, 300), (165, 200), (205, 140)]
