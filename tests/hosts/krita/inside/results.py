"""What a job yields becomes nodes of the document, in their places, and nothing else changes."""

import json
import os

import toolbox
from inlay.bridge.planes import Folder
from inlay.krita import insertion, layers, outputs, service
from inlay.krita.document import Document

import inlay
from inlay.contract import outcomes
from inlay.contract.boxes import Box
from krita import Krita, Selection

BOX = (11, 9, 20, 10)
REPORT = os.path.join(os.environ["INLAY_FOLDER"], "report.json")
ORANGE = bytes([0, 128, 255, 255])


def _document():
    """A source in a group, with layers around it."""
    document = toolbox.new_document("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
    group = document.createGroupLayer("Group")
    document.rootNode().addChildNode(group, None)
    toolbox.add_layer(document, "Under", BOX, parent=group)
    source = toolbox.add_layer(document, "Fox", BOX, parent=group, seed=2, opacity=1)
    toolbox.add_layer(document, "Over", BOX, parent=group, seed=3)
    toolbox.add_layer(document, "Top", BOX, seed=4)
    toolbox.refresh(document)
    return document, source


def _run(document, source, yields, **values):
    values = {"yields": yields, "colour": [1, 0.5, 0, 1], **values}
    return inlay.run("sample-everything", document, source, values)


def _only_addition(document, source, yields, **values):
    """The one node that a run adds; all that was there before is as it was."""
    before = toolbox.tree(document)
    node = _run(document, source, yields, **values)
    added = [node] + [child for child, _ in layers.walk(node)]
    after = toolbox.tree(document)
    identities = {each.uniqueId() for each in added}
    new = [index for index, (other, _) in enumerate(layers.walk(document.rootNode())) if other.uniqueId() in identities]
    kept = [line for index, line in enumerate(after[0]) if index not in new]
    assert len(new) == len(added) and kept == before[0], "more than the result has changed"
    assert after[1:] == before[1:], "selection or size has changed"
    return node


def _alphas(mask, box=BOX):
    """The values of a mask in the left and in the right half of a box, and outside."""
    x, y, width, _ = box
    row = toolbox.pixels(mask, (x - 1, y, width + 2, 1))
    return row[1], row[width], row[0], row[-1]


def check_layer_with_its_mask():
    document, source = _document()
    before = bytes(document.pixelData(11, 9, 20, 1))
    layers.parent_of(source).childNodes()[2].setVisible(False)
    document.rootNode().childNodes()[-1].setVisible(False)
    toolbox.refresh(document)
    node = _only_addition(document, source, "layer")
    seen = bytes(document.pixelData(11, 9, 20, 1))
    assert seen[40:] == ORANGE * 10 and seen[:40] == toolbox.pixels(source, (11, 9, 10, 1)) != before[:40]
    assert node.name() == "Fox (Sample)" and node.type() == "paintlayer"
    assert toolbox.box_of(node) == BOX and toolbox.pixels(node, BOX) == ORANGE * 200
    assert toolbox.names(layers.parent_of(source)) == ["Under", "Fox", "Fox (Sample)", "Over"]
    (mask,) = node.childNodes()
    assert mask.type() == "transparencymask" and _alphas(mask) == (0, 255, 0, 0), _alphas(mask)
    toolbox.refresh(document)
    assert toolbox.pixels(node, BOX) == ORANGE * 200
    seen = bytes(node.projectionPixelData(*BOX))
    assert seen[3] == 0 and seen[-1] == 255, "the mask does not work"


def check_an_edit_of_a_translucent_layer_stands_for_it():
    """Laid over it, its soft edge would be doubled, and the old colours seen in it."""
    document = toolbox.new_document("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
    toolbox.add_layer(document, "Snow", (0, 0, toolbox.WIDTH, toolbox.HEIGHT), opacity=1)
    source = toolbox.add_layer(document, "Fox", BOX, seed=2)
    source.setOpacity(150)
    source.setBlendingMode("multiply")
    x, y, width, height = BOX
    toolbox.select_bytes(document, BOX, bytes([0] * 8 + [100] * 4 + [255] * 8) * height)
    toolbox.refresh(document)
    before = bytes(document.pixelData(0, 0, toolbox.WIDTH, toolbox.HEIGHT))
    node = inlay.run("gaussian-blur", document, source, {"radius": 2.0})
    assert node.visible() and not source.visible()
    assert (node.opacity(), node.blendingMode()) == (150, "multiply")
    assert toolbox.box_of(node) == BOX
    old, new = toolbox.pixels(source, BOX), toolbox.pixels(node, BOX)
    assert new[3::4] == old[3::4], "its soft edge"
    changed = {place % (4 * width) // 4 for place in range(len(old)) if old[place] != new[place]}
    assert changed == set(range(8, 20)), changed
    toolbox.refresh(document)
    after = bytes(document.pixelData(0, 0, toolbox.WIDTH, toolbox.HEIGHT))
    seen = {place // 4 for place in range(len(before)) if before[place] != after[place]}
    assert seen and all(x + 8 <= place % toolbox.WIDTH < x + width for place in seen), "only what is selected"
    assert all(y <= place // toolbox.WIDTH < y + height for place in seen)


def check_an_edit_of_an_opaque_layer_that_is_mixed_as_a_whole_stands_for_it():
    """Laid over it, it would be more opaque than what is around it."""
    for opacity, mode, is_clipped in ((150, "normal", False), (255, "multiply", False), (255, "normal", True)):
        document = toolbox.new_document("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
        toolbox.add_layer(document, "Snow", (0, 0, toolbox.WIDTH, toolbox.HEIGHT))
        source = toolbox.add_layer(document, "Fox", BOX, seed=2, opacity=1)
        source.setOpacity(opacity)
        source.setBlendingMode(mode)
        source.setInheritAlpha(is_clipped)
        x, _, width, height = BOX
        toolbox.select_bytes(document, BOX, bytes([0] * 8 + [255] * 12) * height)
        toolbox.refresh(document)
        before = bytes(document.pixelData(0, 0, toolbox.WIDTH, toolbox.HEIGHT))
        node = inlay.run("gaussian-blur", document, source, {"radius": 2.0})
        assert node.visible() and not source.visible()
        assert (node.opacity(), node.blendingMode(), node.inheritAlpha()) == (opacity, mode, is_clipped)
        assert toolbox.box_of(node) == BOX
        toolbox.refresh(document)
        after = bytes(document.pixelData(0, 0, toolbox.WIDTH, toolbox.HEIGHT))
        seen = {place // 4 for place in range(len(before)) if before[place] != after[place]}
        assert seen and all(x + 8 <= place % toolbox.WIDTH < x + width for place in seen), "only what is selected"


def check_an_edit_of_an_opaque_layer_leaves_it():
    document = toolbox.new_document("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
    source = toolbox.add_layer(document, "Fox", BOX, seed=2, opacity=1)
    toolbox.refresh(document)
    inlay.run("gaussian-blur", document, source, {"radius": 2.0})
    assert source.visible()


def check_group_with_a_group_in_it():
    document, source = _document()
    node = _only_addition(document, source, "group")
    assert node.name() == "Fox (Sample) group" and node.type() == "grouplayer"
    assert toolbox.names(node) == ["Bottom", "Inner"] and toolbox.names(node.childNodes()[1]) == ["Top"]
    top = node.childNodes()[1].childNodes()[0]
    assert toolbox.pixels(node.childNodes()[0], BOX) == ORANGE * 200
    assert toolbox.pixels(top, (11, 9, 1, 1)) == bytes([255, 128, 0, 128]), toolbox.pixels(top, (11, 9, 1, 1))
    assert toolbox.names(layers.parent_of(source)) == ["Under", "Fox", "Fox (Sample) group", "Over"]


def check_layer_mask_alone_joins_its_layer():
    document, source = _document()
    node = _only_addition(document, source, "layer-mask")
    assert layers.same(layers.parent_of(node), source) and node.type() == "transparencymask"
    assert _alphas(node) == (64, 191, 0, 0), _alphas(node)


def check_channel_alone_is_a_selection_mask():
    document, source = _document()
    node = _only_addition(document, source, "channel")
    assert layers.same(layers.parent_of(node), source) and node.type() == "selectionmask"
    assert node.name() == "Sample channel" and _alphas(node) == (255, 0, 0, 0), _alphas(node)
    assert document.selection() is None


def check_selection_alone_is_the_selection():
    document, source = _document()
    before = toolbox.tree(document)
    node = _run(document, source, "selection")
    assert layers.same(layers.parent_of(node), document.rootNode())
    selection = document.selection()
    row = bytes(selection.pixelData(10, 9, 22, 1))
    assert (row[0], row[1], row[20], row[21]) == (0, 0, 128, 0), list(row)
    assert toolbox.tree(document)[0][1:] == before[0]


def check_selection_beside_another_is_a_selection_mask_of_the_layer():
    document, source = _document()
    toolbox.select(document, (0, 0, 90, 70))
    node = _only_addition(document, source, "selection")
    assert layers.same(layers.parent_of(node), source) and node.type() == "selectionmask"
    assert _alphas(node) == (0, 128, 0, 0), _alphas(node)


def check_path_and_vector_are_vector_layers():
    document, source = _document()
    path = _only_addition(document, source, "path")
    vector = _only_addition(document, source, "vector")
    assert (path.name(), path.type()) == ("Sample path", "vectorlayer")
    assert (vector.name(), vector.type()) == ("Sample vector", "vectorlayer")
    assert len(path.shapes()) == 1 and len(vector.shapes()) == 1
    assert "#ff00c8" in path.toSvg().lower(), "a line that is seen on any ground"
    frame = vector.shapes()[0].boundingBox()
    assert (frame.x(), frame.y(), frame.width(), frame.height()) == BOX, frame
    outline = path.toSvg()
    assert outline.count("C") >= 5 and outline.count("M") == 2 and outline.count("Z") == 1, outline
    # The even-odd hole stays a hole.
    from reading import _wait_until

    _wait_until(lambda: any(bytes(vector.projectionPixelData(12, 10, 1, 1))))
    assert bytes(vector.projectionPixelData(12, 10, 1, 1)) == bytes([64, 128, 255, 255])
    assert not any(bytes(vector.projectionPixelData(21, 14, 1, 1)))


def check_file_is_written_and_nothing_inserted():
    document, source = _document()
    before = toolbox.tree(document)
    node = _run(document, source, "file", report=REPORT, corners=[[1.5, 2], [3, 4]], centre=[7, 8], title="Ö")
    assert node is None and toolbox.tree(document) == before
    with open(REPORT, encoding="utf-8") as file:
        parameters = json.load(file)["parameters"]
    assert parameters["corners"] == [[1.5, 2], [3, 4]] and parameters["centre"] == [7, 8]
    assert parameters["title"] == "Ö" and parameters["colour"] == [1, 0.5, 0, 1]
    assert os.listdir(os.path.dirname(REPORT)).count("report.json") == 1


def check_everything_arrives_as_one_group():
    document, source = _document()
    node = _only_addition(document, source, "everything", report=REPORT)
    assert node.name() == "Sample Everything" and node.type() == "grouplayer"
    expected = ["Fox (Sample)", "Fox (Sample) group", "Fox", "Sample path", "Sample vector", "Selection"]
    assert toolbox.names(node) == [*expected, "Sample channel"], toolbox.names(node)
    masked = node.childNodes()[2]
    assert toolbox.pixels(masked, BOX) == toolbox.pixels(source, BOX) and toolbox.names(masked) == ["Layer Mask"]
    assert toolbox.names(layers.parent_of(source)) == ["Under", "Fox", "Sample Everything", "Over"]


def check_one_insertion_of_a_complete_node():
    """Whatever is yielded, one call puts it into the document, and the node is complete by then."""
    for yields in ("layer", "group", "layer-mask", "selection", "channel", "path", "vector", "everything"):
        document, source = _document()
        calls = []
        added = insertion.add

        def add(node, parent, above, added=added, calls=calls):
            calls.append(_summary(node))
            added(node, parent, above)

        insertion.add = add
        try:
            node = _run(document, source, yields)
        finally:
            insertion.add = added
        assert calls == [_summary(node)], (yields, calls)


def _summary(node):
    return [
        (each.name(), each.type(), toolbox.pixels(each, BOX)) for each in [node, *(n for n, _ in layers.walk(node))]
    ]


def check_no_helper_document_stays_open():
    document, source = _document()
    before = len(Krita.instance().documents())
    _run(document, source, "everything")
    _run(document, source, "vector")
    assert len(Krita.instance().documents()) == before


def check_blending_modes_and_places():
    document, source = _document()
    wrapped, folder = Document(document), Folder()
    operation = next(entry for entry in service.operations() if entry.id == "sample-everything")
    group = layers.parent_of(source)
    under = group.childNodes()[0]

    def insert(output, homes):
        return insertion.insert(wrapped, operation, outcomes.Outcomes([output]), source, homes, folder)

    try:
        for mode, name in (("multiply", "multiply"), ("soft-light", "soft_light_svg"), ("difference", "diff")):
            plane = folder.create(Box(*BOX), wrapped.encoding)
            plane.write(0, ORANGE * 200)
            output = outcomes.Layer(plane, mode, "below", "destination", mode=mode)
            result = insert(output, {"destination": source})
            assert result.node.blendingMode() == name and toolbox.pixels(result.node, BOX) == ORANGE * 200
        assert toolbox.names(group) == ["Under", "multiply", "soft-light", "difference", "Fox", "Over"]
        insert(outcomes.Layer(plane, "highest", "top", ""), {})
        assert toolbox.names(document.rootNode())[-1] == "highest"
        result = insert(outcomes.Layer(plane, "lowest", "below", "destination"), {"destination": under})
        assert result.node is not None and result.warnings, "Krita cannot put a layer below the lowest: say so"
    finally:
        folder.remove()


def check_selections_combine():
    new = Selection()
    new.setPixelData(b"\xff" * 20, 10, 0, 20, 1)
    for mode, expected in (
        ("replace", b"\x00\xff\xff\x00"),
        ("add", b"\xff\xff\xff\x00"),
        ("subtract", b"\xff\x00\x00\x00"),
        ("intersect", b"\x00\xff\x00\x00"),
    ):
        document = toolbox.new_document()
        current = toolbox.select(document, (0, 0, 20, 1))
        found = outputs.combined(current, new, mode)
        seen = b"".join(bytes(found.pixelData(x, 0, 1, 1)) for x in (5, 15, 25, 35))
        assert seen == expected, (mode, seen)
        assert bytes(document.selection().pixelData(25, 0, 1, 1)) == b"\x00", "the document's selection was touched"


def _traced(document, source, **values):
    """The one node that tracing adds; all that was there before is as it was."""
    before = toolbox.tree(document)
    node = inlay.run("trace", document, source, values)
    after = toolbox.tree(document)
    place = next(
        i for i, (each, _) in enumerate(layers.walk(document.rootNode())) if each.uniqueId() == node.uniqueId()
    )
    assert after[0][:place] + after[0][place + 1 :] == before[0] and after[1:] == before[1:], "more has changed"
    return node


def check_an_outline_becomes_a_vector_layer():
    document, source = _document()
    boxes = ((4, 3, 60, 57), (12, 9, 50, 44), (20, 15, 40, 30))
    values = [
        255 * (sum(left <= x < right and top <= y < bottom for left, top, right, bottom in boxes) % 2)
        for y in range(70)
        for x in range(90)
    ]
    toolbox.select_bytes(document, (0, 0, 90, 70), bytes(values))
    path = _traced(document, source)
    assert (path.name(), path.type()) == ("Fox (Trace to Path)", "vectorlayer")
    assert path.toSvg().count("M") == 3 and path.toSvg().count("Z") == 3, path.toSvg()
    frame = path.shapes()[0].boundingBox()
    found = frame.x(), frame.y(), frame.width(), frame.height()
    # Krita counts the width of the line and of its mitres too.
    assert max(abs(a - b) for a, b in zip(found, (4, 3, 56, 54), strict=True)) < 10, found


def check_polygons_are_the_same_drawn_and_in_pixels():
    from reading import _wait_until

    document, source = _document()
    disc = [255 * ((x - 40) ** 2 + (y - 30) ** 2 < 600) for y in range(70) for x in range(90)]
    toolbox.select_bytes(document, (0, 0, 90, 70), bytes(disc))
    values = {"fill": "colour", "colour": [1, 0.5, 0.25, 1]}
    painted = _traced(document, source, yields="layer", **values)
    drawn = _traced(document, source, yields="vector", **values)
    assert (painted.type(), drawn.type()) == ("paintlayer", "vectorlayer")
    _wait_until(lambda: any(bytes(drawn.projectionPixelData(40, 30, 1, 1))))
    first, second = bytes(painted.pixelData(0, 0, 90, 70)), bytes(drawn.projectionPixelData(0, 0, 90, 70))
    differences = [abs(a - b) for a, b in zip(first[3::4], second[3::4], strict=True)]
    assert sum(value == 255 for value in second[3::4]) > 1700
    assert max(differences) <= 40, max(differences)
    assert sum(each > 2 for each in differences) <= 1.5 * sum(0 < value < 255 for value in first[3::4])
    inside = 4 * (30 * 90 + 40)
    assert first[inside : inside + 4] == second[inside : inside + 4] == bytes([64, 128, 255, 255])
