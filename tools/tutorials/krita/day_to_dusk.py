"""Give mountains at noon the light of another evening."""


def open_the_photographs(studio):
    yield from studio.open("mountains.jpg")
    yield from studio.open_as_layer("pier.jpg")


def evening_below(studio):
    """The evening is only there for its colours: it lies below, and is seen no more."""
    yield from studio.lower()
    yield from studio.activate("Mountains")
    studio.before = studio.export("before")


def harmonise(studio):
    yield from studio.menu("Harmonise")
    yield from studio.choose()
    yield from studio.move_dialog()
    yield from studio.set(model="monge-kantorovich")


def darker(studio):
    yield from studio.set(exposure=-0.6)


def result(studio):
    yield from studio.ok()
    studio.beside(studio.before, studio.export("after"))
