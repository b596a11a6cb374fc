"""Operations that use all of the vocabulary, for tests, and an example of a package that adds to Inlay."""

from collections.abc import Sequence
from typing import Annotated

from inlay.contract.declaration import OUTPUT_KINDS
from inlay.hookspecs import hookimpl
from inlay.operations.declaration import Input, Output, operation
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Boolean, Choice, Colour, File, Integer, Number, Option, Point, Points, Text
from inlay.picture import Picture
from inlay_sample import runs
from inlay_sample.conditions import ORACLE
from inlay_sample.matching import MATCHING
from inlay_sample.redness import RED
from inlay_sample.thresholds import THRESHOLD

Source = Annotated[Picture, Input("source", ("layer",), "Source", "The active layer.", active=True)]
Region = Annotated[Picture | None, Input("region", ("selection",), "Region", "The selection.", optional=True)]
LAYER = Output("layer", "The source.")


@operation(
    name="Sample Everything",
    menu="Sample",
    yields=tuple(Output(kind, f"A sample {kind}.") for kind in OUTPUT_KINDS),
    keywords=("sample", "test"),
    ring=0,
)
def sample_everything(
    job: Job,
    source: Source,
    destination: Annotated[
        Picture, Input("destination", ("below", "layer"), "Destination", "What is below the source.")
    ],
    region: Region = None,
    scene: Annotated[
        Picture | None, Input("scene", ("visible",), "Scene", "All that is visible.", optional=True)
    ] = None,
    references: Annotated[
        Sequence[Picture] | None, Input("references", ("layers",), "References", "Several layers.", optional=True)
    ] = None,
    trimap: Annotated[
        Picture | None, Input("trimap", ("item",), "Trimap", "A layer, mask or channel.", optional=True)
    ] = None,
    *,
    yields: Annotated[
        str,
        Choice(
            "Yields",
            "Everything, or one kind of output alone.",
            options=(Option("everything", "Everything"), *(Option(kind, kind) for kind in OUTPUT_KINDS)),
        ),
    ] = "everything",
    amount: Annotated[int, Integer("Amount", "A whole number.", -10, 10, "pixels")] = 3,
    strength: Annotated[float, Number("Strength", "A number.", 0.0, 1.0)] = 0.5,
    enabled: Annotated[bool, Boolean("Enabled", "Yes or no.")] = True,
    colour: Annotated[Sequence[float], Colour("Colour", "The colour of the new layers.")] = (1.0, 0.5, 0.25, 1.0),
    title: Annotated[str, Text("Title", "The name of the new layers; without one, the source's.")] = "",
    table: Annotated[str, File("Table", "A file to open.", extensions=("json", "txt"))] = "",
    report: Annotated[str, File("Report", "Where the echo goes.", save=True, extensions=("json",))] = "",
    centre: Annotated[Sequence[float], Point("Centre", "A position.")] = (4.0, 5.5),
    corners: Annotated[Sequence[Sequence[float]], Points("Corners", "Positions.")] = ((1.0, 2.0), (3.5, 4.0)),
    hide_source: Annotated[
        bool, Boolean("Hide the source", "Make the source layer invisible.", needs="undoable-visibility")
    ] = False,
) -> Result:
    """Read one of each kind of input and yield one of each kind of output.

    Echoes its parameters and inputs as JSON into a file.
    """
    job.progress(0.5, "Sampling")
    return runs.everything(job, source, yields, colour, title, report, ("source",) if hide_source else ())


@operation(name="Sample Copy", menu="Sample", yields=(LAYER, Output("selection", "The region.")), ring=0)
def sample_copy(source: Source, region: Region = None) -> Result:
    """Yield the source as a new layer and the region as the selection, both as they are."""
    return runs.copy(source, region)


@operation(name="Sample Slow", menu="Sample", yields=LAYER, ring=0)
def sample_slow(
    job: Job,
    source: Source,
    *,
    seconds: Annotated[float, Number("Seconds", "How long.", 0.0, 600.0, "s")] = 5.0,
    deaf: Annotated[bool, Boolean("Deaf", "Never look whether the work was cancelled.")] = False,
) -> Result:
    """Work for some seconds, then yield the source."""
    return runs.slow(job, source, seconds, deaf)


@operation(name="Sample Fail", menu="Sample", yields=LAYER, ring=0)
def sample_fail(
    source: Source,
    *,
    how: Annotated[
        str,
        Choice(
            "How",
            "What goes wrong.",
            options=(
                *(Option(code, code) for code in ("input", "region", "parameter", "file", "resources", "failed")),
                Option("bug", "An exception that nobody expects"),
                Option("memory", "No memory"),
                Option("crash", "The process dies"),
                Option("warning", "Nothing but a warning, and the source as a layer"),
                Option("print", "Words on standard output, and the source as a layer"),
            ),
        ),
    ] = "input",
) -> Result:
    """Go wrong in a chosen way."""
    return runs.fail(source, how)


@operation(name="Sample Conditional", menu="Sample", yields=LAYER, ring=0)
def sample_conditional(
    source: Source,
    seen: Annotated[Picture, ORACLE],
    *,
    patience: Annotated[int, Integer("Patience", "A whole number.", 0, 9)] = 1,
) -> Result:
    """Want something that nobody has installed."""
    return runs.copy(seen, None)


@hookimpl
def inlay_operations():
    return (sample_everything, sample_copy, sample_slow, sample_fail, sample_conditional)


@hookimpl
def inlay_estimators():
    return (THRESHOLD,)


@hookimpl
def inlay_colour_models():
    return (MATCHING,)


@hookimpl
def inlay_subject_finders():
    return (RED,)
