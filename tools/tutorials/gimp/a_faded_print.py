"""Bring back the colours of a print that has yellowed, and take away a fold and its spots."""

#: Places of the spots, and how far they reach.
SPOTS = ((467, 108, 14), (371, 243, 10), (102, 648, 16), (497, 720, 12), (240, 774, 11))


def open_the_print(studio):
    studio.open("print.jpg")
    studio.before = studio.export("before")


def stretch(studio):
    studio.menu("Normalise")
    studio.dialog = studio.choose("Normalise")
    studio.dialog.set("per", "channel")
    studio.dialog.set("clip-dark", 0.5)
    studio.dialog.set("clip-bright", 0.5)


def select_the_damage(studio):
    studio.dialog.ok()
    studio.lasso((0, 624), (186, 631), (602, 640), (602, 652), (186, 643), (0, 636))
    for x, y, reach in SPOTS:
        studio.ellipse(x, y, reach)


def heal(studio):
    studio.menu("Heal Selection")
    studio.dialog = studio.choose("Heal Selection")


def result(studio):
    studio.dialog.ok()
    studio.beside(studio.before, studio.export("after"))
