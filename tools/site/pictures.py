"""Pictures of pages: each has a text in its place, and the size by which a browser keeps room for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from PIL import Image
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LOGGER = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(Pictures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class Pictures(SphinxTransform):
    """Give every picture its width and height in pixels; complain of one without a text."""

    # Before Sphinx collects what is to be copied.
    default_priority = 870

    def apply(self, **_: Any) -> None:
        for node in self.document.findall(nodes.image):
            if not node.get("alt"):
                LOGGER.warning("a picture without a text in its place: %s", node["uri"], location=node)
            path = Path(self.env.relfn2path(node["uri"], self.env.docname)[1])
            if path.suffix == ".png" and path.is_file():
                # What notebooks draw.
                path = _smaller(path)
                node["uri"] = str(Path(node["uri"]).with_suffix(path.suffix))
            if _is_linked(node):
                # Else Sphinx puts a link to the picture itself into that one, and no reader can follow either.
                node["classes"].append("no-scaled-link")
            if path.suffix != ".svg" and path.is_file() and not {"width", "height"} & node.attributes.keys():
                with Image.open(path) as picture:
                    node["width"], node["height"] = map(str, picture.size)


def _is_linked(node: nodes.Node) -> bool:
    """Whether a picture is what a link shows."""
    around = node.parent
    while around is not None and not isinstance(around, nodes.reference | addnodes.pending_xref):
        around = around.parent
    return around is not None


def _smaller(path: Path) -> Path:
    """The same picture as WebP beside it, without loss."""
    found = path.with_suffix(".webp")
    with Image.open(path) as picture:
        picture.save(found, lossless=True)
    return found
