"""Cut an astronaut out of her studio, and give her the light of a pier in the evening."""

from gi.repository import Gimp

#: Where the portrait stands on the beach.
LEFT, TOP = 244, 155
#: Roughly along the outline, in the portrait.
OUTLINE = [(25, 511), (20, 440), (30, 380), (48, 300), (60, 262), (85, 232), (112, 212), (113, 190), (125, 172)]
OUTLINE += [(150, 156), (175, 148), (182, 125), (165, 120), (152, 95), (155, 60), (175, 30), (205, 17), (240, 14)]
OUTLINE += [(275, 28), (297, 60), (300, 95), (290, 120), (268, 135), (265, 165), (290, 185), (304, 215), (306, 235)]
OUTLINE += [(335, 258), (352, 285), (360, 340), (405, 342), (445, 358), (475, 390), (497, 440), (506, 511)]
#: Inside of the sleeve and of the shoulder.
SLEEVE = [(72, 290), (56, 330), (50, 380), (50, 480)]
SHOULDER = [(305, 265), (324, 300), (330, 325)]


def open_the_photographs(studio):
    studio.open("pier.jpg")
    studio.open_as_layer("astronaut.jpg").set_offsets(LEFT, TOP)
    studio.fit()
    studio.before = studio.export("before")


def select(studio):
    studio.lasso(*((x + LEFT, y + TOP) for x, y in OUTLINE))


def cut_out(studio):
    studio.menu("Cut Out Selection")
    studio.dialog = studio.choose("Cut Out Selection")
    studio.dialog.set("inner", 1.5)
    studio.dialog.set("outer", 2)


def strokes(studio):
    """The flag on her sleeve was taken for the one behind her, and the shoulder frays."""
    for stroke in SLEEVE, SHOULDER:
        studio.dialog.stroke(*((x + LEFT, y + TOP) for x, y in stroke))
    studio.dialog.settle()


def harmonise(studio):
    studio.dialog.ok()
    Gimp.Selection.none(studio.image)
    studio.menu("Harmonise")
    studio.dialog = studio.choose("Harmonise")
    studio.dialog.set("model", "statistics")
    studio.dialog.set("strength", 30)
    studio.dialog.set("exposure", -0.3)


def layers(studio):
    studio.dialog.ok()
    Gimp.displays_flush()


def result(studio):
    studio.beside(studio.before, studio.export("after"))
