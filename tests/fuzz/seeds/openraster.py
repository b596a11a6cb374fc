"""OpenRaster."""

from __future__ import annotations

import zipfile

from tests.files import openraster as files
from tests.files.drawn import noise, png_bytes

LAYER = '<layer name="a" src="data/0.png"/>'


def archive(
    stack: str | bytes, *, kind: bytes = b"image/openraster", packing: int = zipfile.ZIP_STORED, **members: bytes
) -> bytes:
    """A file with a picture ``data/0.png`` and further members."""
    return files.archive(stack, {"data/0.png": png_bytes(noise(8, 8, 4)), **members}, kind, packing)


def image(content: str, attributes: str = "") -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>' + files.image(content, attributes=attributes)


def openraster() -> dict[str, bytes]:
    group = '<stack name="g" x="2" y="-1" opacity="50%" isolation="auto" composite-op="svg:multiply">'
    mypaint = 'xmlns:mypaint="http://mypaint.org/ns/openraster" mypaint:json-settings="data/s.json"'
    stroked = '<layer name="ink" src="data/0.png" mypaint:strokemap="data/0.dat" x="1" y="2" opacity="0.5"/>'
    return {
        "layers": archive(image(LAYER + '<layer name="b" src="data/0.png" composite-op="svg:dst-in"/>')),
        "group": archive(image(f"{group}{LAYER}</stack>{LAYER}", 'xres="300" yres="300"')),
        "mypaint": archive(image(stroked, mypaint), **{"data/0.dat": b"v2", "data/s.json": b"{}"}),
        "vector": archive(image('<layer name="v" src="data/v.svg"/>' + LAYER), **{"data/v.svg": b"<svg/>"}),
        "packed": archive(image(LAYER), packing=zipfile.ZIP_DEFLATED),
        "merged": archive(image(LAYER), **{"mergedimage.png": png_bytes(noise(8, 8, 4))}),
    } | _hostile()


def _hostile() -> dict[str, bytes]:
    entity = '<?xml version="1.0" encoding="{}"?><!DOCTYPE image [<!ENTITY a "x">{}]>' + image(LAYER).partition("?>")[2]
    more = "".join(f'<!ENTITY {name} "{reference * 10}">' for name, reference in [("b", "&a;"), ("c", "&b;")])
    return {
        "infinite place": archive(image('<layer src="data/0.png" x="inf"/>')),
        "dense": archive(image(LAYER, 'xres="4e9"')),
        "no density": archive(image(LAYER, 'xres="nan"')),
        "endless width": archive(image(LAYER).replace('w="8"', f'w="{"9" * 5000}"')),
        "deep": archive(image("<stack>" * 3000 + LAYER + "</stack>" * 3000)),
        "many": archive(image(LAYER * 3000)),
        "entities": archive(entity.format("UTF-8", more)),
        "entities of two bytes": archive(entity.format("UTF-16", more).encode("utf-16")),
        "outside": archive(image('<layer src="../../../../etc/passwd"/>'), **{"../../../../etc/passwd": b"x"}),
        "long kind": archive(image(LAYER), kind=b"image/openraster" + b" " * 100_000, packing=zipfile.ZIP_DEFLATED),
        "long stack": archive(image(LAYER + " " * 1_000_000), packing=zipfile.ZIP_DEFLATED),
        "long layer": archive(
            image('<layer src="data/1.png"/>'),
            packing=zipfile.ZIP_DEFLATED,
            **{"data/1.png": png_bytes(noise(8, 8, 4)) + bytes(5_000_000)},
        ),
    }
