"""The arguments of a procedure: made from an operation's declaration, and read back as plain values.

A parameter keeps its id; a point becomes two numbers, ``id-x`` and ``id-y``. An input that can be found in several
ways becomes a choice named after its role, with ``role-layer`` and ``role-item`` for what was chosen.
"""

import struct

from gi.repository import Babl, Gegl, Gimp, Gio, GLib, GObject

from bridge import errors
from labels import Mnemonics

# What GIMP can do beyond every host: visibility is part of the undo group.
CAPABILITIES = ("undoable-visibility",)

FLAGS = GObject.ParamFlags.READWRITE
FAR = 1_000_000.0
COLOUR = "R'G'B'A float"

WAYS = {
    "active": ("Active layer", "The layer that is selected."),
    "layer-below": ("Layer directly below", "The next layer under the selected one, visible or not."),
    "layer": ("Another layer", "The layer chosen here."),
    "layers": ("Selected layers", "All the layers that are selected."),
    "item": ("Layer, mask or channel", "What is chosen here; without a choice, what is selected."),
    "selection": ("Selection", "The image's selection."),
    "below": ("All that is visible below", "What the image shows under the selected layer."),
    "visible": ("All that is visible", "What the image shows."),
    "none": ("None", "Do without."),
}
CHOSEN = {"layer": "layer", "item": "item"}


def declare(procedure, operation):
    """Add an argument for everything that an artist can set."""
    label = Mnemonics()
    for entry in operation.inputs:
        _declare_input(procedure, entry, label)
    for parameter in operation.parameters_for(CAPABILITIES):
        DECLARE[parameter.type](procedure, parameter, label)


def chosen_name(entry, way):
    """The argument that holds the layer or item of an input."""
    return f"{entry.role}-{CHOSEN[way]}"


def way_of(entry, config):
    return config.get_property(entry.role) if len(entry.ways) > 1 else entry.ways[0]


def values(operation, config, image):
    """Every parameter's value in the form in which a job carries it.

    Raises
    ------
    BridgeError
        If points are written in a way that cannot be read.
    """
    found = operation.defaults()
    for parameter in operation.parameters_for(CAPABILITIES):
        found[parameter.id] = READ.get(parameter.type, _read_plain)(config, parameter, image)
    return found


def _declare_input(procedure, entry, label):
    if len(entry.ways) > 1:
        choice = Gimp.Choice.new()
        for number, way in enumerate(entry.ways):
            choice.add(way, number, *WAYS[way])
        procedure.add_choice_argument(entry.role, label(entry.label), entry.help, choice, entry.ways[0], FLAGS)
    if "layer" in entry.ways:
        name = chosen_name(entry, "layer")
        procedure.add_layer_argument(name, label(f"{entry.label} layer"), WAYS["layer"][1], True, FLAGS)
    if "item" in entry.ways:
        name = chosen_name(entry, "item")
        procedure.add_drawable_argument(name, label(f"{entry.label} item"), WAYS["item"][1], True, FLAGS)


def _with_unit(text, parameter):
    return f"{text} ({parameter.unit})" if parameter.unit else text


def _integer(procedure, parameter, label):
    text = label(_with_unit(parameter.label, parameter))
    limits = (parameter.minimum, parameter.maximum, parameter.default)
    procedure.add_int_argument(parameter.id, text, parameter.help, *limits, FLAGS)


def _number(procedure, parameter, label):
    text = label(_with_unit(parameter.label, parameter))
    limits = (parameter.minimum, parameter.maximum, parameter.default)
    procedure.add_double_argument(parameter.id, text, parameter.help, *limits, FLAGS)


def _boolean(procedure, parameter, label):
    procedure.add_boolean_argument(parameter.id, label(parameter.label), parameter.help, parameter.default, FLAGS)


def _choice(procedure, parameter, label):
    choice = Gimp.Choice.new()
    for number, option in enumerate(parameter.options):
        choice.add(option.id, number, option.label, option.help)
    text = label(parameter.label)
    procedure.add_choice_argument(parameter.id, text, parameter.help, choice, parameter.default, FLAGS)


def _colour(procedure, parameter, label):
    procedure.add_color_argument(
        parameter.id, label(parameter.label), parameter.help, True, _to_colour(parameter.default), FLAGS
    )


def _text(procedure, parameter, label):
    procedure.add_string_argument(parameter.id, label(parameter.label), parameter.help, parameter.default, FLAGS)


def _file(procedure, parameter, label):
    action = Gimp.FileChooserAction.SAVE if parameter.save else Gimp.FileChooserAction.OPEN
    default = Gio.File.new_for_path(parameter.default) if parameter.default else None
    procedure.add_file_argument(parameter.id, label(parameter.label), parameter.help, action, True, default, FLAGS)


def _point(procedure, parameter, label):
    for axis, value in zip("xy", parameter.default):
        text = label(f"{parameter.label} {axis}")
        procedure.add_double_argument(f"{parameter.id}-{axis}", text, parameter.help, -FAR, FAR, value, FLAGS)


def _points(procedure, parameter, label):
    help = f"{parameter.help} Write x,y x,y ... in pixels, or the name of a path of this image."
    default = " ".join(f"{x:g},{y:g}" for x, y in parameter.default)
    procedure.add_string_argument(parameter.id, label(parameter.label), help, default, FLAGS)


DECLARE = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "choice": _choice,
    "colour": _colour,
    "text": _text,
    "file": _file,
    "point": _point,
    "points": _points,
}


def _to_colour(parts):
    colour = Gegl.Color.new("black")
    colour.set_bytes(Babl.format(COLOUR), GLib.Bytes.new(struct.pack("4f", *parts)))
    return colour


def _read_plain(config, parameter, image):
    return config.get_property(parameter.id)


def _read_text(config, parameter, image):
    return config.get_property(parameter.id) or ""


def _read_colour(config, parameter, image):
    parts = struct.unpack("4f", config.get_property(parameter.id).get_bytes(Babl.format(COLOUR)).get_data())
    return [min(max(part, 0.0), 1.0) for part in parts]


def _read_file(config, parameter, image):
    file = config.get_property(parameter.id)
    return (file.get_path() or "") if file is not None else ""


def _read_point(config, parameter, image):
    return [config.get_property(f"{parameter.id}-{axis}") for axis in "xy"]


def _read_points(config, parameter, image):
    text = (config.get_property(parameter.id) or "").strip()
    path = image.get_path_by_name(text) if text else None
    if path is not None:
        return [point for stroke in path.get_strokes() for point in _anchors(path.stroke_get_points(stroke))]
    try:
        return [[float(x), float(y)] for x, y in (pair.split(",") for pair in text.split())]
    except ValueError:
        raise errors.BridgeError(
            f"{parameter.label}: {text!r} is neither a list of points nor the name of a path.",
            "Write x,y x,y ... in pixels, or draw a path and give its name.",
            "parameter",
        ) from None


def _anchors(stroke):
    """The points of a spline without their handles."""
    numbers = stroke.controlpoints
    return [[x, y] for x, y in zip(numbers[2::6], numbers[3::6])]


READ = {
    "text": _read_text,
    "colour": _read_colour,
    "file": _read_file,
    "point": _read_point,
    "points": _read_points,
}
