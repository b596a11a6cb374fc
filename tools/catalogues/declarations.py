"""The texts of the operations' declarations, as ``manifests/operations.json`` has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tools.catalogues import REPOSITORY
from tools.catalogues.found import Found

TABLE = "manifests/operations.json"
PICTURES = "manifests/help/pictures/index.json"
#: Labels that mean something else in these operations than wherever else they are.
_OTHER_MEANINGS = {
    "Colours": {"Rebuild from Gradients", "Select by Clusters"},
    "Grey": {"Rotate Colours"},
    "Hold colours": {"Rebuild from Gradients"},
    "Scale": {"Show Gradients", "Rebuild from Gradients", "Convolve"},
}


def texts() -> Iterator[Found]:
    """Every text that a dialog, a menu or a page shows of an operation."""
    table = json.loads((REPOSITORY / TABLE).read_text(encoding="utf-8"))
    for operation in table["operations"]:
        for text, comment in _of_operation(operation):
            if text:
                context = operation["name"] if operation["name"] in _OTHER_MEANINGS.get(text, ()) else ""
                yield Found(text, comments=[comment], files={TABLE}, context=context)
    pictured = json.loads((REPOSITORY / PICTURES).read_text(encoding="utf-8"))["operations"]
    for name, shown in pictured.items():
        if shown["told"]:
            yield Found(shown["told"], comments=[f"What the pictures of {name} show"], files={PICTURES})


def _of_operation(operation: dict[str, Any]) -> Iterator[tuple[str, str]]:
    name = operation["name"]
    yield operation["menu"], "A submenu"
    yield name, f"A menu's entry, under {operation['menu']}"
    yield operation["summary"], f"What {name} does, in a sentence"
    for paragraph in operation["help"].split("\n\n"):
        yield paragraph, f"A paragraph of the help of {name}"
    for word in operation["keywords"]:
        yield word, f"Another word by which somebody may search for {name}"
    for entry in operation["inputs"]:
        yield entry["label"], f"A picture that {name} reads: label in its dialog"
        yield entry["role"], f"A picture that {name} reads: within a sentence"
        yield entry["help"], f"{name}, what {entry['label']} is"
    for parameter in operation["parameters"]:
        yield from _of_parameter(parameter, name)
    for output in operation["outputs"]:
        yield output["help"], f"What {name} yields"
    yield operation["suits"], f"What {name} is for, on its page of help"
    for other in operation["related"]:
        yield other["when"], f"When to use another operation than {name}, on its page of help"


def _of_parameter(parameter: dict[str, Any], name: str) -> Iterator[tuple[str, str]]:
    label = parameter["label"]
    yield label, f"A setting of {name}: label in its dialog"
    yield parameter["help"], f"{name}, tooltip of {label}"
    yield parameter.get("unit", ""), f"Unit of {label} in {name}"
    for option in parameter.get("options", ()):
        yield option["label"], f"{name}, one of the choices of {label}"
        yield option["help"], f"{name}, tooltip of the choice {option['label']} of {label}"
