import os

import pytest
from tests.setup.machine import program

from inlay_setup.errors import InstallationError
from inlay_setup.programs import Finished
from tools import debian, testing

ONE_LINE = """# deb http://comment.example/debian sid main
deb [arch=amd64 signed-by=/k.gpg] http://first.example/debian bookworm main
deb-src http://source.example/debian bookworm main
deb cdrom:[Debian]/ bookworm main
"""
PARAGRAPHS = """Types: deb deb-src
# URIs: http://comment.example/debian
URIs: http://second.example/debian
 http://third.example/debian
Suites: trixie

Types: deb-src
URIs: http://source.example/debian

Enabled: no
Types: deb
URIs: http://off.example/debian
"""


@pytest.fixture
def apt(tmp_path):
    (tmp_path / "apt/sources.list.d").mkdir(parents=True)
    return tmp_path / "apt"


def test_addresses_of_both_formats(apt):
    (apt / "sources.list").write_text(ONE_LINE)
    (apt / "sources.list.d/debian.sources").write_text(PARAGRAPHS)
    (apt / "sources.list.d/debian.sources.disabled").write_text(PARAGRAPHS.replace("second", "disabled"))
    assert list(debian._addresses(apt)) == [
        "http://first.example/debian",
        "http://second.example/debian",
        "http://third.example/debian",
    ]


def test_a_list_of_mirrors_in_a_file(apt, tmp_path):
    mirrors = tmp_path / "mirrors.list"
    mirrors.write_text("https://cloud.example/debian\n")
    (apt / "sources.list.d/debian.sources").write_text(f"Types: deb\nURIs: mirror+file:{mirrors}\n")
    assert list(debian._addresses(apt)) == ["https://cloud.example/debian"]


@pytest.fixture
def buildable(monkeypatch, tmp_path):
    monkeypatch.setattr(debian, "_mirror", lambda: "http://mirror.example/debian")
    monkeypatch.setenv("PATH", str(program(tmp_path / "sbin/debootstrap").parent))


@pytest.mark.parametrize("suite", [debian.SUITE, debian.NEWER])
def test_a_root_is_complete_or_not_there(buildable, tmp_path, suite):
    root = tmp_path / "cache" / suite

    def run(command, **options):
        words = [str(word) for word in command]
        if "apt-config" in words:
            return Finished(0, "Acquire::http::Proxy=http://proxy.example:3128\n")
        assert words[:4] == ["unshare", "--mount", "--propagation", "private"], "mounts end with the command"
        assert options["variables"] == {"http_proxy": "http://proxy.example:3128"}
        folder = next(word for word in words if word.endswith(f"{suite}.partial"))
        assert words[words.index(folder) + 1] == suite
        os.makedirs(f"{folder}/etc")
        return Finished(run.code, "E: Couldn't download packages")

    run.code = 1
    with pytest.raises(InstallationError, match=r"mirror\.example") as caught:
        debian.build(root, run)
    assert "--no-hosts" in caught.value.hint
    assert list(root.parent.iterdir()) == []
    run.code = 0
    debian.build(root, run)
    assert debian.is_built(root)
    assert [path.name for path in root.parent.iterdir()] == [suite]


def test_too_little_room(buildable, tmp_path, monkeypatch):
    monkeypatch.setattr(debian, "BYTES", 1 << 60)
    with pytest.raises(InstallationError, match="room"):
        debian.build(tmp_path / "cache/trixie", lambda command, **options: Finished(0, ""))


def test_where_the_editors_are_driven(artist, monkeypatch):
    monkeypatch.delenv("INLAY_TEST_ROOT", raising=False)
    monkeypatch.setattr(debian, "obstacle", lambda: "this is not a Debian-like system")
    root, reason = testing._root(artist)
    assert root is None
    assert "not a Debian-like system" in reason
    monkeypatch.setattr(debian, "obstacle", lambda: "")
    assert testing._root(artist) == (artist.cache / "test/trixie", "")
    for name in ("gimp-console-3.0", "kritarunner"):
        program(artist.home.parent / "programs" / name)
    assert str(testing._root(artist)[0]) == "/"
    monkeypatch.setenv("INLAY_TEST_ROOT", "/some/root")
    assert str(testing._root(artist)[0]) == "/some/root"


def test_required_hosts_that_cannot_run(artist, clone, machine, monkeypatch):
    monkeypatch.delenv("INLAY_TEST_ROOT", raising=False)
    monkeypatch.setattr(debian, "obstacle", lambda: "this is not a Debian-like system")
    with pytest.raises(InstallationError, match="cannot run"):
        testing.test(clone, artist, require_hosts=True, run=machine.run)
    assert not artist.cache.exists()


def test_a_dry_run_of_the_tests(artist, clone, machine, home):
    assert testing.test(clone, artist, dry_run=True, run=machine.run) == 0
    assert not any(home.iterdir())
