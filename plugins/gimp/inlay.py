#!/usr/bin/env python3
"""Inlay's plug-in for GIMP 3: what GIMP starts. The package is the folder that holds this file."""

import os
import sys

try:
    import gi

    versions = {"Babl": "0.1", "Gegl": "0.4", "Gimp": "3.0", "GimpUi": "3.0", "Gdk": "3.0", "Gtk": "3.0"}
    for namespace, version in versions.items():
        gi.require_version(namespace, version)
    from gi.repository import Gimp
except (ImportError, ValueError):
    # The first python3 on the PATH may be one that knows nothing of GIMP.
    system = "/usr/bin/python3"
    if sys.executable == system or not os.path.exists(system):
        raise
    os.execv(system, [system, *sys.argv])

sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
from inlay.gimp.plug_in import Inlay  # type: ignore[import-not-found]  # noqa: E402

# Nothing else is to be found among the other plug-ins.
del sys.path[0]
Gimp.main(Inlay.__gtype__, sys.argv)
