"""In the window: the artist's way to an operation and back: refusals, help, presets, repeating."""

import os
import re
import time
import urllib.parse
import urllib.request

import screen
import toolbox
from gi.repository import Gimp, GimpUi
from inlay.bridge import installation, table
from inlay.bridge.presets import Presets
from inlay.gimp import presets

APPLICATION = """[Desktop Entry]
Type=Application
Name=Reader
Exec=sh -c 'echo "$1" > {opened}' sh %u
MimeType=text/html;
"""


def _start(action, title):
    screen.choose(action)
    number = screen.window(title)
    time.sleep(0.5)
    return number


def check_a_wrong_start_is_refused_before_the_dialog():
    image, _, _, display = screen.scene()
    Gimp.Selection.none(image)
    image.clean_all()
    before = screen.state(image)
    _start("heal selection", "^Inlay$")
    screen.photograph("refused")
    report = screen.report("heal-selection")
    screen.press("Escape")
    assert "Error: Nothing is selected." in report, report
    assert Gimp.version() in report and "Inlay 0." in report and toolbox.FOLDER not in report, report
    time.sleep(0.5)
    assert screen.state(image) == before
    display.delete()


def check_what_the_worker_misses_is_told_before_the_dialog():
    image, _, _, display = screen.scene()
    before = screen.state(image)
    _start("sample conditional", "^Inlay$")
    screen.photograph("missing")
    assert not screen.is_open("^Sample Conditional$")
    report = screen.report("sample-conditional")
    screen.press("Escape")
    assert "Error: There is no oracle on this machine." in report and "Hint: Ask somebody else." in report, report
    assert screen.state(image) == before
    display.delete()


def check_help_opens_the_page_in_the_browser():
    opened = os.path.join(toolbox.FOLDER, "opened")
    applications = os.path.join(os.environ["HOME"], ".local/share/applications")
    os.makedirs(applications, exist_ok=True)
    with open(os.path.join(applications, "reader.desktop"), "w") as file:
        file.write(APPLICATION.format(opened=opened))
    os.makedirs(os.path.join(os.environ["HOME"], ".config"), exist_ok=True)
    with open(os.path.join(os.environ["HOME"], ".config/mimeapps.list"), "w") as file:
        file.write("[Default Applications]\ntext/html=reader.desktop\n")
    _image, _, _, display = screen.scene()
    dialog = _start("seamless clone", "^Seamless Clone$")
    for key in ("F1", "alt+h"):
        screen.press(key)
        screen.until(lambda: os.path.exists(opened) and os.path.getsize(opened), f"{key} opened nothing")
        with open(opened) as file:
            page = file.read().strip()
        assert page.endswith("help/seamless-clone.html"), page
        _check_the_page(page)
        os.remove(opened)
    assert screen.window("^Seamless Clone$") == dialog
    screen.press("Escape")
    time.sleep(0.5)
    display.delete()


def _check_the_page(address):
    """It is there, and so are all pictures that it shows."""
    path = urllib.request.url2pathname(urllib.parse.urlparse(address).path)
    with open(path, encoding="utf-8") as file:
        shown = re.findall(r'<img src="([^"]+)"', file.read())
    assert len(shown) > 20, shown
    files = [os.path.join(os.path.dirname(path), urllib.parse.unquote(each)) for each in shown]
    assert all(map(os.path.isfile, files)), files


def check_repeating_takes_the_same_source_again():
    image, _, fox, display = screen.scene()
    first = toolbox.call("seamless-clone", image, [fox], Gimp.RunMode.WITH_LAST_VALS).items["layer"]
    assert image.get_selected_layers() == [first] and not fox.get_visible()
    second = toolbox.call("seamless-clone", image, [first], Gimp.RunMode.WITH_LAST_VALS).items["layer"]
    assert first.get_name() in second.get_name() and second.get_name().count("(") == 1, second.get_name()
    assert toolbox.place(second) == toolbox.place(first)
    screen.photograph("repeated")
    before = screen.state(image)
    screen.press("ctrl+f")
    screen.arrived(image, 5, "Ctrl+F did nothing")
    assert image.get_selected_layers()[0].get_name().count("(") == 1
    screen.back_and_forth_one_step(image, before)
    # Of another operation the result is a picture like any other, and a script says what it means.
    # The last values may have moved it out of the selection.
    Gimp.Selection.none(image)
    other = toolbox.call("copy-paste", image, [second], Gimp.RunMode.WITH_LAST_VALS).items["layer"]
    assert second.get_name() in other.get_name()
    named = toolbox.succeed("seamless-clone", image, [second])["layer"]
    assert second.get_name() in named.get_name()
    display.delete()


def check_presets():
    GimpUi.init("presets")
    operation = next(each for each in table.load(installation.load().table) if each.id == "seamless-clone")
    folder = os.path.join(toolbox.FOLDER, "presets")
    settings, told = {"gradients": "stronger"}, []
    row = presets.Row(Presets(folder, operation), lambda: settings, settings.update, told.append)
    entry = row._list.get_child()
    entry.set_text(" Snow ")
    row._save.clicked()
    settings["gradients"] = "source"
    entry.set_text("Fur")
    row._save.clicked()
    assert Presets(folder, operation).names() == ["Fur", "Snow"] and not told
    row._list.set_active(1)
    assert settings == {"gradients": "stronger"} and row._remove.get_sensitive()
    row._remove.clicked()
    assert Presets(folder, operation).names() == ["Fur"] and entry.get_text() == ""
    assert not row._save.get_sensitive() and not row._remove.get_sensitive()
    entry.set_text("x" * 101)
    row._save.clicked()
    assert [error.message for error in told] == ["A preset needs a name."]
