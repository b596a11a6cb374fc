"""What the artist sees is what is read: selections, groups, masks, and all that lies below."""

import json
import os

import toolbox
from inlay.bridge.planes import Folder
from inlay.krita import inputs, layers, picture
from inlay.krita.document import Document

import inlay
from inlay.contract.boxes import Box
from krita import InfoObject, Krita, Selection

ECHO = os.path.join(os.environ["INLAY_FOLDER"], "echo.json")
CANVAS = Box(0, 0, toolbox.WIDTH, toolbox.HEIGHT)
BOX = Box(11, 9, 40, 30)
# Five to the right and seven down.
SHIFTED = """<!DOCTYPE transform_params>
<transform_params><main id="tooltransformparams"/><data mode="0"><free_transform>
<transformedCenter type="pointf" x="36" y="31"/><originalCenter type="pointf" x="31" y="24"/>
<rotationCenterOffset type="pointf" x="0" y="0"/><transformAroundRotationCenter type="value" value="0"/>
<aX type="value" value="0"/><aY type="value" value="0"/><aZ type="value" value="0"/>
<cameraPos type="vector3d" x="0" y="0" z="1024"/><scaleX type="value" value="1"/><scaleY type="value" value="1"/>
<shearX type="value" value="0"/><shearY type="value" value="0"/><keepAspectRatio type="value" value="0"/>
<flattenedPerspectiveTransform type="transform" m11="1" m12="0" m13="0" m21="0" m22="1" m23="0"
 m31="0" m32="0" m33="1"/>
<filterId type="value" value="Bicubic"/></free_transform></data></transform_params>"""
# Black, eight pixels away.
SHADOW = """<asl><node classId="null" type="Descriptor" name="">
<node key="Scl " value="100" type="UnitFloat" unit="#Prc"/><node key="masterFXSwitch" value="1" type="Boolean"/>
<node key="DrSh" classId="DrSh" type="Descriptor" name="">
<node key="enab" value="1" type="Boolean"/><node key="Md  " value="Mltp" type="Enum" typeId="BlnM"/>
<node key="Clr " classId="RGBC" type="Descriptor" name=""><node key="Rd  " value="0" type="Double"/>
<node key="Grn " value="0" type="Double"/><node key="Bl  " value="0" type="Double"/></node>
<node key="Opct" value="75" type="UnitFloat" unit="#Prc"/><node key="uglg" value="1" type="Boolean"/>
<node key="lagl" value="120" type="UnitFloat" unit="#Ang"/><node key="Dstn" value="8" type="UnitFloat" unit="#Pxl"/>
<node key="Ckmt" value="0" type="UnitFloat" unit="#Pxl"/><node key="blur" value="2" type="UnitFloat" unit="#Pxl"/>
<node key="Nose" value="0" type="UnitFloat" unit="#Prc"/><node key="AntA" value="0" type="Boolean"/>
<node key="TrnS" classId="ShpC" type="Descriptor" name=""><node key="Nm  " value="Linear" type="Text"/>
<node key="Crv " type="List"><node classId="CrPt" type="Descriptor" name="">
<node key="Hrzn" value="0" type="Double"/><node key="Vrtc" value="0" type="Double"/></node>
<node classId="CrPt" type="Descriptor" name=""><node key="Hrzn" value="255" type="Double"/>
<node key="Vrtc" value="255" type="Double"/></node></node></node>
<node key="layerConceals" value="0" type="Boolean"/></node></node>
<node classId="Styl" type="Descriptor" name="">
<node key="documentMode" classId="documentMode" type="Descriptor" name=""/>
</node></asl>"""


def _echo(document, node, ways=None, **values):
    """What the worker got to see."""
    inlay.run("sample-everything", document, node, {"yields": "file", "report": ECHO, **values}, ways or {})
    with open(ECHO, encoding="utf-8") as file:
        return json.load(file)["images"]


def _scene(model, depth):
    """Layers of every sort around a source in a group, each of which changes what is visible below it."""
    document = toolbox.new_document(model, depth)
    root = document.rootNode()
    ground = toolbox.add_layer(document, "Ground", CANVAS, opacity=1)
    multiplied = toolbox.add_layer(document, "Multiplied", (5, 5, 60, 50), seed=2)
    multiplied.setBlendingMode("multiply")
    hidden = toolbox.add_layer(document, "Hidden", CANVAS, seed=3)
    hidden.setVisible(False)
    filters = Krita.instance().filter("invert")
    everywhere = Selection()
    everywhere.select(20, 10, 30, 40, 160)
    root.addChildNode(document.createFilterLayer("Inverted", filters, everywhere), None)
    outer = document.createGroupLayer("Outer")
    root.addChildNode(outer, None)
    outer.setOpacity(180)
    toolbox.add_layer(document, "Inner ground", (3, 3, 70, 60), parent=outer, seed=4)
    source = toolbox.add_layer(document, "Source", (10, 8, 50, 40), parent=outer, seed=5)
    toolbox.add_layer(document, "Above in group", CANVAS, parent=outer, seed=6)
    mask = document.createTransparencyMask("Mask")
    softened = Selection()
    softened.select(0, 0, 50, 70, 120)
    mask.setSelection(softened)
    outer.addChildNode(mask, None)
    toolbox.add_layer(document, "Above", CANVAS, seed=7)
    toolbox.refresh(document)
    return document, source, ground


def _below(document, node, box):
    folder = Folder()
    try:
        return inputs.read_below(Document(document), node, box, folder.create).read()
    finally:
        folder.remove()


def _hidden_above(document, node):
    """What is visible in the document once all above the node is hidden."""
    while layers.parent_of(node) is not None:
        for sibling in reversed(layers.parent_of(node).childNodes()):
            if layers.same(sibling, node):
                break
            if not layers.is_mask(sibling):
                sibling.setVisible(False)
        node = layers.parent_of(node)


def check_below_is_the_true_composite():
    for model in ("RGBA", "GRAYA"):
        for depth in toolbox.DEPTHS:
            document, source, _ = _scene(model, depth)
            before = toolbox.tree(document)
            documents = len(Krita.instance().documents())
            document.setModified(False)
            found = [_below(document, source, box) for box in (BOX, CANVAS, Box(0, 60, 5, 10))]
            assert not document.modified()
            assert len(Krita.instance().documents()) <= documents
            assert toolbox.tree(document) == before, "reading touched the document"
            _hidden_above(document, source)
            source.setVisible(False)
            toolbox.refresh(document)
            for box, data in zip((BOX, CANVAS, Box(0, 60, 5, 10)), found, strict=True):
                assert data == bytes(document.pixelData(*box)), (model, depth, box)


def check_below_counts_vector_layers():
    document = toolbox.new_document()
    vector = document.createVectorLayer("Shape")
    vector.addShapesFromSvg('<svg xmlns="http://www.w3.org/2000/svg"><path fill="#ff0000" d="M5 5h60v50h-60z"/></svg>')
    document.rootNode().addChildNode(vector, None)
    source = toolbox.add_layer(document, "Source", BOX, opacity=1)
    _wait_until(lambda: any(bytes(vector.projectionPixelData(30, 30, 1, 1))))
    toolbox.refresh(document)
    data = _below(document, source, BOX)
    assert data == bytes([0, 0, 255, 255]) * BOX.area, list(data[:8])


def check_one_plain_opaque_layer_is_read_directly():
    copied = picture.copy_of

    def refuse(*arguments):
        raise AssertionError("a copy of the document was made")

    for depth in toolbox.DEPTHS:
        document = toolbox.new_document("RGBA", depth)
        ground = document.rootNode().childNodes()[0]
        ground.setPixelData(toolbox.noise(document, *CANVAS[2:], 1, 1), *CANVAS)
        source = toolbox.add_layer(document, "Source", BOX)
        toolbox.refresh(document)
        picture.copy_of = refuse
        try:
            direct = _below(document, source, BOX)
        finally:
            picture.copy_of = copied
        assert direct == bytes(ground.pixelData(*BOX)), depth
        ground.setPixelData(toolbox.noise(document, *BOX[2:], 9), *BOX)
        toolbox.refresh(document)
        through = _below(document, source, BOX)
        source.setVisible(False)
        toolbox.refresh(document)
        assert through == bytes(document.pixelData(*BOX)), depth


def check_groups_masks_and_hidden_layers_are_read_as_they_look():
    document = toolbox.new_document()
    data = toolbox.noise(document, 40, 30, opacity=1)
    group = document.createGroupLayer("Group")
    document.rootNode().addChildNode(group, None)
    inside = toolbox.add_layer(document, "Inside", BOX, data, group)
    toolbox.refresh(document)
    for visible, through in ((True, False), (False, False), (True, True)):
        group.setVisible(visible)
        group.setPassThroughMode(through)
        toolbox.refresh(document)
        result = inlay.run("sample-copy", document, group)
        assert toolbox.pixels(result, BOX) == data, (visible, through)
        result.remove()
    group.setVisible(True)
    group.setPassThroughMode(False)
    mask = document.createTransparencyMask("Mask")
    softened = Selection()
    softened.select(0, 0, 30, 70, 100)
    mask.setSelection(softened)
    inside.addChildNode(mask, None)
    for visible in (True, False):
        inside.setVisible(visible)
        inside.setLocked(not visible)
        toolbox.refresh(document)
        result = inlay.run("sample-copy", document, mask)
        alphas = toolbox.pixels(result, BOX)[3::4]
        assert set(alphas) == {100, 0}, (visible, set(alphas))
        result.remove()


def check_vector_fill_and_clone_layers_can_be_sources():
    document = toolbox.new_document()
    root = document.rootNode()
    data = toolbox.noise(document, 40, 30, opacity=1)
    paint = toolbox.add_layer(document, "Paint", BOX, data)
    clone = document.createCloneLayer("Clone", paint)
    root.addChildNode(clone, None)
    vector = document.createVectorLayer("Shape")
    vector.addShapesFromSvg('<svg xmlns="http://www.w3.org/2000/svg"><path fill="#00ff00" d="M5 5h20v10h-20z"/></svg>')
    root.addChildNode(vector, None)
    settings = InfoObject()
    settings.setProperty("color", "#0000ff")
    everywhere = Selection()
    everywhere.select(*CANVAS, 255)
    fill = document.createFillLayer("Fill", "color", settings, everywhere)
    root.addChildNode(fill, None)
    _wait_until(lambda: any(bytes(vector.projectionPixelData(10, 10, 1, 1))))
    toolbox.refresh(document)
    assert toolbox.pixels(inlay.run("sample-copy", document, clone), BOX) == data
    shape = inlay.run("sample-copy", document, vector)
    assert toolbox.pixels(shape, (5, 5, 20, 10)) == bytes([0, 255, 0, 255]) * 200
    filled = inlay.run("sample-copy", document, fill)
    assert toolbox.pixels(filled, CANVAS) == bytes([255, 0, 0, 255]) * CANVAS.area


def check_masks_that_move_and_filter_count():
    document = toolbox.new_document()
    data = bytes([30, 20, 10, 255, 60, 50, 40, 255] * 15) * 40
    data = b"".join(sorted(data[place : place + 4] for place in range(0, len(data), 4)))
    moved = toolbox.add_layer(document, "Moved", BOX, data)
    mask = document.createTransformMask("Aside")
    assert mask.fromXML(SHIFTED)
    moved.addChildNode(mask, None)
    inverted = toolbox.add_layer(document, "Inverted", BOX, data)
    everywhere = Selection()
    everywhere.select(*CANVAS, 255)
    inverted.addChildNode(document.createFilterMask("Invert", Krita.instance().filter("invert"), everywhere), None)
    _wait_until(lambda: any(bytes(moved.projectionPixelData(55, 40, 1, 1))))
    toolbox.refresh(document)
    result = inlay.run("sample-copy", document, moved)
    assert toolbox.box_of(result) == (16, 16, *BOX[2:]), (
        toolbox.box_of(result),
        toolbox.box_of(moved),
        toolbox.box_of(mask),
    )
    assert toolbox.pixels(result, (20, 20, 30, 9)) == bytes([30, 20, 10, 255]) * 270
    assert toolbox.pixels(result, (20, 33, 30, 9)) == bytes([60, 50, 40, 255]) * 270
    negative = bytes(value if place % 4 == 3 else 255 - value for place, value in enumerate(data))
    assert toolbox.pixels(inlay.run("sample-copy", document, inverted), BOX) == negative


def check_a_layers_style_is_seen():
    """A shadow, as it falls on nothing; the layer's own opacity and mode do not count."""
    document = toolbox.new_document()
    layer = toolbox.add_layer(document, "Fox", (20, 15, 20, 20), bytes([30, 20, 10, 255]) * 400)
    layer.setLayerStyleFromAsl(SHADOW)
    toolbox.refresh(document)
    document.rootNode().childNodes()[0].setVisible(False)
    toolbox.refresh(document)
    alone = bytes(document.pixelData(*CANVAS))
    assert alone[4 * (38 * 90 + 36) + 3] > 100, "there is no shadow"
    toolbox.add_layer(document, "Over", CANVAS, opacity=1)
    layer.setOpacity(90)
    layer.setBlendingMode("multiply")
    toolbox.refresh(document)
    result = inlay.run("sample-copy", document, layer)
    seen = [alone[place : place + 4] if alone[place + 3] else bytes(4) for place in range(0, len(alone), 4)]
    assert toolbox.pixels(result, CANVAS) == b"".join(seen)


def check_sources_without_a_picture_are_refused_in_words():
    document = toolbox.new_document()
    layer = document.createFilterLayer("Inverted", Krita.instance().filter("invert"), Selection())
    document.rootNode().addChildNode(layer, None)
    assert "no picture of its own" in toolbox.refused("sample-copy", document, layer).message
    empty = document.createNode("Nothing", "paintlayer")
    document.rootNode().addChildNode(empty, None)
    assert "empty" in toolbox.refused("sample-copy", document, empty).message
    lowest = document.rootNode().childNodes()[0]
    error = toolbox.refused("seamless-clone", document, lowest, ways={"destination": "layer-below"})
    assert "destination" in error.message.lower() or "below" in error.message, error


def check_soft_selections_arrive_as_they_are():
    document = toolbox.new_document("RGBA", "F32")
    layer = toolbox.add_layer(document, "Fox", CANVAS, opacity=1)
    toolbox.refresh(document)
    assert _echo(document, layer)["region"] is None
    soft = bytes(range(1, 201))
    toolbox.select_bytes(document, (30, 20, 20, 10), soft)
    region = _echo(document, layer)["region"]
    assert region["box"] == [30, 20, 20, 10] and region["first"] == [1], region
    mask = document.createSelectionMask("Hair")
    hair = Selection()
    hair.setPixelData(bytes([77]) * 100, 40, 30, 10, 10)
    mask.setSelection(hair)
    layer.addChildNode(mask, None)
    region = _echo(document, layer, {"region": mask})["region"]
    assert region["box"] == [40, 30, 10, 10] and region["first"] == [77], region


def check_every_way_of_an_input():
    document = toolbox.new_document()
    data = bytes([30, 20, 10, 255]) * BOX.area
    low = toolbox.add_layer(document, "Low", BOX, data)
    source = toolbox.add_layer(document, "Source", BOX, bytes([3, 2, 1, 255]) * BOX.area)
    high = toolbox.add_layer(document, "High", (0, 0, 4, 4), bytes([6, 5, 4, 255]) * 16)
    mask = document.createTransparencyMask("Mask")
    softened = Selection()
    softened.select(0, 0, 90, 70, 99)
    mask.setSelection(softened)
    high.addChildNode(mask, None)
    toolbox.refresh(document)
    images = _echo(document, source, {"references": [low, high], "trimap": mask, "scene": "visible"})
    assert images["source"]["name"] == "Source" and images["source"]["first"] == [1, 2, 3, 255], images["source"]
    assert images["destination"]["first"] == [10, 20, 30, 255], images["destination"]
    assert images["scene"]["box"] == list(BOX) and images["scene"]["first"] == [1, 2, 3, 255]
    assert [image["name"] for image in images["references"]] == ["Low", "High"]
    assert images["references"][1]["box"] == [0, 0, 4, 4]
    assert images["references"][1]["first"] == [4, 5, 6, 99], images["references"]
    assert images["trimap"]["space"][0] == "MASK" and images["trimap"]["first"] == [99], images["trimap"]
    chosen = _echo(document, source, {"destination": high, "scene": "none", "trimap": low, "references": "none"})
    assert chosen["destination"]["name"] == "High" and chosen["destination"]["first"] == [0, 0, 0, 0]
    assert chosen["scene"] is None and chosen["references"] is None
    assert chosen["trimap"]["name"] == "Low" and chosen["trimap"]["box"] == list(BOX)
    assert _echo(document, source, {"destination": "layer-below"})["destination"]["name"] == "Low"


def check_large_pictures_are_read_in_bands():
    from inlay.bridge import snapshot
    from inlay.krita import pixels

    document = toolbox.new_document()
    layer = toolbox.add_layer(document, "Fox", CANVAS)
    toolbox.refresh(document)
    before = pixels.BAND_BYTES, snapshot.WATCHED_BYTES
    pixels.BAND_BYTES, snapshot.WATCHED_BYTES = 1000, 5000
    try:
        result = inlay.run("sample-copy", document, layer)
    finally:
        pixels.BAND_BYTES, snapshot.WATCHED_BYTES = before
    assert toolbox.pixels(result, CANVAS) == toolbox.pixels(layer, CANVAS)


def _wait_until(condition):
    from inlay.krita.qt import QtCore

    loop, ticks = QtCore.QEventLoop(), []
    timer = QtCore.QTimer()
    timer.timeout.connect(lambda: (ticks.append(1), (condition() or len(ticks) > 2000) and loop.quit()))
    timer.start(30)
    loop.exec()
    assert condition()
