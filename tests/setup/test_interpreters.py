import pytest
from tests.setup.machine import program

from inlay_setup import interpreters
from inlay_setup.errors import InstallationError


def test_one_on_the_path(artist, machine):
    found = interpreters.find(artist, machine.run)
    assert found.version == (3, 13, 5)
    assert found.executable.name == "python3.13"


def test_the_real_one_is_understood():
    import sys

    found = interpreters.examine(sys.executable)
    assert found is not None
    assert found.version == sys.version_info[:3]
    assert found.venv


@pytest.mark.parametrize(
    "answer",
    [
        {"version": [3, 10, 4]},
        {"version": [3, 15, 0]},
        {"implementation": "pypy"},
        {"bits": 32},
        {"free_threaded": True},
        {"system": "mingw_x86_64_ucrt"},
    ],
)
def test_an_unsupported_python_is_passed_over(artist, machine, answer):
    machine.python.update(answer)
    with pytest.raises(InstallationError, match=r"3\.11, 3\.12, 3\.13 or 3\.14") as caught:
        interpreters.find(artist, machine.run)
    assert "Install" in caught.value.hint
    assert "uv" in caught.value.hint


def test_a_python_that_does_not_answer_is_passed_over(artist, machine):
    """Such as a shim of pyenv for a version that is not chosen."""
    machine.failing["python3.13"] = "pyenv: python3.13: command not found"
    with pytest.raises(InstallationError):
        interpreters.find(artist, machine.run)


def test_uvs_is_taken_where_the_path_has_none(artist, machine, home):
    managed = program(home / ".local/share/uv/python/cpython-3.13/bin/python3.13")
    program(home.parent / "programs/uv")
    machine.failing["programs/python3.13"] = "broken"

    def run(command, **options):
        if "find" in map(str, command):
            return interpreters.programs.Finished(0, f"{managed}\n")
        return machine.run(command, **options)

    assert interpreters.find(artist, run).executable == managed


def test_uv_fetches_one_only_if_it_may(artist, machine, home):
    program(home.parent / "programs/uv")
    machine.failing.update({"programs/python3.13": "broken", "python find": "no interpreter found"})
    with pytest.raises(InstallationError):
        interpreters.find(artist, machine.run, fetch=False)
    assert not machine.called("python install")
    with pytest.raises(InstallationError):
        interpreters.find(artist, machine.run)
    assert machine.called("uv python install 3.13")


def test_a_sandboxed_editor_gets_one_in_the_home_folder(artist, machine, home):
    program(home / ".pyenv/shims/python3.12")
    artist = artist._replace(search=f"{artist.search}:{home / '.pyenv/shims'}")
    assert not interpreters.find(artist, machine.run).lies_in(home)
    assert interpreters.find(artist, machine.run, in_home=True).lies_in(home)


def test_without_one_in_the_home_folder_any_will_do(artist, machine, home):
    assert interpreters.find(artist, machine.run, in_home=True).version == (3, 13, 5)


def test_one_for_windows_on_arm_is_not_taken(artist, machine):
    """The artist's search path has no Windows in it; what is asked is a Python."""
    machine.python.update(system="windows", machine="arm64")
    with pytest.raises(InstallationError, match="none on your PATH"):
        interpreters.find(artist, machine.run)
    machine.python.update(machine="amd64")
    assert interpreters.find(artist, machine.run).system == "windows-amd64"
