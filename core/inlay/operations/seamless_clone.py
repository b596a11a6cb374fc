"""Seamless Clone: a piece of one picture continues in another without a visible seam."""

from __future__ import annotations

from inlay.operations.declaration import Boolean, Choice, Input, Integer, Operation, Option, Output

DECLARATION = Operation(
    id="seamless-clone",
    name="Seamless Clone",
    menu="Blend",
    summary="Paste the selected part of a layer so that its border vanishes in what lies below.",
    help=(
        "The colours at the border come from the destination, the detail inside from the source: the result solves "
        "the Poisson equation of Perez, Gangnet and Blake (2003) exactly.\n\n"
        "The selection says what to take from the source layer; without one it is the layer's own opaque part. Soft "
        "edges stay soft. The result is a new layer above the source."
    ),
    keywords=("poisson", "blend", "seamless", "clone", "paste", "gradient", "mixing", "heal"),
    inputs=(
        Input(role="source", kinds=("layer",), label="Source", help="The layer to take from.", active=True,
              displaced_by=("x", "y")),
        Input(role="destination", kinds=("below", "layer"), label="Destination",
              help="What the source is blended into."),
        Input(role="region", kinds=("selection",), label="Region",
              help="The part of the source to take; without a selection, wherever the source is not transparent.",
              optional=True, displaced_by=("x", "y")),
    ),
    parameters=(
        Choice(
            id="gradients", label="Gradients", default="source",
            help="Which detail the result keeps.",
            options=(
                Option("source", "Source", "The source's detail; the destination gives the colours at the border."),
                Option("stronger", "Stronger of both",
                       "The stronger detail of the two at each place, for things with holes or transparency."),
                Option("average", "Average of both", "The mean of both pictures' detail."),
                Option("monochrome", "Source, monochrome",
                       "The source's light and dark only: its texture in the destination's colours."),
            ),
        ),
        Choice(
            id="per", label="Choose", default="channel",
            help="How the stronger detail is found.",
            options=(
                Option("channel", "Per channel", "For each colour channel on its own."),
                Option("colour", "Per colour", "Once for all channels together: no colour fringes."),
            ),
        ),
        Integer(id="x", label="Offset x", default=0, minimum=-262_144, maximum=262_144, unit="pixels",
                help="Move the piece to the right before blending."),
        Integer(id="y", label="Offset y", default=0, minimum=-262_144, maximum=262_144, unit="pixels",
                help="Move the piece down before blending."),
        Choice(
            id="boundary", label="At the canvas border", default="free",
            help="What holds the result where the region reaches the border of the canvas.",
            options=(
                Option("free", "Free", "Nothing: the source's colours run out of the picture."),
                Option("fixed", "Fixed", "The destination's pixels on the border of the canvas."),
            ),
        ),
        Boolean(id="hide-source", label="Hide the source layer afterwards", needs="undoable-visibility",
                help="Make the source layer invisible together with the arrival of the result."),
    ),
    outputs=(Output(kind="layer", help="The blended piece, as large as the region."),),
    run="inlay.operations.seamless_clone:run",
    function="inlay.operations.seamless_clone:seamless_clone",
    ring=1,
)
