"""``python -m inlay.files.command_line``."""

import sys

from inlay.files.command_line import main

sys.exit(main())
