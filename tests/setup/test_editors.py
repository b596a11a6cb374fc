import pytest
from tests.setup.machine import program, tree

from inlay_setup import editors
from inlay_setup.interpreters import Interpreter
from inlay_setup.locations import locate


def find(artist, machine, **variables):
    return {editor.name: editor for editor in editors.find(artist, machine.run, variables)}


def install(artist, name, script="exit 0"):
    program(artist.home.parent / "programs" / name, script)


def flatpak(artist, name):
    (artist.system / "var/lib/flatpak/app" / name).mkdir(parents=True)


def test_nothing(artist, machine):
    assert find(artist, machine) == {}


def test_every_gimp_3_that_has_run(artist, machine, home):
    for name in ("2.10", "3.0", "3.2", "3.x", "3.2-backup"):
        (home / ".config/GIMP" / name).mkdir(parents=True)
    found = find(artist, machine)
    assert list(found) == ["GIMP 3.0", "GIMP 3.2"]
    assert found["GIMP 3.2"].plugin == home / ".config/GIMP/3.2/plug-ins/inlay"
    assert not any(editor.problem for editor in found.values())


def test_a_gimp_that_never_ran(artist, machine, home):
    (home / ".config/GIMP/3.0").mkdir(parents=True)
    for name in ("gimp-3.0", "gimp-3.2", "gimp-console-3.2"):
        install(artist, name)
    before = tree(home)
    found = find(artist, machine)
    assert not found["GIMP 3.0"].problem
    assert "not been started" in found["GIMP 3.2"].problem
    assert "Start GIMP once" in found["GIMP 3.2"].hint
    assert found["GIMP 3.2"].plugin is None
    assert tree(home) == before, "looking makes no folder"


def test_an_old_gimp(artist, machine):
    install(artist, "gimp")
    answer = machine._answer
    machine._answer = lambda words, text: (
        "GNU Image Manipulation Program version 2.10.34" if "--version" in text else ""
    )
    assert "too old" in find(artist, machine)["GIMP 2.10"].problem
    machine._answer = answer


def test_gimp_in_a_folder_of_its_own(artist, machine, tmp_path):
    chosen = tmp_path / "my gimp"
    chosen.mkdir()
    assert find(artist, machine, GIMP3_DIRECTORY=str(chosen))["GIMP my gimp"].folder == chosen


def test_krita(artist, machine, home):
    install(artist, "krita")
    assert "Start Krita once" in find(artist, machine)["Krita"].hint
    (home / ".local/share/krita").mkdir(parents=True)
    found = find(artist, machine)["Krita"]
    assert not found.problem
    assert found.plugin == home / ".local/share/krita/pykrita/inlay"
    assert found.settings == home / ".config/kritarc"


def test_krita_of_macos_and_windows(machine, home):
    mac = locate(variables={"HOME": str(home)}, platform="darwin")
    (home / "Library/Application Support/krita").mkdir(parents=True)
    (home / "Library/Application Support/GIMP/3.0").mkdir(parents=True)
    found = find(mac, machine)
    assert found["Krita"].settings == home / "Library/Preferences/kritarc"
    assert found["GIMP 3.0"].plugin == home / "Library/Application Support/GIMP/3.0/plug-ins/inlay"
    windows = locate(variables={"USERPROFILE": str(home), "PATH": ""}, platform="win32")
    (home / "AppData/Roaming/krita").mkdir(parents=True)
    (home / "AppData/Roaming/GIMP/3.0").mkdir(parents=True)
    found = find(windows, machine)
    assert found["Krita"].settings == home / "AppData/Local/kritarc"
    assert found["GIMP 3.0"].folder == home / "AppData/Roaming/GIMP/3.0"


def test_a_flatpak_needs_a_python_in_the_home_folder(artist, machine, home):
    flatpak(artist, "org.kde.krita")
    flatpak(artist, "org.gimp.GIMP")
    (home / ".var/app/org.kde.krita/data/krita").mkdir(parents=True)
    (home / ".config/GIMP/3.2").mkdir(parents=True)
    found = find(artist, machine)
    assert found["Krita (Flatpak)"].settings == home / ".var/app/org.kde.krita/config/kritarc"
    outside = Interpreter(home.parent / "programs/python3.13", (3, 13, 5))
    inside = Interpreter(program(home / ".local/share/uv/python3.13"), (3, 13, 5))
    for editor in found.values():
        assert editor.sandboxed
        refused = editors.with_interpreter(editor, outside, artist)
        assert "sandbox" in refused.problem
        assert "uv" in refused.hint
        assert editors.with_interpreter(editor, inside, artist) == editor
        elsewhere = artist._replace(data=home.parent / "elsewhere")
        assert "--prefix" in editors.with_interpreter(editor, inside, elsewhere).hint


def test_inside_of_a_flatpak_any_python_will_do(artist, machine, home):
    """There an editor sets Inlay up itself, in the folders that its sandbox names."""
    artist.system.mkdir(exist_ok=True)
    (artist.system / ".flatpak-info").touch()
    flatpak(artist, "org.gimp.GIMP")
    (home / ".config/GIMP/3.2").mkdir(parents=True)
    private = home / ".var/app/org.kde.krita"
    (private / "data/krita").mkdir(parents=True)
    artist = artist._replace(resources=private / "data", settings=private / "config")
    found = find(artist, machine)
    assert set(found) == {"Krita"} and not found["Krita"].sandboxed
    assert found["Krita"].settings == private / "config/kritarc"
    artist = artist._replace(settings=home / ".config")
    assert not find(artist, machine)["GIMP 3.2"].sandboxed


def test_a_native_gimp_beside_a_flatpak_is_served_with_any_python(artist, machine, home):
    flatpak(artist, "org.gimp.GIMP")
    install(artist, "gimp-3.0")
    (home / ".config/GIMP/3.0").mkdir(parents=True)
    assert not find(artist, machine)["GIMP 3.0"].sandboxed


def test_a_flatpak_that_never_ran(artist, machine):
    flatpak(artist, "org.gimp.GIMP")
    flatpak(artist, "org.kde.krita")
    found = find(artist, machine)
    assert "Start GIMP once" in found["GIMP (Flatpak)"].hint
    assert "Start Krita once" in found["Krita (Flatpak)"].hint


@pytest.mark.parametrize("kind", ["gimp", "krita"])
def test_snaps_are_found_and_refused(artist, machine, kind, tmp_path):
    (artist.system / "snap" / kind).mkdir(parents=True)
    program(tmp_path / "snap/bin" / kind)
    artist = artist._replace(search=f"{artist.search}:{tmp_path / 'snap/bin'}")
    (editor,) = find(artist, machine).values()
    assert "Snap" in editor.name
    assert "plug-ins" in editor.problem
    assert "Flathub" in editor.hint


def test_folders_of_a_snap_are_not_served(artist, machine, home):
    (artist.system / "snap/gimp").mkdir(parents=True)
    (home / ".config/GIMP/3.2").mkdir(parents=True)
    assert all(editor.problem for editor in find(artist, machine).values())


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("gimp-3.0", "gimp", True),
        ("gimp", "gimp", True),
        ("krita", "krita", True),
        ("kritarunner", "krita", False),
        ("gimp-console-3.0", "gimp", False),
        ("krita", "gimp", False),
    ],
)
def test_whether_one_runs(artist, machine, name, kind, expected):
    (artist.system / "proc/4711").mkdir(parents=True)
    (artist.system / "proc/4711/comm").write_text(f"{name}\n")
    assert editors.running(kind, artist, machine.run) is expected
