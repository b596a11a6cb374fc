"""In the window: undo and redo of what is cut out, and the dialogs of the operations that do it."""

import time

import screen
import toolbox


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
        screen.until(lambda: screen.state(image) == before, f"one undo leaves something of {result}")
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
    screen.until(lambda: len(image.get_layers()) == 3, "the dialog yielded no layer")
    assert image.get_layers()[0].get_name() == "Fox (Trimap)", toolbox.stack(image)
    assert fox.get_visible()
    display.delete()
