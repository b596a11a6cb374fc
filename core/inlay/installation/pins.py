"""The versions that were tested, with the hashes of their files: two lists beside this module that pip and uv read.

They are written by ``uv pip compile``; CONTRIBUTING.md has the commands.
"""

from __future__ import annotations

from pathlib import Path

#: What Inlay needs, and that with what its tests need.
INLAY = Path(__file__).with_name("constraints.txt")
TESTS = Path(__file__).with_name("constraints-test.txt")
GROUPS = ("test", "lint")
