"""The card lists every photograph with its licence, and what was reached."""

from tools.blending_network import card
from tools.photographs.collection import Photograph


def test_every_photograph_and_what_was_reached(tmp_path, monkeypatch):
    (tmp_path / "reached.md").write_text("A third of the error.\n")
    monkeypatch.setattr(card, "REACHED", tmp_path / "reached.md")
    found = card.written([Photograph("fig", "training", "package", "/fig.jpg", "CC-BY-4.0")] * 2)
    assert found.count("| fig | package | CC-BY-4.0 |") == 2
    assert "seen 2 photographs" in found and "A third of the error.\n\n" in found
