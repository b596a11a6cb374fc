"""One undo group, opened after the work and closed in every ending, for a result that still fits.

The modules of the plug-in run inside the process of the checks here, so that their calls can be counted.
"""

from contextlib import contextmanager

import toolbox
from gi.repository import Gimp
from inlay.bridge import client, installation, table
from inlay.gimp import outputs, task

from inlay.contract.errors import InlayError

OPERATIONS = {operation.id: operation for operation in table.load(installation.load().table)}


@contextmanager
def _recorded(watched, after_the_work=lambda: None):
    """The order of what matters: the worker's answer, the calls that change an image, the undo group."""
    events = []
    names = ("undo_group_start", "undo_group_end", "insert_layer", "insert_channel", "insert_path", "select_item")
    original = {name: getattr(Gimp.Image, name) for name in names}
    wait = client.wait

    def recorder(name):
        def call(image, *arguments):
            if image == watched:
                events.append(name)
            return original[name](image, *arguments)

        return call

    def solve(*arguments):
        done = wait(*arguments)
        events.append("done")
        after_the_work()
        return done

    for name in names:
        setattr(Gimp.Image, name, recorder(name))
    client.wait = solve
    try:
        yield events
    finally:
        client.wait = wait
        for name in names:
            setattr(Gimp.Image, name, original[name])


def _scene():
    image = toolbox.new_image(40, 30)
    toolbox.new_layer(image, "Snow", 40, 30)
    fox = toolbox.new_layer(image, "Fox", 20, 10, (5, 6))
    image.clean_all()
    return image, fox


def _perform(name, image, layer, **values):
    config = Gimp.get_pdb().lookup_procedure(f"plug-in-inlay-{name}").create_config()
    for key, value in values.items():
        config.set_property(key, value)
    return task.perform(OPERATIONS[name], image, [layer], config)


def _fails(name, image, layer, **values):
    try:
        _perform(name, image, layer, **values)
    except InlayError as error:
        return error.message
    raise AssertionError("it did not fail")


def check_one_group_after_the_work():
    image, fox = _scene()
    with _recorded(image) as events:
        _perform("sample-copy", image, fox)
    assert events == ["done", "undo_group_start", "insert_layer", "undo_group_end"], events
    with _recorded(image) as events:
        _perform("sample-everything", image, fox)
    assert events[:2] == ["done", "undo_group_start"]
    assert events[-1] == "undo_group_end"
    assert events.count("undo_group_start") == events.count("undo_group_end") == 1
    assert {"insert_layer", "insert_channel", "insert_path", "select_item"} < set(events)


def check_no_group_when_the_work_fails():
    image, fox = _scene()
    before = toolbox.everything(image)
    with _recorded(image) as events:
        _fails("sample-fail", image, fox)
    assert events == []
    assert toolbox.everything(image) == before


def check_the_group_is_closed_and_emptied_when_inserting_fails():
    image, fox = _scene()
    before = toolbox.everything(image)[:-2]
    original = outputs.NewPath.attach

    def broken(self, rollback):
        raise InlayError("The path is broken.")

    outputs.NewPath.attach = broken
    try:
        with _recorded(image) as events:
            assert _fails("sample-everything", image, fox, **{"hide-source": True}) == "The path is broken."
    finally:
        outputs.NewPath.attach = original
    assert events.count("undo_group_start") == events.count("undo_group_end") == 1
    assert events[-1] == "undo_group_end", events
    after = toolbox.everything(image)[:-2]
    assert after == before, [(one, other) for one, other in zip(before, after, strict=True) if one != other]


def check_nothing_is_opened_when_preparing_fails():
    image, fox = _scene()
    before = toolbox.everything(image)
    original = outputs.NewVector.make

    def broken(self, rollback):
        raise InlayError("The drawing is broken.")

    outputs.NewVector.make = broken
    try:
        with _recorded(image) as events:
            assert _fails("sample-everything", image, fox) == "The drawing is broken."
    finally:
        outputs.NewVector.make = original
    assert events == ["done"], events
    assert toolbox.everything(image) == before


def check_a_result_that_does_not_fit_is_refused():
    changes = {
        "the source moved": lambda image, fox: fox.set_offsets(6, 6),
        "the source grew": lambda image, fox: fox.resize(21, 10, 0, 0),
        "the source is gone": lambda image, fox: image.remove_layer(fox),
        "the canvas grew": lambda image, fox: image.resize(50, 30, 0, 0),
        "the precision changed": lambda image, fox: image.convert_precision(Gimp.Precision.U16_NON_LINEAR),
        "the image is gray": lambda image, fox: image.convert_grayscale(),
        "the image is closed": lambda image, fox: image.delete(),
    }
    for name, change in changes.items():
        image, fox = _scene()
        with _recorded(image, lambda change=change, image=image, fox=fox: change(image, fox)) as events:
            message = _fails("sample-copy", image, fox)
        assert "does not fit" in message, (name, message)
        assert "undo_group_start" not in events, name
        if image.is_valid():
            assert not any(layer.get_name() == "Fox #1" for layer in image.get_layers()), name
            image.delete()


def check_a_result_that_fits_arrives_all_the_same():
    changes = {
        "painted on": (lambda image, fox: fox.fill(Gimp.FillType.WHITE), ["changed"]),
        "selected": (lambda image, fox: toolbox.select(image, [1.0] * 1200), ["changed"]),
        "in a group": (_group, []),
    }
    for name, (change, codes) in changes.items():
        image, fox = _scene()
        before = toolbox.get(fox)
        with _recorded(image, lambda change=change, image=image, fox=fox: change(image, fox)) as events:
            ((_, layer),), warnings = _perform("sample-copy", image, fox)
        assert [warning.code for warning in warnings] == codes, (name, warnings)
        assert events.count("undo_group_start") == 1, (name, events)
        assert toolbox.get(layer) == before and layer.get_parent() == fox.get_parent(), name
        image.delete()


def _group(image, fox):
    group = Gimp.GroupLayer.new(image, "Group")
    image.insert_layer(group, None, 0)
    image.reorder_item(fox, group, 0)


def check_a_worker_that_does_not_start():
    image, fox = _scene()
    before = toolbox.everything(image)
    load = installation.load
    installation.load = lambda: load()._replace(python="/nowhere/python")
    try:
        with toolbox.alone():
            assert "does not start" in _fails("sample-copy", image, fox)
    finally:
        installation.load = load
    assert toolbox.everything(image) == before
    toolbox.demand_no_planes()
