from pathlib import Path

from tools import pip_settings


def test_settings_of_files_and_variables_are_joined(tmp_path, monkeypatch):
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    index = tmp_path / "index" / "simple"
    index.mkdir(parents=True)
    file = tmp_path / "pip.conf"
    file.write_text(f"[global]\nfind-links =\n    {wheels}\nextra-index-url = {index.as_uri()}\ntimeout = 3\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    monkeypatch.setenv("PIP_TIMEOUT", "9")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setattr(pip_settings, "files", lambda: [file])

    settings = pip_settings.environment()

    assert settings["PIP_TIMEOUT"] == "9", "a variable is stronger than a file"
    assert Path(settings["PIP_FIND_LINKS"]) == wheels
    assert "PIP_CONFIG_FILE" not in settings
    assert {wheels, index.parent} <= set(pip_settings.named(settings))


def test_every_file_that_a_setting_names(tmp_path, monkeypatch):
    names = ("constraint", "requirement", "cert", "client-cert")
    for name in names:
        (tmp_path / f"{name}.file").touch()
    (tmp_path / "further").mkdir()
    (tmp_path / "constraint.file").write_text("# -c nowhere.txt\n-c further/more.txt\nnumpy<3\n")
    (tmp_path / "further/more.txt").write_text("-r=again.txt\n-c ../constraint.file\n")
    (tmp_path / "further/again.txt").touch()
    file = tmp_path / "pip.conf"
    lines = [f"{name} = {tmp_path / name}.file" for name in names if name != "cert"]
    file.write_text("[global]\n" + "\n".join(lines) + "\ncert = cert.file\n")
    monkeypatch.setattr(pip_settings, "files", lambda: [file])
    for name in pip_settings.OF_FILES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    found = pip_settings.named(pip_settings.environment())

    included = {tmp_path / "further/more.txt", tmp_path / "further/again.txt"}
    assert {tmp_path / f"{name}.file" for name in names} | included <= set(found)
