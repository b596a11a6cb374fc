import pytest

from inlay_setup import kritarc

FILES = {
    "empty": b"",
    "no section": b"[theme]\nTheme=Krita dark\n",
    "no final newline": b"[theme]\nTheme=Krita dark",
    "blank end": b"[theme]\nTheme=Krita dark\n\n\n",
    "section": b"[python]\nenable_other=true\n\n[theme]\nTheme=x\n",
    "section at the end": b"[theme]\nTheme=x\n[python]\n",
    "section without newline": b"[theme]\nTheme=x\n[python]",
    "section with entries at the end": b"[theme]\nTheme=x\n[python]\nenable_other=false",
    "off": b"[python]\nenable_inlay=false\nenable_other=true\n",
    "off, oddly written": b"[python]\n enable_inlay  =  false  \n",
    "off, no newline": b"[a]\nb=c\n[python]\nenable_inlay=false",
    "empty value": b"[python]\nenable_inlay=\n",
    "windows": b"[theme]\r\nTheme=x\r\n\r\n[python]\r\nenable_other=true\r\n",
    "windows, no section": b"[theme]\r\nTheme=x\r\n",
    "not utf-8": b"[theme]\nname=\xff\xfe\xe9\n[python]\nx=\x80\n",
    "byte order mark": b"\xef\xbb\xbf[python]\nenable_other=true\n",
    "same key elsewhere": b"[other]\nenable_inlay=false\n[python]\nenable_other=true\n",
    "sub-section": b"[python][sub]\nenable_inlay=false\n",
    "similar key": b"[python]\nenable_inlay2=false\nenable_inla=false\n",
    "twice": b"[python]\nenable_inlay=false\nenable_inlay=false\n",
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_what_was_there_comes_back_byte_for_byte(content):
    changed, before = kritarc.enabled(content)
    assert before is not None
    assert kritarc.restored(changed, before) == content


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_one_entry_is_set_and_no_other_line_is_touched(content):
    changed, _ = kritarc.enabled(content)
    lines = changed.split(b"[python]")[-1].splitlines()
    entries = [line.replace(b" ", b"") for line in lines if line.strip().startswith(b"enable_inlay")]
    assert b"enable_inlay=true" in entries
    kept = [line for line in content.splitlines() if b"enable_inlay" not in line or b"2" in line]
    assert [line for line in kept if line not in changed.splitlines()] == []
    assert kritarc.enabled(changed) == (changed, None), "switching on twice changes nothing"


@pytest.mark.parametrize("value", [b"true", b"True", b"1"])
def test_a_plugin_that_is_on_is_left_alone(value):
    content = b"[python]\nenable_inlay=" + value + b"\n"
    assert kritarc.enabled(content) == (content, None)


def test_what_krita_writes_afterwards_is_kept():
    """Krita sorts its settings and adds others."""
    _, before = kritarc.enabled(b"[theme]\nTheme=x\n")
    later = b"[a]\nb=c\n\n[python]\nenable_inlay=true\nenable_other=true\n\n[theme]\nTheme=y\n"
    assert kritarc.restored(later, before) == b"[a]\nb=c\n\n[python]\nenable_other=true\n\n[theme]\nTheme=y\n"


def test_a_section_of_ours_alone_goes_away():
    _, before = kritarc.enabled(b"[theme]\nTheme=x\n")
    later = b"[a]\nb=c\n\n[python]\nenable_inlay=true\n\n[theme]\nTheme=x\n"
    assert b"python" not in kritarc.restored(later, before)


def test_an_entry_that_is_gone_is_not_missed():
    _, before = kritarc.enabled(b"[python]\nenable_inlay=false\n")
    assert kritarc.restored(b"[python]\n", before) == b"[python]\n"


def test_what_the_dialogs_remembered_goes_away(tmp_path):
    path = tmp_path / "kritarc"
    path.write_bytes(b"[a]\nb=c\n")
    before = kritarc.before(path)
    kritarc.enable(path)
    path.write_bytes(b"[a]\nb=c\n\n[inlay]\nseamless-clone={}\n\n[inlays]\nd=e\n\n[python]\nenable_inlay=true\n")
    kritarc.restore(path, before)
    assert path.read_bytes() == b"[a]\nb=c\n\n[inlays]\nd=e\n"


def test_a_file_that_was_not_there_is_removed(tmp_path):
    path = tmp_path / "kritarc"
    before = kritarc.before(path)
    kritarc.enable(path)
    assert path.read_bytes() == b"[python]\nenable_inlay=true\n"
    kritarc.restore(path, before)
    assert not path.exists()


def test_links_and_permissions_survive(tmp_path):
    real = tmp_path / "dotfiles" / "kritarc"
    real.parent.mkdir()
    real.write_bytes(b"[theme]\n")
    real.chmod(0o600)
    path = tmp_path / "kritarc"
    path.symlink_to(real)
    kritarc.enable(path)
    assert path.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert b"enable_inlay=true" in real.read_bytes()
