"""PNG, JPEG and WebP."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import imagecodecs
import numpy as np
from PIL import Image, PngImagePlugin

from tests.files.drawn import SRGB, exif_block, noise, pointers
from tests.fuzz.formats import PNG_SIGNATURE, cut_png, join_png

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>'
#: Of Photoshop's resources the one with IPTC records: a caption.
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0a\x1c\x02\x78\0\x05hello"


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    output = BytesIO()
    image.save(output, format, **options)
    return output.getvalue()


def png() -> dict[str, bytes]:
    images = {mode: Image.fromarray(noise(9, 11, 4)).convert(mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA")}
    found = {mode: saved(image, "PNG") for mode, image in images.items()}
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Title", "a title")
    texts.add_text("Comment", "long " * 30, zip=True)
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    about = {"pnginfo": texts, "icc_profile": SRGB, "dpi": (300, 300), "exif": exif_block(6)}
    found["told"] = saved(images["RGB"], "PNG", **about)
    found["animated"] = saved(images["RGBA"], "PNG", save_all=True, append_images=[images["RGBA"].rotate(90)])
    for channels in (1, 2, 3, 4):
        found[f"deep {channels}"] = bytes(imagecodecs.png_encode(np.squeeze(noise(7, 5, channels, "u2"))))
    found["wide gamut"] = with_chunks(found["RGB"], b"cICP" + bytes([12, 13, 0, 1]))
    corners = struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
    found["linear"] = with_chunks(found["RGB"], b"gAMA" + struct.pack(">I", 100_000), b"cHRM" + corners)
    return found | _hostile_png(found)


def with_chunks(content: bytes, *chunks: bytes) -> bytes:
    """A PNG with more chunks behind its header; each is a name and its content."""
    header, *rest = cut_png(content)
    return join_png([header, *chunks, *rest])


def _hostile_png(good: dict[str, bytes]) -> dict[str, bytes]:
    header, *rest = cut_png(good["RGB"])
    sides = struct.pack(">II", 0xFFFFFFFF, 3)
    overflow = [b"IHDR" + sides + header[12:], *rest, b"tEXtTitle\0behind the end"]
    without = [chunk for chunk in cut_png(good["P"]) if not chunk.startswith(b"PLTE")]
    bomb = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    zeros = zlib.compress(bytes(1 << 22))
    return {
        "overflow": join_png(overflow),
        "no palette": join_png(without),
        "narrow and turned": saved(Image.new("RGB", (23, 1)), "PNG", exif=exif_block(6)),
        "bomb": join_png([bomb, b"IDAT" + zeros, b"IEND"]),
        "profile bomb": with_chunks(good["L"], b"iCCPx\0\0" + zeros),
        "text bomb": with_chunks(good["L"], b"zTXtx\0\0" + zeros),
        "signature": PNG_SIGNATURE,
    }


def jpeg() -> dict[str, bytes]:
    images = {mode: Image.fromarray(noise(17, 19, 3)).convert(mode) for mode in ("L", "RGB", "CMYK")}
    found = {mode: saved(image, "JPEG") for mode, image in images.items()}
    about = {"exif": exif_block(6), "icc_profile": SRGB, "dpi": (300, 300), "comment": b"a comment", "xmp": XMP}
    found["told"] = saved(images["RGB"], "JPEG", progressive=True, **about)
    found["iptc"] = b"\xff\xd8\xff\xed" + struct.pack(">H", len(IPTC) + 2) + IPTC + found["RGB"][2:]
    found["giant"] = _resized(found["L"], 65_500, 65_500)
    found["pointers"] = _with_exif(found["RGB"], pointers(200))
    found["dense"] = found["RGB"].replace(b"JFIF\0\x01\x01\0\0\x01\0\x01", b"JFIF\0\x01\x01\x02\xff\xff\xff\xff", 1)
    return found


def _resized(content: bytes, width: int, height: int) -> bytes:
    """The same JPEG, said to be of another size."""
    place = content.index(b"\xff\xc0") + 5
    return content[:place] + struct.pack(">HH", height, width) + content[place + 4 :]


def _with_exif(content: bytes, block: bytes) -> bytes:
    segment = b"Exif\0\0" + block
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + content[2:]


def webp() -> dict[str, bytes]:
    images = {mode: Image.fromarray(noise(9, 11, 4)).convert(mode) for mode in ("RGB", "RGBA")}
    found = {f"{mode} {lossless}": saved(image, "WEBP", lossless=lossless)
             for mode, image in images.items() for lossless in (True, False)}  # fmt: skip
    found["told"] = saved(images["RGB"], "WEBP", exif=b"Exif\0\0" + exif_block(6), icc_profile=SRGB, xmp=XMP)
    found["animated"] = saved(images["RGBA"], "WEBP", save_all=True, append_images=[images["RGBA"].rotate(90)])
    found["large and plain"] = saved(Image.new("RGB", (16_383, 4_000)), "WEBP", lossless=True, method=0)
    return found
