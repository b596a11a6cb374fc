"""Turn a scanned ink drawing into shapes that stay sharp at any size."""

from krita import Krita

#: The left, top, width and height of an eye, and how many times as large it becomes.
EYE = 230, 225, 130, 120
TIMES = 4


def open_the_drawing(studio):
    yield from studio.open("cat.jpg")


def select_the_ink(studio):
    yield from studio.menu("Select by Threshold")
    yield from studio.choose()
    yield from studio.move_dialog()
    yield from studio.set(method="otsu", softness=100.0, invert=True)


def trace(studio):
    yield from studio.agree(lambda: studio.document.selection() is not None)
    yield from studio.menu("Trace to Path")
    yield from studio.choose()
    yield from studio.move_dialog()
    yield from studio.set(of="selection", yields="vector", fill="colour", tolerance=0.5)


def layers(studio):
    yield from studio.ok()
    Krita.instance().action("deselect").trigger()
    studio.layer("Cat").setVisible(False)
    yield from studio.white_below()


def large(studio):
    """An eye in a document four times as large: the scan, and the shapes."""
    document = studio.document
    document.scaleImage(document.width() * TIMES, document.height() * TIMES, 288, 288, "Bicubic")
    document.waitForDone()
    yield 1000
    box = [side * TIMES for side in EYE]
    shapes = studio.part("shapes", *box)
    for node in document.topLevelNodes():
        node.setVisible(node.name() == "Cat")
    studio.beside(studio.part("scan", *box), shapes)
