"""In a GIMP whose Inlay is an extension: the procedures are there, and work in the same GIMP once it is set up."""

import time

import toolbox
from inlay.bridge import first_start

PATIENCE = 450


def check_it_is_set_up_and_works():
    image = toolbox.new_image()
    layer = toolbox.new_layer(image, "Snow", 40, 30, colour=(200, 210, 220, 255))
    refused = toolbox.call("gaussian-blur", image, [layer])
    assert not refused.success and "not installed yet" in refused.message, refused
    set_up = first_start.SetUp("gimp")
    set_up.start()
    end = time.monotonic() + PATIENCE
    while not set_up.has_ended:
        assert time.monotonic() < end, set_up.doing
        time.sleep(0.1)
    assert set_up.error is None, set_up.error
    toolbox.succeed("gaussian-blur", image, [layer])
    assert len(image.get_layers()) == 2
