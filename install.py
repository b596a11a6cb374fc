#!/usr/bin/env python3
"""Install Inlay:  python3 install.py [demo | gallery | test | doctor | uninstall] [--help]"""

import os
import sys

if sys.version_info < (3, 9):
    sys.exit(
        "install.py needs Python 3.9 or newer; this is Python %s (%s).\n"
        "Start it with a newer one, for instance: python3.13 install.py" % (sys.version.split()[0], sys.executable)
    )

FOLDER = os.path.dirname(os.path.abspath(__file__))

sys.dont_write_bytecode = True
sys.path[:0] = [FOLDER, os.path.join(FOLDER, "core")]

from pathlib import Path  # noqa: E402

from tools import verbs  # noqa: E402

if __name__ == "__main__":
    sys.exit(verbs.main(sys.argv[1:], Path(FOLDER)))
