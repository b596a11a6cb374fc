"""The language in which Krita speaks to the artist."""

from __future__ import annotations

import os

from .qt import QtCore

#: Where Krita keeps the choice of *Settings > Switch Application Language*, as other programs of KDE do.
CHOICE = "klanguageoverridesrc"


def languages() -> list[str]:
    """Names of languages, the best first: what was chosen for Krita, else what the system speaks."""
    folder = QtCore.QStandardPaths.writableLocation(QtCore.QStandardPaths.StandardLocation.ConfigLocation)
    choice = QtCore.QSettings(os.path.join(folder, CHOICE), QtCore.QSettings.Format.IniFormat)
    chosen = str(choice.value(f"Language/{QtCore.QCoreApplication.applicationName()}", "") or "")
    return chosen.split(":") if chosen else list(QtCore.QLocale.system().uiLanguages())
