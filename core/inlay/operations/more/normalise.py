"""Normalise: the whole range from black to white."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Annotated, Any, Literal

from inlay import filters
from inlay.contract.language import _
from inlay.errors import RegionError
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.filtering import LAYER, SEVERAL, Channels, Filtered, chosen_channels, filtered
from inlay.operations.job import Job
from inlay.operations.parameters import Choice, Number, Option

#: What strips of a large picture have found in all of it.
_RANGES = "ranges"


@operation(
    name="Normalise",
    yields=LAYER,
    keywords=("auto levels", "normalize", "stretch contrast", "white balance", "auto contrast"),
    suits="A flat picture or scan that should reach from black to white.",
    ring=0,
    doing=_("Normalising"),
    local=True,
)
def normalise(
    part: Filtered,
    *,
    per: Annotated[
        Literal["colour", "channel"],
        Choice(
            "Channels count",
            "Whether all channels share one range.",
            options=(
                Option("colour", "Together", "One range for all channels: hues stay."),
                Option("channel", "One by one", "Each channel's own range, which takes away a cast of colour."),
            ),
            matters_when=SEVERAL,
        ),
    ] = "colour",
    clip_dark: Annotated[
        float, Number("Clip shadows", "How much of the picture may become darker than black.", 0.0, 49.0, "%")
    ] = 0.1,
    clip_bright: Annotated[
        float, Number("Clip highlights", "How much of the picture may become brighter than white.", 0.0, 49.0, "%")
    ] = 0.1,
    channels: Channels = "all",
) -> Edit:
    """Stretch brightness so that the darkest becomes black and the brightest white.

    The range is that of the selected pixels that are not fully transparent. What is clipped is cut off in integers,
    and goes beyond black and white in floating point. The result is a new layer above.

    See Also
    --------
    tone_gradients : When it has black and white, and detail is lost in both.
    relight : When only a part is too dark or too bright.

    References
    ----------
    N. Limare, J.-L. Lisani, J.-M. Morel, A. B. Petro, C. Sbert: Simplest Color Balance. Image Processing On Line 1,
    2011, https://doi.org/10.5201/ipol.2011.llmps-scb

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.normalise(np.array([[50, 100, 150]], np.uint8), clip_dark=0, clip_bright=0).tolist()
    [[0, 128, 255]]
    """
    ranges = part.job.once(_RANGES, lambda: None)
    return filtered(
        part,
        channels,
        filters.stretched_range,
        low=clip_dark,
        high=clip_bright,
        per=per,
        counted=part.covered,
        ranges=ranges,
    )


@normalise.before_strips
def _before_strips(jobs: Callable[[], Iterator[Job]]) -> dict[Hashable, Any]:
    """The ranges of all that is selected."""
    values = next(jobs()).parameters

    def images() -> Iterator[dict[str, Any]]:
        is_any, nothing = False, RegionError(_("The region is empty."))
        for job in jobs():
            try:
                part = normalise.given(job)["part"]
            except RegionError as error:
                nothing = error
                continue
            is_any, chosen = True, chosen_channels(part.picture.space, values["channels"])
            yield {"image": part.colours[..., chosen], "alpha": part.around.alpha, "counted": part.covered}
        if not is_any:
            raise nothing

    clip = {"low": values["clip-dark"], "high": values["clip-bright"]}
    return {_RANGES: filters.common_ranges(images, per=values["per"], threads=None, **clip)}
