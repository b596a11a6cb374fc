"""What the checks share: images to work on, calls of Inlay's procedures, and what is to be seen afterwards."""

import contextlib
import json
import os
import struct
import sys
import time

from gi.repository import Babl, Gegl, Gimp, Gio

# For checks that have the plug-in's modules run in their own process.
sys.path.insert(0, os.environ.get("INLAY_PLUG_INS") or os.path.join(os.environ["GIMP3_DIRECTORY"], "plug-ins"))

from inlay.bridge import first_start

WORKER = "inlay-worker"
FOLDER = os.environ["INLAY_FOLDER"]
WIDE = "/usr/share/color/icc/krita/ClayRGB-elle-V2-g22.icc"
WIDE_GRAY = "/usr/share/color/icc/krita/Gray-D50-elle-V2-g22.icc"
#: Seconds until what does not happen is a failure: many times what it takes, for busy machines.
PATIENCE = 60.0
SAMPLES = {"u8": "B", "u16": "H", "u32": "I", "half": "e", "float": "f", "double": "d"}


class Answer:
    """What a procedure returned: `items` by name, or the message of its failure."""

    def __init__(self, procedure, result):
        self.status = result.index(0)
        self.success = self.status == Gimp.PDBStatusType.SUCCESS
        self.message = "" if self.success else Gimp.get_pdb().get_last_error()
        names = [value.name for value in procedure.get_return_values()]
        self.items = {name: result.index(place + 1) for place, name in enumerate(names)} if self.success else {}


def call(name, image, drawables, mode=Gimp.RunMode.NONINTERACTIVE, **values):
    procedure = Gimp.get_pdb().lookup_procedure(f"plug-in-inlay-{name}")
    assert procedure is not None, f"{name} is not registered"
    config = procedure.create_config()
    config.set_property("run-mode", mode)
    config.set_property("image", image)
    config.set_core_object_array("drawables", drawables)
    for key, value in values.items():
        config.set_property(key.replace("_", "-"), value)
    return Answer(procedure, procedure.run(config))


def succeed(name, image, drawables, **values):
    answer = call(name, image, drawables, **values)
    assert answer.success, answer.message
    return answer.items


def echo(image, drawables, **values):
    """What the worker was given, as ``sample-everything`` tells it."""
    path = os.path.join(FOLDER, "echo.json")
    succeed("sample-everything", image, drawables, report=Gio.File.new_for_path(path), yields="file", **values)
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def new_image(width=40, height=30, precision="U8_NON_LINEAR", gray=False, profile=None):
    base = Gimp.ImageBaseType.GRAY if gray else Gimp.ImageBaseType.RGB
    image = Gimp.Image.new_with_precision(width, height, base, getattr(Gimp.Precision, precision))
    if profile is not None:
        image.set_color_profile(Gimp.ColorProfile.new_from_file(Gio.File.new_for_path(profile)))
    return image


def new_layer(image, name, width, height, at=(0, 0), parent=None, alpha=True, pixels=None, colour=None):
    """A layer on top of its group with the bytes `pixels`, or one pixel's samples `colour` throughout."""
    gray = image.get_base_type() == Gimp.ImageBaseType.GRAY
    kinds = Gimp.ImageType
    kind = (
        (kinds.GRAYA_IMAGE if alpha else kinds.GRAY_IMAGE) if gray else kinds.RGBA_IMAGE if alpha else kinds.RGB_IMAGE
    )
    layer = Gimp.Layer.new(image, name, width, height, kind, 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, parent, 0)
    layer.set_offsets(*at)
    if colour is not None:
        pixels = pack(layer, colour * (width * height))
    if pixels is not None:
        put(layer, pixels)
    return layer


def sample_type(drawable):
    return Babl.format_get_encoding(drawable.get_format()).split(" ")[1]


def pack(drawable, numbers):
    return struct.pack(f"{len(numbers)}{SAMPLES[sample_type(drawable)]}", *numbers)


def area(drawable):
    return Gegl.Rectangle.new(0, 0, drawable.get_width(), drawable.get_height())


def put(drawable, pixels, format=None):
    buffer = drawable.get_buffer()
    buffer.set(area(drawable), format or Babl.get_name(drawable.get_format()), pixels)
    buffer.flush()
    drawable.update(0, 0, drawable.get_width(), drawable.get_height())


def get(drawable, format=None):
    """The drawable's native bytes, or those in a format."""
    return bytes(drawable.get_buffer().get(area(drawable), 1.0, format, Gegl.AbyssPolicy.NONE))


def numbers(drawable, format=None):
    sample = format.rpartition(" ")[2] if format else sample_type(drawable)
    pixels = get(drawable, format)
    return struct.unpack(f"{len(pixels) // struct.calcsize(SAMPLES[sample])}{SAMPLES[sample]}", pixels)


def place(item):
    return (*item.get_offsets()[1:], item.get_width(), item.get_height())


def stack(image, parent=None):
    """Names from the top, groups as (name, [children])."""
    layers = image.get_layers() if parent is None else parent.get_children()
    return [(item.get_name(), stack(image, item)) if item.is_group() else item.get_name() for item in layers]


def select(image, values):
    """Make a selection of `values` from 0 to 1, one a pixel of the canvas, exactly."""
    carrier = new_layer(image, "carrier", image.get_width(), image.get_height())
    mask = carrier.create_mask(Gimp.AddMaskType.BLACK)
    carrier.add_mask(mask)
    put(mask, struct.pack(f"{len(values)}f", *values), "Y float")
    image.select_item(Gimp.ChannelOps.REPLACE, mask)
    image.remove_layer(carrier)


def everything(image):
    """All that an operation must leave as it was when it fails."""
    return (
        [_described(item) for item in _all(image.get_layers())],
        [get(channel) for channel in image.get_channels()],
        [path.get_name() for path in image.get_paths()],
        get(image.get_selection()),
        [item.get_id() for item in image.get_selected_layers()],
        image.is_dirty(),
        len(Gimp.get_images()),
    )


def _all(layers):
    for layer in layers:
        yield layer
        if layer.is_group():
            yield from _all(layer.get_children())


def _described(layer):
    mask = layer.get_mask()
    return layer.get_id(), layer.get_name(), layer.get_visible(), place(layer), get(layer), mask and get(mask)


def planes_left():
    """Folders of planes that nobody has removed; the folder of this run is the first in which they are made."""
    names = [name for name in os.listdir(os.environ["XDG_RUNTIME_DIR"]) if name.startswith("inlay-")]
    return [name for name in names if name != kept_folder()]


def demand_no_planes(seconds=PATIENCE):
    """The worker of an earlier GIMP, or of a dialog that was closed at once, may still be ending."""
    end = time.monotonic() + seconds
    while planes_left():
        assert time.monotonic() < end, f"planes are left: {planes_left()}"
        time.sleep(0.1)


def kept_folder():
    """The folder of the worker that serves all calls."""
    found = Gimp.get_parasite(WORKER)
    return os.path.basename(os.path.dirname(bytes(found.get_data()).decode())) if found else ""


@contextlib.contextmanager
def alone():
    """A GIMP that says nothing of a worker: calls have their own."""
    kept = Gimp.get_parasite(WORKER)
    Gimp.detach_parasite(WORKER)
    try:
        yield
    finally:
        Gimp.attach_parasite(kept)


def wait_for_the_kept_worker(seconds=PATIENCE):
    if first_start.is_needed():
        return
    end = time.monotonic() + seconds
    while not kept_folder() or not os.path.exists(bytes(Gimp.get_parasite(WORKER).get_data()).decode()):
        assert time.monotonic() < end, "no worker is kept"
        time.sleep(0.05)
