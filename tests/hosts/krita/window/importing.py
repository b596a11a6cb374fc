"""Krita's own importer takes the zip, and switches the plug-in on."""

import os

from plugin_importer.plugin_importer_extension import PluginImporterExtension

from krita import Krita

from . import QtCore, QtWidgets


def check_krita_imports_the_zip():
    asked = []

    def agree():
        for box in QtWidgets.QApplication.topLevelWidgets():
            if isinstance(box, QtWidgets.QMessageBox) and box.isVisible():
                asked.append(box.text())
                box.button(QtWidgets.QMessageBox.StandardButton.Yes).click()

    answering = QtCore.QTimer()
    answering.timeout.connect(agree)
    answering.start(200)
    importer = PluginImporterExtension(Krita.instance())
    importer.do_import(os.path.join(os.environ["INLAY_FOLDER"], "inlay.zip"))
    answering.stop()
    yield 100
    assert len(asked) == 1 and "Inlay" in asked[0], asked
    assert Krita.instance().readSetting("python", "enable_inlay", "") == "true"
