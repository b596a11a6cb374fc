"""The versions that were tested, and an environment made of them by the real venv and pip."""

import base64
import hashlib
import re
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.clones import REPOSITORY

from inlay_setup import environment, examination, interpreters, pins, programs
from tools import publishing, testing

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
NEEDS = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
GROUPS = PROJECT["dependency-groups"]
#: PyTorch is larger than all else together, so pip alone installs it, and the tests that need it are left out without.
TRAINING = "train"
ADVICE = "CONTRIBUTING.md says how the pins are renewed"


def _pinned(path):
    found = {}
    for entry in re.split(r"\n(?=\S)", path.read_text("utf-8")):
        if entry.strip() and not entry.startswith("#"):
            lines = [line.strip(" \\\n") for line in entry.splitlines()]
            need = Requirement(lines[0])
            found[canonicalize_name(need.name)] = need, lines[1:]
    return found


def _versions(path):
    """Where it is needed may differ between lists."""
    return {name: (need.specifier, hashes) for name, (need, hashes) in _pinned(path).items()}


#: sys_platform and platform_machine.
MACHINES = [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("win32", "AMD64")]


def _applies(marker, platform, machine):
    return marker is None or marker.evaluate({"sys_platform": platform, "platform_machine": machine})


@pytest.mark.parametrize(
    ("path", "needs"),
    [
        (pins.INLAY, NEEDS),
        (pins.NETWORKS, NEEDS + EXTRAS["networks"]),
        (pins.BATCH, NEEDS + EXTRAS["batch"]),
        (
            testing.PINS,
            NEEDS
            + EXTRAS["networks"]
            + EXTRAS["batch"]
            + [need for name in testing.TESTS.groups for need in GROUPS[name]],
        ),
        (publishing.PINS, NEEDS + GROUPS["docs"] + GROUPS["browser"]),
    ],
    ids=["inlay", "networks", "batch", "tests", "site"],
)
class TestPins:
    def test_every_need_is_pinned_within_its_range(self, path, needs):
        pinned = _pinned(path)
        for need in map(Requirement, needs):
            pin, _ = pinned[canonicalize_name(need.name)]
            assert need.specifier.contains(str(pin.specifier).removeprefix("==")), ADVICE
            for machine in MACHINES:
                assert _applies(pin.marker, *machine) == _applies(need.marker, *machine), ADVICE

    def test_what_is_needed_in_turn_is_pinned_too(self, path, needs):
        # What drives a browser is in the site's environment alone, not where these tests run.
        waiting = [Requirement(line) for line in needs if line not in GROUPS["browser"]]
        pinned, met = _pinned(path), set()
        while waiting:
            need = waiting.pop()
            name = canonicalize_name(need.name)
            if name not in met and (need.marker is None or need.marker.evaluate({"extra": ""})):
                met.add(name)
                assert name in pinned, ADVICE
                waiting += map(Requirement, metadata.requires(name) or ())

    def test_every_pin_has_the_hashes_of_its_files(self, path, needs):
        for _, hashes in _pinned(path).values():
            assert hashes, ADVICE
            assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes)


def test_the_tests_run_with_the_versions_that_inlay_is_given():
    tests = _versions(testing.PINS)
    for path in (pins.INLAY, pins.NETWORKS, pins.BATCH, publishing.PINS):
        shared = {name: found for name, found in _versions(path).items() if path != publishing.PINS or name in tests}
        assert {name: tests[name] for name in shared} == shared


def test_every_extra_can_be_installed_and_is_tested():
    assert set(pins.EXTRAS) == set(EXTRAS) - {TRAINING}
    for name in pins.EXTRAS:
        assert pins.of([name]) != pins.of([]) == [pins.INLAY]
        assert set(EXTRAS[name]) <= set(GROUPS["test"])


def test_every_need_has_an_upper_bound():
    groups = [*GROUPS.values(), *EXTRAS.values()]
    for line in [*NEEDS, *PROJECT["build-system"]["requires"], *(line for group in groups for line in group)]:
        assert any(bound.operator == "<" for bound in Requirement(line).specifier), line


def _wheel(folder: Path, name: str, version: str, content: str = "") -> str:
    """A tiny package; its digest is returned."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        members = {
            f"{name}.py": content,
            f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
            f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        lines = []
        for member, text in members.items():
            archive.writestr(zipfile.ZipInfo(member), text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            lines.append(f"{member},sha256={digest},{len(text)}")
        archive.writestr(zipfile.ZipInfo(f"{about}/RECORD"), "\n".join([*lines, f"{about}/RECORD,,"]) + "\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def present(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    base = interpreters.examine(Path(sys.executable))
    made = environment.Environment(folder / "environment")
    environment.create(made, base, programs.run)
    return made


def test_pinned_versions_ranges_and_what_is_broken(present, tmp_path, monkeypatch, capsys):
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    digest = _wheel(wheels, "brush", "1.0")
    _wheel(wheels, "brush", "1.5")
    _wheel(wheels, "easel", "1.0", "import brush\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    pinned = tmp_path / "pinned.txt"

    def install(content):
        pinned.write_text(content)
        environment.install(present, ["easel"], programs.run, needs=["brush<2"], pinned=[pinned, pinned])
        return present.ask("import importlib.metadata as metadata; print(metadata.version('brush'))").output.strip()

    assert install(f"brush==1.0 --hash=sha256:{digest}\n") == "1.0"
    assert "cannot all be had" not in capsys.readouterr().out
    assert examination.problems(present, roots=["easel", "brush<2"]) == []
    programs.run([present.python, "-m", "pip", "uninstall", "--yes", "brush"])

    assert install(f"brush==1.0 --hash=sha256:{'0' * 64}\n") == "1.5", "a mirror packs anew: the ranges"
    assert "cannot all be had" in capsys.readouterr().out

    assert "brush 1.5 does not fit" in examination.problems(present, roots=["brush<1.2"])[0]
    (module,) = present.folder.rglob("site-packages/brush.py")
    module.write_text("more")
    assert "brush is damaged" in examination.problems(present, roots=["brush"])[0]
    assert "easel does not import: NameError" in examination.problems(present, roots=["easel"])[0]
    module.unlink()
    assert "brush is damaged" in examination.problems(present, roots=["brush"])[0]
    assert examination.problems(present, roots=["palette"]) == ["palette is not installed."]
