"""The command `inlay`, also as ``python -m inlay``."""

from __future__ import annotations

import signal
import sys


def main() -> int:
    """Run the command line of this process and return its exit code."""
    # Ctrl-C ends Python without a word until the command line is loaded and heeds it.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from inlay.files import command_line

    return command_line.main()


if __name__ == "__main__":
    sys.exit(main())
