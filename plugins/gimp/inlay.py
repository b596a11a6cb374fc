#!/usr/bin/env python3
"""Inlay's plug-in for GIMP 3: registers every installed operation under Filters > Inlay."""

import os
import sys

try:
    import gi

    for namespace, version in (("Babl", "0.1"), ("Gegl", "0.4"), ("Gimp", "3.0"), ("GimpUi", "3.0"), ("Gtk", "3.0")):
        gi.require_version(namespace, version)
    from gi.repository import Gimp
except (ImportError, ValueError):
    # The first python3 on the PATH may be one that knows nothing of GIMP.
    system = "/usr/bin/python3"
    if sys.executable == system or not os.path.exists(system):
        raise
    os.execv(system, [system, *sys.argv])

from bridge import errors, installation, table

PREFIX = "plug-in-inlay-"


class Inlay(Gimp.PlugIn):
    """One procedure for every operation of the installed table."""

    def do_set_i18n(self, name):
        return False

    def do_query_procedures(self):
        return [PREFIX + operation.id for operation in installed()]

    def do_create_procedure(self, name):
        import procedure

        return procedure.create(self, name, next(entry for entry in installed() if PREFIX + entry.id == name))


def installed():
    try:
        return table.load(installation.load().table)
    except errors.BridgeError as error:
        print(f"Inlay: {error}", file=sys.stderr)
        return []


Gimp.main(Inlay.__gtype__, sys.argv)
