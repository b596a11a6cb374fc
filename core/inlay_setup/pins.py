"""The versions that were tested, with the hashes of their files: a list beside this module that pip and uv read.

It is written by ``uv pip compile``; CONTRIBUTING.md has the command.
"""

from __future__ import annotations

from pathlib import Path

#: What Inlay needs.
INLAY = Path(__file__).with_name("constraints.txt")
