"""What can stand in the way inside an editor, in words for the artist."""

from __future__ import annotations

from inlay.contract.errors import InlayError, InlayWarning, InputError


class DocumentChanged(InlayError):
    """What a result was made from is not where it was."""

    code = "changed"

    def __init__(self) -> None:
        super().__init__(
            "The canvas or a layer changed place or size while Inlay worked, so the result does not fit.",
            "Run it again.",
        )


def changed(name: str) -> InlayWarning:
    return InlayWarning(
        "changed",
        f"{name} changed while Inlay worked: the result is made from how it was.",
        "Run it again if it shows.",
    )


def no_document() -> InputError:
    return InputError("No image is open.", "Open one first.")


def nothing_to_repeat() -> InputError:
    return InputError("There is nothing to repeat yet.", "Choose an entry of Inlay's menu first.")


def no_layer_below(active: str, label: str) -> InputError:
    """No layer lies directly under the active one, and what has this label would be it."""
    return InputError(f"No layer lies below {active}.", f"Choose the {label.lower()} yourself, or move {active} up.")


def no_layer() -> InputError:
    return InputError("No layer is selected.", "Select the layer to work on and try again.")


def unsupported_space(described: str) -> InputError:
    return InputError(f"Inlay cannot work in {described}.", "Convert the image to RGB or grayscale first.")
