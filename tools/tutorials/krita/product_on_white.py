"""Set a bowl on white, with the shadow that it cast on concrete."""

#: Around bowl and shadow, with a little of the ground.
AROUND = [(95, 190), (210, 65), (300, 10), (440, 1), (560, 15), (650, 72), (790, 100), (870, 190), (898, 290)]
AROUND += [(898, 400), (830, 545), (700, 607), (600, 607), (470, 590), (350, 520), (240, 400), (195, 345), (130, 280)]


def open_the_photograph(studio):
    yield from studio.open("bowl.jpg")
    studio.before = studio.export("before")


def white_below(studio):
    yield from studio.white_below()
    yield from studio.activate("Bowl")


def select(studio):
    yield from studio.lasso(*AROUND)


def paste(studio):
    yield from studio.menu("Paste with Shadow")
    yield from studio.choose()
    yield from studio.move_dialog()


def layers(studio):
    yield from studio.ok()


def result(studio):
    studio.beside(studio.before, studio.export("after"))
    yield 100
