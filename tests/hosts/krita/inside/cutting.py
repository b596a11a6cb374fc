"""The operations that cut out, on scenes that the fixture has written; leaves what Krita then holds for comparison."""

import json
import os

import toolbox
from inlay.krita import layers

import inlay
from krita import Krita, Selection

PICTURES = os.path.join(os.environ["INLAY_FOLDER"], "cutouts")
HIDE_NOTHING = {"hide-image": False}
METHOD = {"method": "closed-form", **HIDE_NOTHING}
DEPTHS = {"U8": "", "U16": "sRGB-elle-V2-srgbtrc.icc", "F32": "sRGB-elle-V2-srgbtrc.icc"}


def _scenes():
    return sorted(name for name in os.listdir(PICTURES) if os.path.isdir(os.path.join(PICTURES, name)))


def _opened(scene, name):
    document = Krita.instance().openDocument(os.path.join(PICTURES, scene, name))
    document.setBatchmode(True)
    document.waitForDone()
    return document


def _open(scene, depth="U8"):
    """The picture as a document, and its layer."""
    document = _opened(scene, "image.png")
    if depth != "U8":
        document.setColorSpace("RGBA", depth, DEPTHS[depth])
        toolbox.refresh(document)
    fox = next(node for node in document.rootNode().childNodes() if node.type() == "paintlayer")
    fox.setName("Fox")
    return document, fox


def _bytes(scene, name):
    """The samples of a gray picture, one byte a pixel."""
    document = _opened(scene, name)
    layer = next(node for node in document.rootNode().childNodes() if node.type() == "paintlayer")
    size = document.width(), document.height()
    samples = bytes(layer.pixelData(0, 0, *size))
    return samples[:: len(samples) // (size[0] * size[1])]


def _add(document, scene, name):
    """A picture as a layer on top of the document, in its colours."""
    other = _opened(scene, f"{name}.png")
    other.setColorSpace(document.colorModel(), document.colorDepth(), document.colorProfile())
    toolbox.refresh(other)
    layer = next(node for node in other.rootNode().childNodes() if node.type() == "paintlayer")
    box = (0, 0, other.width(), other.height())
    added = toolbox.add_layer(document, name.capitalize(), box, bytes(layer.pixelData(*box)))
    toolbox.refresh(document)
    return added


def _canvas(document):
    return 0, 0, document.width(), document.height()


def _keep(document, scene, name, data):
    size = document.width(), document.height()
    with open(os.path.join(PICTURES, scene, f"{name}.krita"), "wb") as file:
        file.write(data)
    with open(os.path.join(PICTURES, scene, f"{name}.krita.json"), "w", encoding="utf-8") as file:
        json.dump({"size": size, "depth": document.colorDepth()}, file)


def _take(document, scene, name, node, kept=None):
    """Keep a layer's pixels, or those of another node, and remove it."""
    _keep(document, scene, name, bytes((kept or node).pixelData(*_canvas(document))))
    _remove(document, node)


def _remove(document, node):
    node.remove()
    toolbox.refresh(document)


def check_a_trimap_layer_in_every_depth():
    for scene in _scenes():
        for depth in DEPTHS:
            document, fox = _open(scene, depth)
            trimap = _add(document, scene, "trimap")
            before = toolbox.tree(document)
            node = inlay.run("cut-out", document, fox, METHOD, {"trimap": trimap})
            assert toolbox.names(document.rootNode())[-3:] == ["Fox", "Fox (Cut Out with Trimap)", "Trimap"]
            _take(document, scene, f"trimap-{depth.lower()}", node)
            assert toolbox.tree(document) == before
            document.close()


def check_a_trimap_as_transparency_and_as_selection_mask():
    for scene in _scenes():
        document, fox = _open(scene)
        carrier = toolbox.add_layer(document, "Carrier", _canvas(document))
        for kind, make in (
            ("transparency", document.createTransparencyMask),
            ("selection", document.createSelectionMask),
        ):
            selection = Selection()
            selection.setPixelData(_bytes(scene, "trimap.png"), *_canvas(document))
            mask = make(kind)
            mask.setSelection(selection)
            carrier.addChildNode(mask, None)
            toolbox.refresh(document)
            node = inlay.run("cut-out", document, fox, METHOD, {"trimap": mask})
            _take(document, scene, f"by-{kind}", node)
            _remove(document, mask)
        document.close()


def check_every_result():
    for scene in _scenes():
        document, fox = _open(scene)
        trimap = _add(document, scene, "trimap")

        def cut(result, document=document, fox=fox, trimap=trimap):
            return inlay.run("cut-out", document, fox, {**METHOD, "result": result}, {"trimap": trimap})

        node = cut("layer-with-mask")
        (mask,) = node.childNodes()
        assert mask.type() == "transparencymask"
        assert node.pixelData(*_canvas(document)) == fox.pixelData(*_canvas(document)), "the picture is untouched"
        _take(document, scene, "result-mask", node, mask)
        _take(document, scene, "result-alpha", cut("alpha"))
        mask = cut("layer-mask")
        assert mask.type() == "transparencymask" and layers.same(mask.parentNode(), fox)
        _keep(document, scene, "result-layer-mask", bytes(mask.pixelData(*_canvas(document))))
        _remove(document, mask)
        node = cut("channel")
        assert node.type() == "selectionmask" and not node.visible()
        _take(document, scene, "result-channel", node)
        node = cut("selection")
        _keep(document, scene, "result-selection", bytes(document.selection().pixelData(*_canvas(document))))
        _remove(document, node)
        checker = cut("on-checker")
        assert set(bytes(checker.pixelData(*_canvas(document)))[3::4]) == {255}
        document.close()


def check_a_selection():
    for scene in _scenes():
        document, fox = _open(scene)
        toolbox.select_bytes(document, _canvas(document), _bytes(scene, "region.png"))
        radii, edge = {"inner": 6, "outer": 9}, {"edge": 4.0}
        _take(document, scene, "subject-inside", inlay.run("remove-background", document, fox, {**edge, **METHOD}))
        _take(document, scene, "selection", inlay.run("cut-out-selection", document, fox, {**radii, **METHOD}))
        made = inlay.run("make-trimap", document, fox, radii)
        assert made.opacity() == 128 and document.selection() is None, "it can be painted on everywhere"
        _keep(document, scene, "made", bytes(made.pixelData(*_canvas(document))))
        again = inlay.run("cut-out", document, fox, METHOD, {"trimap": made})
        assert again.name() == "Fox (Cut Out with Trimap)"
        document.close()


def check_a_subject():
    for scene in _scenes():
        document, fox = _open(scene)
        node = inlay.run("remove-background", document, fox, {"edge": 4.0, **METHOD})
        assert node.name() == "Fox (Remove Background)"
        _take(document, scene, "subject", node)
        document.close()


def check_scribbles():
    for scene in _scenes():
        document, fox = _open(scene)
        strokes = _add(document, scene, "strokes")
        _take(
            document, scene, "scribbles", inlay.run("cut-out-scribbles", document, fox, METHOD, {"scribbles": strokes})
        )
        document.close()


def check_a_layer_and_its_mask():
    """What the mask hides is there to be found again, and the mask itself stays."""
    for scene in _scenes():
        document, fox = _open(scene)
        fox.setName("Ground")
        fox = toolbox.add_layer(document, "Fox", _canvas(document), bytes(fox.pixelData(*_canvas(document))))
        selection = Selection()
        selection.setPixelData(_bytes(scene, "region.png"), *_canvas(document))
        mask = document.createTransparencyMask("Mask")
        mask.setSelection(selection)
        fox.addChildNode(mask, None)
        toolbox.refresh(document)
        before = toolbox.tree(document)
        for kind, ways in (("layer", {}), ("mask", {"edge": mask})):
            for operation in ("refine-edge", "clean-edge-colours", "background-plate"):
                node = inlay.run(operation, document, fox, HIDE_NOTHING, ways)
                order = toolbox.names(document.rootNode())
                place = order.index(node.name())
                assert (place < order.index("Fox")) == (operation == "background-plate"), order
                _take(document, scene, f"{operation}-{kind}", node)
                assert toolbox.tree(document) == before, operation
        document.close()


def check_a_group_without_its_mask():
    """Pixels behind a mask come from a copy where a layer has more to it than its own."""
    document = toolbox.new_document()
    group = document.createGroupLayer("Group")
    document.rootNode().addChildNode(group, None)
    box = (0, 0, toolbox.WIDTH, toolbox.HEIGHT)
    inner = toolbox.add_layer(document, "Inner", box, parent=group, opacity=1.0)
    mask = document.createTransparencyMask("Mask")
    selection = Selection()
    selection.select(20, 10, 40, 30, 255)
    mask.setSelection(selection)
    group.addChildNode(mask, None)
    toolbox.refresh(document)
    before = toolbox.tree(document)
    node = inlay.run("refine-edge", document, group, {"radius": 0, "result": "layer-with-mask", **HIDE_NOTHING})
    assert node.pixelData(*box) == inner.pixelData(*box), "what the mask hides is there"
    assert node.childNodes()[0].pixelData(*box) == mask.pixelData(*box)
    _remove(document, node)
    assert toolbox.tree(document) == before
    assert [each.name() for each, _ in layers.walk(document.rootNode())][:3] == ["Group", "Mask", "Inner"]


def check_failures_leave_the_document_as_it_was():
    scene = _scenes()[0]
    document, fox = _open(scene)
    trimap = _add(document, scene, "trimap")
    clear = toolbox.add_layer(document, "Clear", (10, 10, 5, 5), bytes([1, 2, 3, 1] * 25))
    toolbox.refresh(document)
    before = toolbox.tree(document)
    for operation, values, ways, words in (
        ("cut-out", {}, {}, "needs a trimap"),
        ("cut-out", {}, {"trimap": fox}, "picture itself"),
        ("cut-out", {}, {"trimap": clear}, "unknown"),
        ("cut-out", {"result": "on-backdrop"}, {"trimap": trimap}, "no backdrop"),
        ("cut-out-selection", {}, {}, "Nothing is selected"),
        ("cut-out-scribbles", {}, {"scribbles": clear}, "unknown"),
        ("refine-edge", {}, {}, "opaque everywhere"),
        ("clean-edge-colours", {}, {}, "opaque everywhere"),
        ("background-plate", {}, {}, "opaque everywhere"),
        ("make-trimap", {}, {}, "Nothing is selected"),
    ):
        error = toolbox.refused(operation, document, fox, values, ways)
        assert words in str(error), (operation, str(error))
        assert toolbox.tree(document) == before, operation
