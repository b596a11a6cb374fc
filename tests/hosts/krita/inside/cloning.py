"""Seamless Clone in Krita gives the layer that the command line gives for the same files."""

import json
import os
import struct
import subprocess

import toolbox

import inlay
from krita import Krita

FOLDER = os.path.join(os.environ["INLAY_FOLDER"], "cloning")
PACKAGE = os.path.dirname(inlay.__file__)
AT = (14, -6)

# Runs in Inlay's own environment, which has numpy: writes the pictures, and reads a result as raw samples.
PICTURES = """
import io, json, sys, zipfile
import numpy as np, tifffile
from PIL import Image

def pictures(kind, channels):
    chance = np.random.default_rng(7)
    def smooth(height, width, seed):
        y, x = np.mgrid[:height, :width] / 20
        parts = [np.sin(x * (1 + c) + seed) * np.cos(y * (2 - c / 2) - seed) for c in range(channels)]
        return 0.5 + 0.3 * np.stack(parts, -1) + 0.1 * chance.random((height, width, channels))
    def typed(values):
        white = {'uint8': 255, 'uint16': 65535}.get(kind, 1)
        return (values * white + (0.5 if white > 1 else 0)).astype(kind)
    return typed(smooth(70, 90, 1)), typed(smooth(50, 60, 2))

def mask():
    y, x = np.mgrid[:50, :60]
    distance = np.hypot((x - 30) / 24, (y - 25) / 20)
    coverage = (255 * np.clip((1.1 - distance) / 0.3, 0, 1)).astype(np.uint8)
    # In files, traces are no selection.
    return np.where(coverage <= 5, 0, np.where(coverage >= 250, 255, coverage)).astype(np.uint8)

command, folder, *rest = sys.argv[1:]
if command == 'write':
    kind, channels = rest[0], int(rest[1])
    photometric = 'rgb' if channels == 3 else 'minisblack'
    for name, picture in zip(('destination', 'source'), pictures(kind, channels)):
        tifffile.imwrite(f'{folder}/{name}.tif', picture.squeeze(), photometric=photometric)
    Image.fromarray(mask()).save(f'{folder}/mask.png')
elif command == 'scene':
    destination, source = pictures('uint8', 3)
    opacity = np.where(np.arange(60) < 8, 0, 255 - np.arange(60)) * np.ones((50, 1))
    source = np.dstack([source, opacity]).astype(np.uint8)
    Image.fromarray(mask()).save(f'{folder}/mask.png')
    stack = ''.join(f'<layer name="{name}" src="data/{name}.png" x="{x}" y="{y}"/>'
                    for name, x, y in (('Fox', 14, -6), ('Snow', 0, 0)))
    with zipfile.ZipFile(f'{folder}/scene.ora', 'w') as file:
        file.writestr('mimetype', 'image/openraster')
        file.writestr('stack.xml', f'<image version="0.0.3" w="90" h="70"><stack>{stack}</stack></image>')
        for name, picture in (('data/Fox', source), ('data/Snow', destination), ('mergedimage', destination)):
            content = io.BytesIO()
            Image.fromarray(picture).save(content, 'PNG')
            file.writestr(name + '.png', content.getvalue())
else:
    path = f'{folder}/{rest[0]}'
    picture = tifffile.imread(path) if path.endswith('.tif') else np.asarray(Image.open(path))
    print(json.dumps([picture.shape[1], picture.shape[0]]), flush=True)
    sys.stdout.buffer.write(picture.tobytes())
"""


def _python():
    with open(os.path.join(PACKAGE, "installation.json"), encoding="utf-8") as file:
        return json.load(file)["python"]


def _pictures(*arguments):
    ended = subprocess.run([_python(), "-I", "-c", PICTURES, *arguments], capture_output=True)
    assert ended.returncode == 0, ended.stderr.decode()
    return ended.stdout


def _command_line(*arguments):
    command = [_python(), "-I", "-m", "inlay.files.command_line", "run", "seamless-clone", "--quiet", *arguments]
    ended = subprocess.run(command, capture_output=True, cwd=FOLDER)
    assert ended.returncode == 0, ended.stderr.decode()


def _result(name):
    """Size and samples of a written picture."""
    size, samples = _pictures("read", FOLDER, name).split(b"\n", 1)
    return json.loads(size), samples


def _opened(name):
    document = Krita.instance().openDocument(os.path.join(FOLDER, name))
    document.setBatchmode(True)
    document.waitForDone()
    return document


def _scene(kind, channels):
    """The written files as a document: the destination, and the source as a layer above it."""
    os.makedirs(FOLDER, exist_ok=True)
    _pictures("write", FOLDER, kind, str(channels))
    document, other = _opened("destination.tif"), _opened("source.tif")
    picture = other.rootNode().childNodes()[0]
    assert (document.colorModel(), document.colorDepth()) == (picture.colorModel(), picture.colorDepth())
    size = (other.width(), other.height())
    source = toolbox.add_layer(document, "Fox", (*AT, *size), bytes(picture.pixelData(0, 0, *size)))
    toolbox.refresh(document)
    size, mask = _result("mask.png")
    toolbox.select_bytes(document, (*AT, *size), mask)
    return document, source


def _samples(document, data):
    """Krita's bytes as numbers in the order red, green, blue, opacity."""
    depth = document.colorDepth()
    values = list(struct.unpack(f"={len(data) // toolbox.BYTES[depth]}{toolbox.CODES[depth]}", data))
    if document.colorModel() == "RGBA" and depth in ("U8", "U16"):
        values[0::4], values[2::4] = values[2::4], values[0::4]
    return values


def _compare(document, node, name, tolerance):
    """The layer holds what the file holds, and nothing else: samples and opacity."""
    size, expected = _result(name)
    x, y, width, height = toolbox.box_of(node)
    if size == [document.width(), document.height()]:
        x, y, width, height = 0, 0, *size
    assert [width, height] == size, (size, toolbox.box_of(node))
    found = _samples(document, toolbox.pixels(node, (x, y, width, height)))
    depth, channels = document.colorDepth(), toolbox.CHANNELS[document.colorModel()]
    expected = struct.unpack(f"={len(expected) // toolbox.BYTES[depth]}{toolbox.CODES[depth]}", expected)
    assert len(found) == len(expected) and any(found)
    assert len(set(found[channels - 1 :: channels])) > 20, "the soft edge is gone"
    worst = max(abs(a - b) for a, b in zip(found, expected, strict=True))
    assert worst <= tolerance, worst


def check_the_same_layer_as_the_command_line():
    for kind, channels, tolerance in (
        ("uint8", 3, 0),
        ("uint16", 3, 0),
        ("float32", 3, 1e-6),
        ("float16", 3, 0),
        ("uint8", 1, 0),
        ("uint16", 1, 0),
        ("float32", 1, 1e-6),
    ):
        for gradients in ("source", "stronger") if kind == "uint8" else ("source",):
            document, source = _scene(kind, channels)
            before = toolbox.tree(document)
            node = inlay.run("seamless-clone", document, source, {"gradients": gradients, "hide-source": False})
            assert node.name() == "Fox (Seamless Clone)"
            stack = [child.name() for child in document.rootNode().childNodes() if child.type() == "paintlayer"]
            assert stack[-2:] == ["Fox", "Fox (Seamless Clone)"], stack
            files = ["--source", "source.tif", "--destination", "destination.tif", f"--region=mask.png@{AT[0]},{AT[1]}"]
            at = f"--at={AT[0]},{AT[1]}"
            _command_line(*files, at, "--gradients", gradients, "--layer-only", "--output", "result.tif")
            _compare(document, node, "result.tif", tolerance)
            node.remove()
            toolbox.refresh(document)
            assert toolbox.tree(document) == before


def check_the_same_layer_in_an_openraster_file():
    os.makedirs(FOLDER, exist_ok=True)
    _pictures("scene", FOLDER)
    document = _opened("scene.ora")
    source = document.nodeByName("Fox")
    size, mask = _result("mask.png")
    toolbox.select_bytes(document, (*AT, *size), mask)
    for values in ({}, {"x": -9, "y": 7}, {"boundary": "fixed"}, {"gradients": "monochrome"}):
        node = inlay.run("seamless-clone", document, source, values)
        files = ["--source", "scene.ora#Fox", "--destination", "scene.ora#Snow", f"--region=mask.png@{AT[0]},{AT[1]}"]
        options = [f"--{name}={value}" for name, value in values.items()]
        _command_line(*files, *options, "--layer-only", "--output", "result.png")
        _compare(document, node, "result.png", 0)
        node.remove()
        toolbox.refresh(document)


def check_without_a_selection_the_layers_own_opacity_counts():
    os.makedirs(FOLDER, exist_ok=True)
    _pictures("scene", FOLDER)
    document = _opened("scene.ora")
    source = document.nodeByName("Fox")
    node = inlay.run("seamless-clone", document, source)
    assert node.visible() and not source.visible(), "the source would show beside the clone"
    _command_line("--source", "scene.ora#Fox", "--destination", "scene.ora#Snow", "--layer-only", "--output", "own.png")
    _compare(document, node, "own.png", 0)


def check_a_wide_gamut_document():
    """The samples are solved as they are stored, whatever the profile."""
    document, source = _scene("uint16", 3)
    plain = inlay.run("seamless-clone", document, source)
    box = toolbox.box_of(plain)
    expected = toolbox.pixels(plain, box)
    plain.remove()
    document.setColorProfile("ClayRGB-elle-V2-g22.icc")
    for node in document.rootNode().childNodes():
        if node.type() == "paintlayer":
            node.setColorProfile("ClayRGB-elle-V2-g22.icc")
    toolbox.refresh(document)
    assert document.colorProfile() == source.colorProfile() == "ClayRGB-elle-V2-g22.icc"
    wide = inlay.run("seamless-clone", document, source)
    assert toolbox.pixels(wide, box) == expected
    assert wide.colorProfile() == "ClayRGB-elle-V2-g22.icc"
