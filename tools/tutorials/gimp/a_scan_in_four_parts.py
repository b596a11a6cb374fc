"""Put four scans of a painting together."""

PLACES = {"painting-2.jpg": (322, 0), "painting-3.jpg": (0, 260), "painting-4.jpg": (322, 260)}


def open_the_scans(studio):
    studio.open("painting-1.jpg")
    studio.image.resize(752, 600, 0, 0)
    for name, place in PLACES.items():
        studio.open_as_layer(name).set_offsets(*place)
    studio.fit()
    studio.before = studio.export("before")


def select_the_layers(studio):
    studio.image.set_selected_layers(studio.image.get_layers())
    studio.menu("Merge Layers")


def merge(studio):
    studio.dialog = studio.choose("Merge Layers")


def result(studio):
    studio.dialog.ok()
    studio.beside(studio.before, studio.export("after"))
