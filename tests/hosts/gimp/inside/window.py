"""In the window: undo and redo, the dialog, the values it remembers, and Cancel."""

import subprocess
import time

import screen
import toolbox
from gi.repository import Gimp

FOX = (180, 90, 30)


def check_undo_and_redo_of_a_layer_and_a_hidden_source():
    image, _, fox, display = screen.scene()
    before = screen.state(image)
    toolbox.succeed("seamless-clone", image, [fox], hide_source=True)
    assert not fox.get_visible()
    screen.back_and_forth(image, before)
    display.delete()


def check_undo_and_redo_of_everything_at_once():
    image, _, fox, display = screen.scene()
    before = screen.state(image)
    toolbox.succeed("sample-everything", image, [fox], hide_source=True)
    screen.back_and_forth(image, before)
    display.delete()


def check_the_dialog_and_its_values():
    image, _, _, display = screen.scene()
    screen.choose("seamless clone")
    screen.window("^Seamless Clone$")
    time.sleep(0.5)
    screen.photograph("dialog")
    screen.press(_mnemonic("keep-source-colour"))
    subprocess.run(["xdotool", "type", "100"], check=True)
    screen.press("Tab")
    screen.press("alt+o")
    screen.arrived(image, 3, "the dialog yielded no layer")
    first = image.get_layers()[0]
    assert first.get_name() == "Fox (Seamless Clone)"
    expected = toolbox.get(first)
    middle = 4 * (first.get_height() // 2 * first.get_width() + first.get_width() // 2)
    assert tuple(expected[middle : middle + 3]) == FOX
    image.set_selected_layers([image.get_layers()[1]])
    answer = toolbox.call("seamless-clone", image, [image.get_layers()[1]], Gimp.RunMode.WITH_LAST_VALS)
    assert answer.success, answer.message
    assert toolbox.get(answer.items["layer"]) == expected, "the last values are remembered"
    screen.choose("seamless clone")
    screen.window("^Seamless Clone$")
    time.sleep(0.3)
    before = screen.state(image)
    screen.press("Escape")
    time.sleep(1)
    assert screen.state(image) == before
    display.delete()


def _mnemonic(argument):
    """The keys that lead to a setting of Seamless Clone."""
    clone = Gimp.get_pdb().lookup_procedure("plug-in-inlay-seamless-clone")
    label = next(each.nick for each in clone.get_arguments() if each.name == argument)
    return f"alt+{label[label.index('_') + 1].lower()}"


#: What artists type, and the dialogs that they want to find with it.
SEARCHED = {
    "remove background": "^Remove Background$",
    "select and mask": "^(Cut Out Selection|Refine Edge)$",
    "content aware fill": "^Heal Selection$",
    "matting hair": "^(Remove Background|Cut Out .*|Refine Edge|Make Trimap|Clean Edge Colours)$",
    "photomerge": "^Merge Layers$",
}


def check_words_of_other_programs_find_entries():
    image, _, _, display = screen.scene()
    before = screen.state(image)
    for words, title in SEARCHED.items():
        screen.choose(words)
        screen.window(title)
        time.sleep(0.5)
        screen.press("Escape")
        screen.until(lambda title=title: not screen.is_open(title), f"{title} does not close")
        screen.window("Untitled.*GIMP$")
        time.sleep(0.3)
    assert screen.state(image) == before
    display.delete()


def check_an_error_offers_a_report():
    image, _, _, display = screen.scene()
    before = screen.state(image)
    screen.choose("sample fail")
    screen.window("^Sample Fail$")
    time.sleep(0.3)
    screen.press("alt+o")
    screen.window("^Inlay$")
    report = screen.report("sample-fail")
    screen.photograph("report")
    assert f"gimp {Gimp.version()}" in report, report
    assert "This went wrong." in report and "Settings: " in report, report
    assert screen.is_open("^Inlay$"), "who copies a report still reads the error"
    screen.press("Escape")
    screen.until(lambda: not screen.is_open("^Inlay$"), "the window does not close")
    assert screen.state(image) == before
    display.delete()


def check_cancel():
    toolbox.demand_no_planes()
    image, _, _, display = screen.scene()
    before = screen.state(image)
    screen.choose("sample slow")
    screen.window("^Sample Slow$")
    time.sleep(0.3)
    screen.press("alt+o")
    screen.until(toolbox.planes_left, "the work did not begin")
    time.sleep(1)
    screen.photograph("progress")
    screen.window("Untitled.*GIMP$")
    for across in range(1040, 940, -20):
        # The button at the end of the status bar.
        if toolbox.planes_left():
            subprocess.run(["xdotool", "mousemove", "--sync", str(across), "852", "click", "1"], check=True)
            time.sleep(0.2)
    screen.until(lambda: not toolbox.planes_left(), "planes are left")
    time.sleep(0.5)
    assert screen.state(image) == before
    display.delete()
