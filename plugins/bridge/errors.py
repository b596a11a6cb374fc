"""What can stand in the way inside an editor, in words for the artist."""

from __future__ import annotations

from inlay.contract.errors import InlayError, InlayWarning, InputError
from inlay.contract.language import _, lowered


class DocumentChanged(InlayError):
    """What a result was made from is not where it was."""

    code = "changed"

    def __init__(self) -> None:
        super().__init__(
            _("The canvas or a layer changed place or size while Inlay worked, so the result does not fit."),
            _("Run it again."),
        )


def changed(name: str) -> InlayWarning:
    return InlayWarning(
        "changed",
        _("{name} changed while Inlay worked: the result is made from how it was.", name=name),
        _("Run it again if it shows."),
    )


def no_document() -> InputError:
    return InputError(_("No image is open."), _("Open one first."))


def nothing_to_repeat() -> InputError:
    return InputError(_("There is nothing to repeat yet."), _("Choose an entry of Inlay's menu first."))


def no_layer_below(active: str, label: str) -> InputError:
    """No layer lies directly under the active one, and what has this label would be it."""
    return InputError(
        _("No layer lies below {active}.", active=active),
        _("Choose the {label} yourself, or move {active} up.", label=lowered(label), active=active),
    )


def no_layer() -> InputError:
    return InputError(_("No layer is selected."), _("Select the layer to work on and try again."))


def unsupported_space(described: str) -> InputError:
    return InputError(
        _("Inlay cannot work in {described}.", described=described), _("Convert the image to RGB or grayscale first.")
    )
