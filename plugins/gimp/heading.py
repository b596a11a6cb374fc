"""The top of the dialog: what the operation does, in a sentence, and its presets."""

from __future__ import annotations

from gi.repository import Gimp, Gtk

from inlay.contract.declaration import Operation
from inlay.contract.errors import InlayError

from ..bridge import installation
from ..bridge.presets import Presets
from . import arguments, complaint, presets

MARGIN = 12


def join(dialog: Gtk.Dialog, operation: Operation, config: Gimp.ProcedureConfig, image: Gimp.Image) -> None:
    """Put it into a dialog above all else."""

    def complain(error: InlayError) -> None:
        complaint.show(error, operation.id, dialog)

    sentence = Gtk.Label(label=operation.summary, xalign=0.0, wrap=True)
    row = presets.Row(
        Presets(installation.load().presets, operation),
        lambda: arguments.values(operation, config, image),
        lambda values: arguments.put(operation, config, values),
        complain,
    )
    heading = Gtk.Box(spacing=MARGIN, margin=MARGIN, margin_bottom=0)
    heading.pack_start(sentence, True, True, 0)
    heading.pack_start(row.widget, False, False, 0)
    heading.show_all()
    content = dialog.get_content_area()
    content.pack_start(heading, False, False, 0)
    content.reorder_child(heading, 0)
