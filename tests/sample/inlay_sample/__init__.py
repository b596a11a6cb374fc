"""Operations that use all of the vocabulary, for tests, and an example of a package that adds to Inlay."""

from inlay.hookspecs import hookimpl
from inlay.operations.declaration import OUTPUT_KINDS, Input, Operation, Output
from inlay.operations.parameters import Boolean, Choice, Colour, File, Integer, Number, Option, Point, Points, Text
from inlay_sample.matching import MATCHING
from inlay_sample.thresholds import THRESHOLD

ORANGE = (1.0, 0.5, 0.25, 1.0)

SOURCE = Input(role="source", kinds=("layer",), label="Source", help="The active layer.", active=True)
REGION = Input(role="region", kinds=("selection",), label="Region", help="The selection.", optional=True)

EVERYTHING = Operation(
    id="sample-everything",
    name="Sample Everything",
    menu="Sample",
    summary="Read one of each kind of input and yield one of each kind of output.",
    help="Echoes its parameters and inputs as JSON into a file.",
    keywords=("sample", "test"),
    inputs=(
        SOURCE,
        Input(role="destination", kinds=("below", "layer"), label="Destination", help="What is below the source."),
        REGION,
        Input(role="scene", kinds=("visible",), label="Scene", help="All that is visible.", optional=True),
        Input(role="references", kinds=("layers",), label="References", help="Several layers.", optional=True),
        Input(role="trimap", kinds=("item",), label="Trimap", help="A layer, mask or channel.", optional=True),
    ),
    parameters=(
        Choice(
            id="yields",
            label="Yields",
            help="Everything, or one kind of output alone.",
            default="everything",
            options=(Option("everything", "Everything"), *(Option(kind, kind) for kind in OUTPUT_KINDS)),
        ),
        Integer(id="amount", label="Amount", help="A whole number.", default=3, minimum=-10, maximum=10, unit="pixels"),
        Number(id="strength", label="Strength", help="A number.", default=0.5, minimum=0.0, maximum=1.0),
        Boolean(id="enabled", label="Enabled", help="Yes or no.", default=True),
        Colour(id="colour", label="Colour", help="The colour of the new layers.", default=ORANGE),
        Text(id="title", label="Title", help="The name of the new layers; without one, the source's.", default=""),
        File(id="table", label="Table", help="A file to open.", extensions=("json", "txt")),
        File(id="report", label="Report", help="Where the echo goes.", save=True, extensions=("json",)),
        Point(id="centre", label="Centre", help="A position.", default=(4.0, 5.5)),
        Points(id="corners", label="Corners", help="Positions.", default=((1.0, 2.0), (3.5, 4.0))),
        Boolean(
            id="hide-source",
            label="Hide the source",
            help="Make the source layer invisible.",
            needs="undoable-visibility",
        ),
    ),
    outputs=tuple(Output(kind=kind, help=f"A sample {kind}.") for kind in OUTPUT_KINDS),
    run="inlay_sample.runs:everything",
    ring=0,
)

COPY = Operation(
    id="sample-copy",
    name="Sample Copy",
    menu="Sample",
    summary="Yield the source as a new layer and the region as the selection, both as they are.",
    inputs=(SOURCE, REGION),
    outputs=(Output(kind="layer", help="The source."), Output(kind="selection", help="The region.")),
    run="inlay_sample.runs:copy",
    ring=0,
)

SLOW = Operation(
    id="sample-slow",
    name="Sample Slow",
    menu="Sample",
    summary="Work for some seconds, then yield the source.",
    inputs=(SOURCE,),
    parameters=(
        Number(id="seconds", label="Seconds", help="How long.", default=5.0, minimum=0.0, maximum=600.0, unit="s"),
        Boolean(id="deaf", label="Deaf", help="Never look whether the work was cancelled."),
    ),
    outputs=(Output(kind="layer", help="The source."),),
    run="inlay_sample.runs:slow",
    ring=0,
)

FAIL = Operation(
    id="sample-fail",
    name="Sample Fail",
    menu="Sample",
    summary="Go wrong in a chosen way.",
    inputs=(SOURCE,),
    parameters=(
        Choice(
            id="how",
            label="How",
            help="What goes wrong.",
            default="input",
            options=(
                *(Option(code, code) for code in ("input", "region", "parameter", "file", "resources", "failed")),
                Option("bug", "An exception that nobody expects"),
                Option("memory", "No memory"),
                Option("crash", "The process dies"),
                Option("warning", "Nothing but a warning, and the source as a layer"),
                Option("print", "Words on standard output, and the source as a layer"),
            ),
        ),
    ),
    outputs=(Output(kind="layer", help="The source."),),
    run="inlay_sample.runs:fail",
    ring=0,
)


@hookimpl
def inlay_operations():
    return (EVERYTHING, COPY, SLOW, FAIL)


@hookimpl
def inlay_estimators():
    return (THRESHOLD,)


@hookimpl
def inlay_colour_models():
    return (MATCHING,)
