"""What can go wrong between an editor and the worker, in words for the artist."""

from typing import NamedTuple


class BridgeError(Exception):
    """Something the artist is told: `message` says what is wrong, `hint` what to do, `code` names the kind."""

    def __init__(self, message, hint="", code="failed"):
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint
        self.code = code

    def json(self):
        return {"code": self.code, "message": self.message, "hint": self.hint}


class Warning(NamedTuple):
    """The result is there, yet not quite what was asked for."""

    code: str
    message: str
    hint: str = ""

    def __str__(self):
        return f"{self.message} {self.hint}".strip()


def from_json(record):
    """The error that a worker's answer describes."""
    return BridgeError(record.get("message") or "The job failed.", record.get("hint", ""), record.get("code", "failed"))


def cancelled():
    return BridgeError("Cancelled.", code="cancelled")


def no_document():
    return BridgeError("No image is open.", "Open one first.", "input")


def no_layer():
    return BridgeError("No layer is selected.", "Select the layer to work on and try again.", "input")


def document_changed():
    return BridgeError("The image changed while Inlay worked, so the result was discarded.", "Run it again.", "changed")


def unsupported_space(described):
    return BridgeError(f"Inlay cannot work in {described}.", "Convert the image to RGB or grayscale first.", "input")
