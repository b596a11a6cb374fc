"""Whatever goes wrong, the image is as it was and the message says what to do."""

import toolbox
from gi.repository import Gimp


def _scene():
    image = toolbox.new_image(40, 30)
    toolbox.new_layer(image, "Snow", 40, 30)
    fox = toolbox.new_layer(image, "Fox", 20, 10, (5, 6))
    image.clean_all()
    return image, fox


def _refused(image, drawables, name="sample-everything", **values):
    before = toolbox.everything(image)
    answer = toolbox.call(name, image, drawables, **values)
    assert answer.status == Gimp.PDBStatusType.EXECUTION_ERROR, answer.status
    assert toolbox.everything(image) == before
    toolbox.demand_no_planes()
    return answer.message


def check_every_failure_of_the_worker():
    image, fox = _scene()
    for how in ("input", "region", "parameter", "file", "resources", "failed"):
        assert _refused(image, [fox], "sample-fail", how=how) == "This went wrong. Do something else."
    assert "Nobody expects this" in _refused(image, [fox], "sample-fail", how="bug")
    assert "not enough memory" in _refused(image, [fox], "sample-fail", how="memory")
    assert "ended unexpectedly" in _refused(image, [fox], "sample-fail", how="crash")


def check_a_floating_selection():
    image, fox = _scene()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 6, 7, 5, 5)
    Gimp.Selection.float(image, [fox], 0, 0)
    assert "floating selection" in _refused(image, [fox])


def check_an_indexed_image():
    image, fox = _scene()
    image.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 4, False, False, "")
    assert "Convert the image" in _refused(image, [fox])


def check_nothing_in_common():
    image, fox = _scene()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 30, 20, 5, 5)
    image.clean_all()
    assert "nothing in common" in _refused(image, [fox])
    Gimp.Selection.none(image)
    fox.set_offsets(100, 100)
    image.clean_all()
    assert "on the canvas" in _refused(image, [fox])


def check_several_or_no_layers():
    image, _fox = _scene()
    assert "Several layers are selected" in _refused(image, image.get_layers())
    channel = Gimp.Channel.new(image, "Saved", 40, 30, 50, toolbox.Gegl.Color.new("black"))
    image.insert_channel(channel, None, 0)
    assert "No layer is selected" in _refused(image, [channel])


def check_a_destination_out_of_reach():
    image, fox = _scene()
    far = toolbox.new_layer(image, "Far", 5, 5, (30, 20))
    message = _refused(image, [fox], destination="layer", destination_layer=far)
    assert message.startswith("Far, chosen as destination, does not reach"), message


def check_a_destination_in_another_image():
    image, fox = _scene()
    other, _ = _scene()
    message = _refused(image, [fox], destination="layer", destination_layer=other.get_layers()[0])
    assert message.startswith("Fox, chosen as destination, belongs to another image"), message


def check_a_file_that_cannot_be_written():
    image, fox = _scene()
    _refused(image, [fox], report=toolbox.Gio.File.new_for_path("/nowhere/report.json"), yields="file")


def check_a_file_on_another_machine():
    image, fox = _scene()
    away = toolbox.Gio.File.new_for_uri("sftp://somewhere/report.json")
    assert "not on this machine" in _refused(image, [fox], report=away, yields="file")
