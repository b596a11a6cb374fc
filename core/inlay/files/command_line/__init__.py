"""The command line."""

from inlay.files.command_line.commands import main

__all__ = ["main"]
