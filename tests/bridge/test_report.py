"""A report says what helps, and nothing of the artist's own."""

import os
import platform
import sys

import pytest
from plugins.bridge import log, report

from inlay.contract.errors import FileError, InputError


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "anna"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def installed(record, home):
    data = home / ".local/share/inlay"
    (data / "log").mkdir(parents=True)
    return record._replace(table=str(data / "operations.json"), log=str(data / "log/worker.log"))


def test_versions_error_and_log(installed):
    log.note(installed.log, "worker", "".join(f"line {number}\n" for number in range(100)))
    told = report.text(InputError("Nothing is selected.", "Select."), "cut-out-selection", "GIMP 3.0.4", installed)
    for word in (installed.version, "GIMP 3.0.4", platform.python_version(), platform.system(), "cut-out-selection"):
        assert word in told
    assert "Nothing is selected. (input)" in told and "Hint: Select." in told
    assert told.endswith("line 98\nline 99\n") and "line 60\n" in told and "line 59\n" not in told


def test_without_an_installation_or_a_log(installed):
    assert "not known" in report.text(InputError("No."), "heal", "Krita 5.2.9")
    assert told_of("No.", installed).endswith("none\n")


def told_of(message, installed):
    return report.text(FileError(message), "trace", "Krita 5.2.9", installed)


@pytest.mark.parametrize(
    "secret",
    [
        "/home/anna/Wedding Miller/IMG 2031.jpg",
        "/mnt/clients/Miller/secret.tif",
        "~/Pictures/secret.ora",
        "C:\\Users\\Anna\\Wedding Miller\\secret.PNG",
        "\\\\server\\Miller\\secret.psd",
        "file:///home/anna/Miller/secret.svg",
        "/media/Miller/secret",
        "secret.kra",
    ],
)
@pytest.mark.parametrize("sentence", ["{} cannot be read.", "'{}' is no picture.", "“{}” (file)", "No such file: '{}'"])
def test_no_name_of_a_file_is_left(installed, secret, sentence):
    log.note(installed.log, "worker", sentence.format(secret) + "\n")
    told = told_of(sentence.format(secret), installed).lower()
    for word in ("secret", "miller", "anna", "wedding", "2031"):
        assert word not in told, told
    assert sentence.split("{}")[1].strip(" '.").split(" ")[-1].lower().strip("”()") in told, "the sentence stays"


def test_where_the_programs_are_is_told_without_the_home_folder(installed, home):
    data = os.path.dirname(installed.table)
    log.note(
        installed.log,
        "worker",
        f'  File "{data}/environment/lib/inlay/poisson/solving.py", line 7\n'
        f'  File "{home}/somewhere/plugin.py", line 3\n'
        f"{sys.prefix}/lib/x.json is missing\n",
    )
    told = told_of("No.", installed)
    assert '  File "~/.local/share/inlay/environment/lib/inlay/poisson/solving.py", line 7' in told
    assert '  File "~/somewhere/plugin.py", line 3' in told
    assert "lib/x.json is missing" in told
    assert str(home) not in told


def test_other_words_stay(installed):
    words = "Half and/or 3/4 of 12 pixels: 0.5 1e-5 a/b <b> ratio 16:9, numpy.float32, module 'inlay.poisson'"
    log.note(installed.log, "worker", words + "\n")
    assert words in told_of("No.", installed)


def test_settings_without_words_of_the_artists(installed):
    settings = {
        "radius": 2.5,
        "gradients": "stronger",
        "at": [3, -4],
        "hide": True,
        "label": "Miller wedding",
        "x": None,
    }
    told = report.text(InputError("No."), "heal", "Krita 5.2.9", installed, settings)
    assert "Settings: radius=2.5, gradients=stronger, at=(3, -4), hide=True, label=…, x=None\n" in told
    assert "Settings" not in report.text(InputError("No."), "heal", "Krita 5.2.9", installed)
