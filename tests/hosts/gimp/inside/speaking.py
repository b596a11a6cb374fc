"""GIMP was told to speak another language: menus, settings and errors are told in it."""

import json
import os

import toolbox
from gi.repository import Gimp, GLib

with open(os.path.join(toolbox.FOLDER, "pseudo.json"), encoding="utf-8") as file:
    WORDS = json.load(file)


def _clone():
    return Gimp.get_pdb().lookup_procedure("plug-in-inlay-seamless-clone")


def check_gimp_itself_speaks_it():
    assert GLib.dgettext("gimp30", "Layers") == "Ebenen"


def check_the_menu():
    assert _clone().get_menu_label() == f"_{WORDS['Seamless Clone']}...", _clone().get_menu_label()
    assert _clone().get_menu_paths() == [f"<Image>/Filters/Inlay/{WORDS['Blend']}"]


def check_a_setting():
    scene = next(each for each in _clone().get_arguments() if each.name == "destination")
    assert scene.nick.replace("_", "") == WORDS["Scene"], scene.nick


def check_no_letter_of_the_dialogs_own_buttons_is_taken():
    words = ("_OK", "_Cancel", "_Help", "_Reset", "_Load Saved Settings", "_Save Settings")
    buttons = [GLib.dgettext("gimp30-libgimp", text) for text in words]
    assert "_Hilfe" in buttons, buttons
    nicks = [each.nick for each in _clone().get_arguments()][3:]
    letters = [nick[nick.index("_") + 1].lower() for nick in (*buttons, *nicks) if "_" in nick]
    assert len(letters) > len(buttons) and len(set(letters)) == len(letters), (buttons, nicks)


def check_an_error():
    image = toolbox.new_image()
    toolbox.new_layer(image, "Snow", 40, 30, colour=(255, 255, 255, 255))
    layer = toolbox.new_layer(image, "Fox", 20, 10)
    answer = toolbox.call("seamless-clone", image, [layer])
    assert WORDS["{layer} is empty."].format(layer="Fox") in answer.message, answer.message
