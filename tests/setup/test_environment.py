import pytest
from tests.setup.machine import program

from inlay_setup import compilation, environment
from inlay_setup.environment import Environment
from inlay_setup.errors import InstallationError
from inlay_setup.interpreters import Interpreter

NO_NETWORK = "WARNING: Retrying ...: NewConnectionError: [Errno -3] Temporary failure in name resolution"


@pytest.fixture
def base(artist):
    return Interpreter(artist.home.parent / "programs/python3.13", (3, 13, 5))


@pytest.fixture
def present(artist):
    return Environment(artist.environment)


def test_venv_brings_pip(present, base, machine):
    environment.create(present, base, machine.run)
    assert present.python.exists()


def test_uv_is_used_when_it_works(present, base, machine, artist):
    uv = program(artist.home.parent / "programs/uv")
    environment.create(present, base, machine.run, uv)
    assert machine.called("uv venv", "--seed", str(base.executable))


def test_without_uv_working_venv_steps_in(present, base, machine, artist):
    uv = program(artist.home.parent / "programs/uv")
    machine.failing["uv venv"] = "error: something"
    environment.create(present, base, machine.run, uv)
    assert machine.called("-m venv")


def test_debian_without_python3_venv(present, base, machine):
    """The advice names the package, and nothing half made stays."""
    with pytest.raises(InstallationError, match="cannot make a virtual environment") as caught:
        environment.create(present, base._replace(ensurepip=False, pip=False), machine.run)
    assert "apt install python3.13-venv" in caught.value.hint
    assert not present.folder.exists()


def test_debian_without_python3_venv_but_with_virtualenv(present, base, machine):
    answered = machine._answer

    def answer(words, text):
        if "-m virtualenv" in text:
            program(present.python)
        return answered(words, text)

    machine._answer = answer
    environment.create(present, base._replace(ensurepip=False, virtualenv=True), machine.run)
    assert machine.called("-m virtualenv")


def test_uv_that_cannot_reach_the_packages_leaves_them_to_pip(present, base, machine, artist):
    uv = program(artist.home.parent / "programs/uv")
    environment.create(present, base, machine.run)
    machine.failing["uv pip install"] = NO_NETWORK
    environment.install(present, ["/some where/inlay"], machine.run, uv)
    assert machine.called("-m pip", "install", "/some where/inlay")


def test_no_network(present, base, machine):
    environment.create(present, base, machine.run)
    machine.failing["pip --disable"] = NO_NETWORK
    with pytest.raises(InstallationError, match="name resolution") as caught:
        environment.install(present, ["inlay"], machine.run)
    assert "network" in caught.value.hint
    assert "proxy" in caught.value.hint


def test_a_full_disk(present, base, machine):
    environment.create(present, base, machine.run)
    machine.failing["pip --disable"] = "OSError: [Errno 28] No space left on device"
    with pytest.raises(InstallationError) as caught:
        environment.install(present, ["inlay"], machine.run)
    assert "disk is full" in caught.value.hint


def test_the_old_environment_returns_if_the_new_one_fails(present, base, machine):
    environment.create(present, base, machine.run)
    (present.folder / "mark").write_text("old")
    with pytest.raises(InstallationError), environment.replacing(present.folder):
        environment.create(present, base, machine.run)
        raise InstallationError("no")
    assert (present.folder / "mark").read_text() == "old"
    with environment.replacing(present.folder):
        environment.create(present, base, machine.run)
    assert not (present.folder / "mark").exists()
    assert [path.name for path in present.folder.parent.iterdir()] == ["environment"]


def test_stale_kernels_are_forgotten(present):
    cache = present.folder / "lib/python3.13/site-packages/inlay/poisson/__pycache__"
    cache.mkdir(parents=True)
    for name in ("cycle.smooth-1.py313.nbi", "cycle.smooth-1.py313.1.nbc", "cycle.cpython-313.pyc"):
        (cache / name).touch()
    compilation.forget(present)
    assert [path.name for path in cache.iterdir()] == ["cycle.cpython-313.pyc"]
