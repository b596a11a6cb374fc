"""Take two masts and their wires out of an evening sky."""


def open_the_photograph(studio):
    studio.open("rocket.jpg")
    studio.before = studio.export("before")


def select(studio):
    studio.lasso((194, 116), (208, 116), (214, 190), (210, 372), (226, 398), (212, 427), (161, 427), (184, 190))
    second = (440, 116), (453, 116), (462, 190), (482, 427), (412, 427), (408, 390), (436, 366), (438, 190)
    studio.lasso(*second, add=True)


def menu(studio):
    studio.menu("Heal Selection")


def heal(studio):
    studio.dialog = studio.choose("Heal Selection")


def wire(studio):
    """Thin wires in the sky, which nobody has selected, are added by strokes."""
    studio.dialog.stroke((196, 125), (92, 180))
    studio.dialog.stroke((228, 94), (398, 95))
    studio.dialog.stroke((452, 125), (520, 170))
    studio.dialog.settle()


def result(studio):
    studio.dialog.ok()
    studio.beside(studio.before, studio.export("after"))
