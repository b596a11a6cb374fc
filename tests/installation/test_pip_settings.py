from pathlib import Path

from tests.hosts import pip_settings


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
    assert {wheels, index.parent} <= set(pip_settings.folders(settings))
