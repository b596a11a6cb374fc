"""In the window: undo and redo of what is cut out, and the dialogs of the operations that do it."""

import time

import screen
import toolbox
from gi.repository import Gimp

from workspace import FOX, SNOW, Workspace

#: Nothing of it is red.
SEA = (40, 70, 130)


def check_undo_and_redo_of_what_is_cut_out():
    image, _, fox, display = screen.scene()
    trimap = toolbox.new_layer(image, "Trimap", 120, 90, (60, 50), colour=(0, 0, 0, 255))
    levels = [0 if x < 30 else 255 if x > 80 else 128 for _ in range(90) for x in range(120)]
    toolbox.put(trimap, bytes(value for level in levels for value in (level, level, level, 255)))
    image.set_selected_layers([fox])
    image.clean_all()
    before = screen.state(image)
    for result in ("layer", "layer-with-mask", "selection", "channel"):
        toolbox.succeed("cut-out", image, [fox], trimap_item=trimap, result=result, hide_image=result == "layer")
        if result != "channel":  # GIMP's redo selects it
            screen.back_and_forth(image, before, result)
        screen.press("ctrl+z")
        screen.until(lambda: screen.is_as(image, before), f"one undo leaves something of {result}")
    display.delete()


def check_the_background_is_removed():
    """The subject is what the sample package finds red; a stroke adds what is not."""
    image, _, fox, display = screen.scene()
    Gimp.Selection.none(image)
    picture = toolbox.new_layer(image, "Picture", 300, 200)
    inside = [(x - 200) ** 2 + (y - 90) ** 2 < 60**2 for y in range(200) for x in range(300)]
    toolbox.put(picture, b"".join(bytes((*FOX, 255) if is_in else (*SEA, 255)) for is_in in inside))
    fox.set_visible(False)
    image.set_selected_layers([picture])
    image.clean_all()
    before = screen.state(image)
    with Workspace("Remove Background") as work:
        work.shows(FOX, 200, 90, "the subject")
        work.shows(SNOW, 20, 20, "no background")
        screen.photograph("background-removed")
        work.hover(60, 150)
        work.drag((50, 150), (80, 150))
        work.shows(SEA, 65, 150, "what was painted")
        screen.photograph("background-painted")
        screen.press("alt+o")
        screen.arrived(image, 4)
    result = image.get_layers()[0]
    assert result.get_name() == "Picture (Remove Background)" and not picture.get_visible()
    left, top, width, _ = toolbox.place(result)
    opacity = toolbox.get(result)[3::4]
    seen = [opacity[(y - top) * width + x - left] for x, y in ((200, 90), (65, 150), (130, 60))]
    assert seen == [255, 255, 0], seen
    screen.window("GIMP$")
    screen.back_and_forth(image, before)
    display.delete()


def check_the_dialogs_of_cutting_out():
    """A trimap is chosen, settings are typed; what comes out is what the scripts get."""
    image, _, fox, display = screen.scene()
    for name in ("Cut Out with Trimap", "Refine Edge", "Select by Threshold"):
        screen.choose(name)
        screen.window(f"^{name}$")
        time.sleep(0.4)
        screen.photograph(name.lower().replace(" ", "-"))
        screen.press("Escape")
        time.sleep(0.5)
    screen.choose("make trimap")
    screen.window("^Make Trimap$")
    time.sleep(0.3)
    screen.press("alt+o")
    screen.arrived(image, 3, "the dialog yielded no layer")
    assert image.get_layers()[0].get_name() == "Fox (Trimap)", toolbox.stack(image)
    assert fox.get_visible()
    display.delete()
