"""Messages stay English for programs, and are told in the artist's language."""

import copy
import ctypes
import json
import pickle
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from inlay.contract import errors, language, protocol
from inlay.contract.language import _, begun_small, decimal, enumerated, joined, known, lowered, ngettext, told

GERMAN = {
    "Layer": "Ebene",
    "{layer} is empty.": "{layer} ist leer.",
    "{first} and {last}": "{first} und {last}",
    " or ": " oder ",
    "Paint on it.": "Malen Sie darauf.",
    "The layer with the subject.": "Die Ebene mit dem Motiv.",
    "Write {stem}.": "Schreiben Sie {stem}.",
    "{these}, {this}": "{these}/{this}",
    "Scale": "Größe",
    "1,000.5": "1.000,5",
    ("{count} layer", "{count} layers"): ("{count} Ebene", "{count} Ebenen"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of catalogues, and English after the test."""
    monkeypatch.setattr(language, "FOLDER", str(tmp_path))
    monkeypatch.setattr(language, "_catalogue", None)
    for name, texts in {"de": GERMAN, "pt_BR": {"Layer": "Camada"}, "zh_CN": {"Layer": "图层"}}.items():
        catalogue = Catalog(locale=name)
        for text, translation in texts.items():
            catalogue.add(text, translation)
        if name == "de":
            catalogue.add("Scale", "Faktor", context="Convolve")
        place = tmp_path / name / "LC_MESSAGES" / "inlay.mo"
        place.parent.mkdir(parents=True)
        with open(place, "wb") as file:
            write_mo(file, catalogue)
    return tmp_path


@pytest.fixture
def german(folder: Path) -> None:
    language.speak(["de_DE.UTF-8"])


def test_a_message_is_an_english_text():
    message = _("{layer} is empty.", layer="Sky")
    assert message == "Sky is empty."
    assert f"{message}" == "Sky is empty." and json.dumps({"message": message}) == '{"message": "Sky is empty."}'


def test_braces_without_values_stand_for_themselves():
    assert _("Write {stem}.") == "Write {stem}."


def test_values_are_kept_as_texts():
    assert _("{layer} is empty.", layer=Path("a.png")).values == {"layer": "a.png"}


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (_("{layer} is empty.", layer="Layer"), "Layer ist leer."),
        (_("{layer} is empty.", layer=known("Layer")), "Ebene ist leer."),
        (_("{layer} is empty.", layer=lowered("Layer")), "Ebene ist leer."),
        (_("Write {stem}."), "Schreiben Sie {stem}."),
        (ngettext("{count} layer", "{count} layers", 1, count=1), "1 Ebene"),
        (ngettext("{count} layer", "{count} layers", 3, count=3), "3 Ebenen"),
        (joined(_(" or "), ["a", known("Layer")]), "a oder Ebene"),
        (enumerated(["a", known("Layer"), "b"]), "a/Ebene/b"),
        (decimal("-0.25 %"), "-0,25 %"),
        (decimal("1,200.5 GB"), "1.200,5 GB"),
        (enumerated(["a"]), "a"),
        (known("Scale", "Convolve"), "Faktor"),
        (known("Scale", "Seamless Clone"), "Größe"),
        (known("Nobody knows this", "Convolve"), "Nobody knows this"),
        (begun_small("The layer with the subject."), "Die Ebene mit dem Motiv."),
        (_("Nobody has translated {this}.", this=known("Layer")), "Nobody has translated Ebene."),
        ("Layer", "Layer"),
        ("", ""),
    ],
)
def test_it_is_told_in_the_language(message, expected):
    assert told(message) == expected


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("message", "english"),
    [
        (lowered("Edge Radius"), "edge radius"),
        (begun_small("The layer."), "the layer."),
        (joined(", ", ["a", "b", "c"]), "a, b, c"),
        (joined(", ", []), ""),
        (enumerated(["a", "b", "c"]), "a, b, c"),
        (decimal("1,200.5 GB"), "1,200.5 GB"),
        (known("Scale", "Convolve"), "Scale"),
        (ngettext("{count} layer", "{count} layers", 2, count=2), "2 layers"),
    ],
)
def test_english_needs_no_catalogue(message, english):
    assert message == told(message) == english


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("travel", [copy.deepcopy, lambda text: pickle.loads(pickle.dumps(text))])
def test_it_survives_copies_and_processes(travel):
    message = ngettext("{count} layer", "{count} layers", 2, count=2)
    arrived = travel(_("{layer} is empty.", layer=message))
    assert arrived == "2 layers is empty." and told(arrived) == "2 Ebenen ist leer."


@pytest.mark.usefixtures("german")
def test_it_survives_the_pipe():
    message = _(
        "{first} and {last}", first=known("Layer"), last=ngettext("{count} layer", "{count} layers", 2, count=2)
    )
    arrived = language.from_json(json.loads(json.dumps(language.to_json(message))))
    assert arrived == "Layer and 2 layers" and told(arrived) == "Ebene und 2 Ebenen"


@pytest.mark.usefixtures("german")
def test_the_worker_s_errors_are_told_in_the_host_s_language():
    error = errors.RegionError(_("{layer} is empty.", layer="Sky"), _("Paint on it."))
    line = protocol.encode(protocol.failed(error, 7))
    arrived = errors.from_json(protocol.decode(line)["error"])
    assert str(arrived) == "Sky is empty. Paint on it."
    assert arrived.told() == "Sky ist leer. Malen Sie darauf."
    assert arrived.to_json() == {"code": "region", "message": "Sky is empty.", "hint": "Paint on it."}


@pytest.mark.usefixtures("german")
def test_errors_of_others_arrive_as_they_are():
    arrived = errors.from_json({"code": "failed", "message": "Layer", "hint": "Paint on it."})
    assert arrived.told() == "Layer Paint on it."


@pytest.mark.usefixtures("german")
def test_progress_is_told_in_the_host_s_language():
    message = protocol.decode(protocol.encode(protocol.progress(1, 0.5, _("Paint on it."))))
    assert message["doing"] == "Paint on it." and told(protocol.doing(message)) == "Malen Sie darauf."


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["de"], "Ebene"),
        (["de-AT"], "Ebene"),
        (["de_DE.UTF-8"], "Ebene"),
        (["ca_ES@valencia", "de"], "Ebene"),
        (["pt_BR"], "Camada"),
        (["pt"], "Camada"),
        (["pt-BR"], "Camada"),
        (["pt_PT.UTF-8"], "Camada"),
        (["de-CH-1996"], "Ebene"),
        (["zh"], "图层"),
        (["zh-CN"], "图层"),
        (["zh_CN.UTF-8"], "图层"),
        (["zh-Hans"], "图层"),
        (["zh-Hans-CN"], "图层"),
        (["zh-Hans-SG"], "图层"),
        (["zh_HANS"], "图层"),
        (["zh_HANT"], "Layer"),
        (["zh_TW"], "Layer"),
        (["zh-Hant"], "Layer"),
        (["zh-Hant-HK", "de"], "Ebene"),
        (["en_GB", "de"], "Layer"),
        (["C"], "Layer"),
        ([], "Layer"),
        (["../../de"], "Layer"),
    ],
)
def test_which_language_is_spoken(wanted, expected):
    language.speak(wanted)
    assert language.translated("Layer") == expected


@pytest.mark.parametrize(
    ("variables", "platform", "expected"),
    [
        ({"LANG": "de_DE.UTF-8"}, "linux", ["de_DE.UTF-8"]),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:fr"}, "linux", ["de", "fr"]),
        ({"LANG": "de_DE", "LC_MESSAGES": "fr_FR", "LC_ALL": ""}, "linux", ["fr_FR"]),
        ({"LANG": "de_DE", "LC_ALL": "C", "LANGUAGE": "de"}, "linux", []),
        ({"LANG": "C.UTF-8", "LANGUAGE": "de"}, "linux", []),
        ({"LANGUAGE": "de"}, "linux", []),
        ({"LANGUAGE": "de"}, "win32", ["de"]),
        ({"LANGUAGE": "de"}, "darwin", ["de"]),
        ({}, "win32", ["fr_FR"]),
        ({}, "darwin", ["zh-Hans-CN", "de"]),
        ({"LANG": "C"}, "darwin", []),
    ],
)
def test_what_a_user_has_set(variables, platform, expected, monkeypatch):
    def settings(command, **options):
        assert command[1:] == ["read", "-g", "AppleLanguages"]
        return subprocess.CompletedProcess(command, 0, '(\n    "zh-Hans-CN",\n    de\n)\n')

    monkeypatch.setattr(subprocess, "run", settings)
    windows = SimpleNamespace(kernel32=SimpleNamespace(GetUserDefaultUILanguage=lambda: 0x040C))
    monkeypatch.setattr(ctypes, "windll", windows, raising=False)
    monkeypatch.setattr(language.sys, "platform", platform)
    assert [name for name in language.from_environment(variables) if name] == expected


def test_a_mac_that_does_not_tell_speaks_english(monkeypatch, tmp_path):
    monkeypatch.setattr(language.sys, "platform", "darwin")
    monkeypatch.setattr(language, "SETTINGS_OF_MACOS", str(tmp_path / "defaults"))
    assert language.from_environment({}) == [""]


def test_no_text_is_none_in_any_language(folder: Path):
    tell = language.translator("de")
    assert tell("Layer") == "Ebene" and tell("") == ""


def test_what_holds_no_catalogue_is_no_language(folder: Path):
    (folder / ".DS_Store").touch()
    (folder / "xx").mkdir()
    assert "de" in language.languages() and not {".DS_Store", "xx"} & set(language.languages())


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("layer", "expected"),
    [("Fox", "Fox (Ebene)"), ("Fox (Ebene)", "Fox (Ebene)"), ("Fox (Layer)", "Fox (Layer) (Ebene)"), ("", "Ebene")],
)
def test_what_was_done_stands_once_in_a_name(layer, expected):
    done = known("Layer")
    assert language.told_once(_("{name} ({done})", name=layer, done=done) if layer else done) == expected


@pytest.mark.parametrize("record", [None, 7, ["a"], ["a", "b", [], "", 1], ["a", "b", {"c": 1}, "", 1]])
def test_what_is_no_text_is_refused(record):
    with pytest.raises(TypeError):
        language.from_json(record)
