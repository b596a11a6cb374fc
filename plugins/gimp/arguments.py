"""The arguments of a procedure: made from an operation's declaration, and read back as plain values.

A parameter keeps its id; a point becomes two numbers, ``id-x`` and ``id-y``. An input that can be found in several
ways becomes a choice named after its role, with ``role-layer`` and ``role-item`` for what was chosen. An item that may
be left out needs no such choice: nothing is chosen then.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Callable, Dict, List, NamedTuple, Sequence, Tuple

from gi.repository import Babl, Gegl, Gimp, Gio, GLib, GObject

from inlay.contract.declaration import Input, Operation
from inlay.contract.errors import ParameterError
from inlay.contract.language import _, told, translated
from inlay.contract.parameter import LENGTH, Parameter

from . import labels

# What GIMP can do beyond every host: visibility is part of the undo group.
HIDING = "undoable-visibility"
CAPABILITIES = (HIDING,)

# Of every procedure, before its own arguments: run mode, image, drawables.
FIXED = 3
FLAGS = GObject.ParamFlags.READWRITE
#: In which GIMP looks up the words of its dialogs.
CATALOGUE = "gimp30-libgimp"
FAR = 1_000_000.0
COLOUR = "R'G'B'A float"

WAYS = {
    "active": (_("Active layer"), _("The layer that is selected.")),
    "layer-below": (_("Layer directly below"), _("The next layer under the selected one, visible or not.")),
    "layer": (_("Another layer"), _("The layer chosen here.")),
    "layers": (_("Selected layers"), _("All the layers that are selected.")),
    "item": (_("Layer, mask or channel"), _("What is chosen here.")),
    "selection": (_("Selection"), _("The image's selection.")),
    "below": (_("All that is visible below"), _("What the image shows under the selected layer.")),
    "visible": (_("All that is visible"), _("What the image shows.")),
    "none": (_("None"), _("Do without.")),
}
CHOSEN = {"layer": "layer", "item": "item"}


def declare(procedure: Gimp.Procedure, operation: Operation) -> None:
    """Add an argument for everything that an artist can set."""
    wanted = [argument for entry in operation.inputs for argument in _for_input(entry)]
    for parameter in operation.parameters_for(CAPABILITIES):
        wanted += DECLARE[parameter.type](parameter)
    buttons = labels.mnemonics_of(GLib.dgettext(CATALOGUE, text) for text in labels.BUTTONS)
    marked = labels.with_mnemonics([argument.label for argument in wanted], buttons)
    for argument, label in zip(wanted, marked):
        add = getattr(procedure, f"add_{argument.kind}_argument")
        add(argument.name, label, argument.help, *argument.details, FLAGS)


def restore_colours(operation: Operation, config: Gimp.ProcedureConfig) -> None:
    """Set colours that nobody has set to their default.

    GIMP (3.0 to 3.2) forgets the default of a colour on the way and passes transparent black instead.
    """
    for parameter in operation.parameters:
        if parameter.type == "colour" and not any(_read_colour(config, parameter)):
            config.set_property(parameter.id, _to_colour(parameter.default))


def chosen_name(entry: Input, way: str) -> str:
    """The argument that holds the layer or item of an input."""
    return f"{entry.role}-{CHOSEN[way]}"


def names_of(parameter: Parameter) -> list[str]:
    """The arguments that hold a parameter."""
    return [argument.name for argument in DECLARE[parameter.type](parameter)]


def names_of_input(entry: Input) -> list[str]:
    """The arguments that say what serves an input."""
    return [argument.name for argument in _for_input(entry)]


def way_of(entry: Input, config: Gimp.ProcedureConfig) -> str:
    return config.get_property(entry.role) if has_choice(entry) else entry.ways[0]


def has_choice(entry: Input) -> bool:
    """Whether it is to be said in which way an input is found."""
    return len(entry.ways) > 1 and set(entry.ways) != {"item", "none"}


def absent(operation: Operation, config: Gimp.ProcedureConfig) -> list[str]:
    """The roles that nothing is chosen for, and that may do without."""
    return [entry.role for entry in operation.inputs if "none" in entry.ways and _is_absent(entry, config)]


def _is_absent(entry: Input, config: Gimp.ProcedureConfig) -> bool:
    way = way_of(entry, config)
    return way == "none" or (way == "item" and config.get_property(chosen_name(entry, way)) is None)


def values(operation: Operation, config: Gimp.ProcedureConfig, image: Gimp.Image) -> dict[str, Any]:
    """Every parameter's value in the form in which a job carries it.

    Raises
    ------
    ParameterError
        If points are written in a way that cannot be read.
    """
    found = operation.defaults()
    for parameter in operation.parameters_for(CAPABILITIES):
        found[parameter.id] = READ.get(parameter.type, _read_plain)(config, parameter, image)
    return found


def put(operation: Operation, config: Gimp.ProcedureConfig, values: Mapping[str, Any]) -> None:
    """Set parameters to values in the form in which a job carries them; those that are not named stay."""
    for parameter in operation.parameters_for(CAPABILITIES):
        if parameter.id in values:
            value = values[parameter.id]
            parts = value if parameter.type == "point" else [WRITE.get(parameter.type, _plain)(value)]
            for name, part in zip(names_of(parameter), parts):
                config.set_property(name, part)


class Argument(NamedTuple):
    """An argument before it is added: `kind` and `details` as GIMP's ``add_<kind>_argument`` takes them."""

    kind: str
    name: str
    label: str
    help: str
    details: Tuple[Any, ...]


def _for_input(entry: Input) -> Iterator[Argument]:
    if has_choice(entry):
        choices = [(way, *map(told, WAYS[way])) for way in entry.ways]
        yield Argument("choice", entry.role, entry.label, entry.help, (_choices(choices), entry.ways[0]))
    for way in CHOSEN:
        if way in entry.ways:
            kind = "layer" if way == "layer" else "drawable"
            label, help = entry.label, entry.help
            if has_choice(entry):
                title = _("{input} layer", input=label) if way == "layer" else _("{input} item", input=label)
                label, help = told(title), told(WAYS[way][1])
            help += told(_(" Without a choice, what is selected.")) if entry.active else ""
            yield Argument(kind, chosen_name(entry, way), label, help, (True,))


def _choices(options: Iterable[Sequence[str]]) -> Gimp.Choice:
    choice = Gimp.Choice.new()
    for number, (nick, label, help) in enumerate(options):
        choice.add(nick, number, label, help)
    return choice


def _simple(
    kind: str, parameter: Parameter, *details: Any, label: str | None = None, help: str | None = None
) -> list[Argument]:
    return [Argument(kind, parameter.id, label or parameter.label, help or parameter.help, details)]


def _with_unit(parameter: Parameter) -> str:
    unit = translated(parameter.unit)
    is_said = parameter.unit == LENGTH and unit.lower() in parameter.label.lower()
    return f"{parameter.label} ({unit})" if unit and not is_said else parameter.label


def _limits(parameter: Parameter) -> tuple[Any, Any, Any]:
    return parameter.minimum, parameter.maximum, parameter.default


def _integer(parameter: Parameter) -> list[Argument]:
    return _simple("int", parameter, *_limits(parameter), label=_with_unit(parameter))


def _number(parameter: Parameter) -> list[Argument]:
    return _simple("double", parameter, *_limits(parameter), label=_with_unit(parameter))


def _boolean(parameter: Parameter) -> list[Argument]:
    return _simple("boolean", parameter, parameter.default)


def _choice(parameter: Parameter) -> list[Argument]:
    return _simple(
        "choice",
        parameter,
        _choices((option.id, option.label, option.help) for option in parameter.options),
        parameter.default,
    )


def _colour(parameter: Parameter) -> list[Argument]:
    return _simple("color", parameter, True, _to_colour(parameter.default))


def _text(parameter: Parameter) -> list[Argument]:
    return _simple("string", parameter, parameter.default)


def _file(parameter: Parameter) -> list[Argument]:
    action = Gimp.FileChooserAction.SAVE if parameter.save else Gimp.FileChooserAction.OPEN
    return _simple("file", parameter, action, True, _to_file(parameter.default))


def _point(parameter: Parameter) -> list[Argument]:
    return [
        Argument("double", f"{parameter.id}-{axis}", f"{parameter.label} {axis}", parameter.help, (-FAR, FAR, value))
        for axis, value in zip("xy", parameter.default)
    ]


def _points(parameter: Parameter) -> list[Argument]:
    default = _listed(parameter.default)
    help = told(_("{help} Write x,y x,y ... in pixels, or the name of a path of this image.", help=parameter.help))
    return _simple("string", parameter, default, help=help)


def _listed(points: Iterable[Sequence[float]]) -> str:
    return " ".join(f"{round(x, 1):g},{round(y, 1):g}" for x, y in points)


DECLARE: Dict[str, Callable[[Parameter], List[Argument]]] = {
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


def _plain(value: Any) -> Any:
    return value


def _to_file(path: str) -> Gio.File | None:
    return Gio.File.new_for_path(path) if path else None


def _to_colour(parts: Iterable[float]) -> Gegl.Color:
    Gegl.init(None)
    colour = Gegl.Color.new("black")
    colour.set_bytes(Babl.format(COLOUR), GLib.Bytes.new(struct.pack("4f", *parts)))
    return colour


def _read_plain(config: Gimp.ProcedureConfig, parameter: Parameter, image: Gimp.Image) -> Any:
    return config.get_property(parameter.id)


def _read_text(config: Gimp.ProcedureConfig, parameter: Parameter, image: Gimp.Image) -> str:
    return config.get_property(parameter.id) or ""


def _read_colour(config: Gimp.ProcedureConfig, parameter: Parameter, image: Gimp.Image | None = None) -> list[float]:
    parts = struct.unpack("4f", config.get_property(parameter.id).get_bytes(Babl.format(COLOUR)).get_data())
    return [min(max(part, 0.0), 1.0) for part in parts]


def _read_file(config: Gimp.ProcedureConfig, parameter: Parameter, image: Gimp.Image) -> str:
    file = config.get_property(parameter.id)
    if file is None:
        return ""
    if file.get_path() is None:
        raise ParameterError(
            _("{parameter}: {file} is not on this machine.", parameter=parameter.label, file=file.get_uri()),
            _("Choose a local file."),
        )
    return file.get_path()


def _read_point(config: Gimp.ProcedureConfig, parameter: Parameter, image: Gimp.Image) -> list[float]:
    return [config.get_property(f"{parameter.id}-{axis}") for axis in "xy"]


def _read_points(config: Gimp.ProcedureConfig, parameter: Parameter, image: Gimp.Image) -> list[list[float]]:
    text = (config.get_property(parameter.id) or "").strip()
    path = image.get_path_by_name(text) if text else None
    if path is not None:
        return [point for stroke in path.get_strokes() for point in _anchors(path.stroke_get_points(stroke))]
    try:
        return [[float(x), float(y)] for x, y in (pair.split(",") for pair in text.split())]
    except ValueError:
        raise ParameterError(
            _(
                "{parameter}: {text} is neither a list of points nor the name of a path.",
                parameter=parameter.label,
                text=repr(text),
            ),
            _("Write x,y x,y ... in pixels, or draw a path and give its name."),
        ) from None


def _anchors(stroke: Any) -> list[list[float]]:
    """The points of a spline without their handles."""
    numbers = stroke.controlpoints
    return [[x, y] for x, y in zip(numbers[2::6], numbers[3::6])]


READ: Dict[str, Callable[[Gimp.ProcedureConfig, Parameter, Gimp.Image], Any]] = {
    "text": _read_text,
    "colour": _read_colour,
    "file": _read_file,
    "point": _read_point,
    "points": _read_points,
}

WRITE: Dict[str, Callable[[Any], Any]] = {"colour": _to_colour, "file": _to_file, "points": _listed}
