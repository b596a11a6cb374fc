"""What a network is for and how it wants its picture: what is known of it, what it says itself, what the user says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from inlay.contract.language import _, joined, ngettext
from inlay.errors import ModelError, ParameterError
from inlay.networks import answer, session
from inlay.networks import known as knowns
from inlay.networks.known import Known
from inlay.networks.model import KINDS, NOISE, Model, Port

#: Where a network takes any size and nothing is known of it.
_SIZES = {"subject": 512, "blending": 64}
_LARGEST_SIZE = 4096
#: On which a network that takes any size is tried.
_TRIAL = 128
_KINDS_BY_CHANNELS = {(3,): "subject", (4,): "matte", (3, 1): "matte", (1, 3): "matte"}
#: What a network that blends takes: a picture, and perhaps where the paste is.
_BLENDING = ((3,), (3, 1), (1, 3))
_OTHER = _(
    "Inlay uses networks that take one picture and answer a mask, such that take a picture and a trimap, and such that "
    "take a picture with a paste in it and answer a picture."
)


def describe(
    file: Path,
    place: Path,
    digests: Sequence[str],
    *,
    kind: str | None = None,
    size: int | None = None,
    mean: Sequence[float] | None = None,
    deviation: Sequence[float] | None = None,
    title: str = "",
    licence: str = "",
    origin: str = "",
) -> Model:
    """Load a network, try it, and say how it is used.

    Parameters
    ----------
    file, place : Path
        Where it lies, and where it will lie, by its name.
    digests : sequence of str
        SHA-256 and others of the file.
    kind : str, optional
        One of `inlay.networks.model.KINDS`; None to tell it by the inputs, or the name where they leave it open.
    size : int, optional
        Height and width of the picture that it is given, where the network leaves it free.
    mean, deviation : sequence of three float, optional
        Of the channels' samples, white being 1; those of a known network, else those that are
        usual for its kind.
    title, licence, origin : str
        What is known of them.

    Raises
    ------
    ModelError
        If Inlay cannot use it.
    ParameterError
        If what the user says does not fit it.
    ResourceError
        If there is too little memory to try it.
    """
    inputs, outputs = session.examine(file)
    _check(inputs, outputs)
    published = knowns.by_digest(digests)
    known = published or knowns.by_name(place.stem)
    kind = _kind(inputs, outputs, kind, known)
    height, width = (_length(fixed, known, size, kind) for fixed in inputs[0].shape[2:])
    normalisation = known.normalisation if known else knowns.USUAL[kind]
    model = Model(
        name=place.stem,
        title=title or (known.title if known else place.stem),
        kind=kind,
        path=file,
        sha256=digests[0],
        inputs=inputs,
        outputs=outputs,
        width=width,
        height=height,
        mean=_vector(mean, normalisation[0], "mean"),
        deviation=_vector(deviation, normalisation[1], "deviation"),
        scale=known.scale if known else "white",
        licence=licence or (published.licence if published else ""),
        origin=origin,
        rank=known.rank if known else knowns.UNKNOWN,
    )
    return replace(model, path=place, output=_output(model, known, is_published=published is not None))


def _check(inputs: Sequence[Port], outputs: Sequence[Port]) -> None:
    """Refuse what takes anything but pictures with the channels first, and noise."""
    for port in inputs:
        if _is_noise(port):
            continue
        if port.type not in session.TYPES:
            raise ModelError(
                _("Its input {port} takes {type}.", port=port.name, type=port.type),
                _("Export it for floating-point numbers."),
            )
        if len(port.shape) == 4 and port.shape[3] in (1, 3, 4) and port.shape[1] not in (1, 3, 4):
            raise ModelError(
                _("Its input {port} has the channels last.", port=port.name), _("Export it with the channels first.")
            )
        if len(port.shape) != 4 or port.shape[0] not in (1, None):
            sizes = " x ".join(str(length or "any") for length in port.shape)
            raise ModelError(_("Its input {port} is {sizes}, and no picture.", port=port.name, sizes=sizes), _OTHER)
    if not outputs:
        raise ModelError(_("It answers nothing."), _OTHER)


def _kind(inputs: Sequence[Port], outputs: Sequence[Port], wanted: str | None, known: Known | None) -> str:
    """What it is for, by the channels that it takes and gives; where they are free, by what is said or known."""
    if wanted is not None and wanted not in KINDS:
        raise ParameterError(
            _("The kind {wanted} is not known.", wanted=wanted), _("Choose one of {kinds}.", kinds=", ".join(KINDS))
        )
    inputs = [port for port in inputs if not _is_noise(port)]
    channels = _channels(inputs, wanted or (known.kind if known else "subject"))
    found = _KINDS_BY_CHANNELS.get(channels)
    if channels in _BLENDING and _gives_a_picture(outputs, wanted):
        found = "blending"
    words = ngettext(
        "It takes pictures of {channels} channel",
        "It takes pictures of {channels} channels",
        1 if channels == (1,) else len(channels) + 1,
        channels=joined(_(" and "), map(str, channels)),
    )
    if found is None:
        raise ModelError(_("{words}.", words=words), _OTHER)
    if wanted not in (None, found):
        raise ModelError(_("{words}: its kind is {found}.", words=words, found=found), _("Leave the kind out."))
    return found


def _is_noise(port: Port) -> bool:
    """Whether it is a row of numbers that the user of the network searches for."""
    fixed = port.name == NOISE and port.type in session.TYPES and len(port.shape) == 4
    return fixed and port.shape[1] is not None and (port.shape[0], *port.shape[2:]) == (1, 1, 1)


def _gives_a_picture(outputs: Sequence[Port], wanted: str | None) -> bool:
    """Whether the answer has the channels of a picture; where they are free, whether that is said."""
    shape = outputs[0].shape
    channels = shape[1] if len(shape) == 4 else 1
    return channels == 3 or (channels is None and wanted == "blending")


def _channels(inputs: Sequence[Port], kind: str) -> tuple[int, ...]:
    """How many channels each input takes; those that are free are what a network of this kind needs."""
    needed = (3, 1) if len(inputs) == 2 else (4 if kind == "matte" else 3,) * len(inputs)
    return tuple(port.shape[1] or count for port, count in zip(inputs, needed, strict=True))


def _length(fixed: int | None, known: Known | None, size: int | None, kind: str) -> int | None:
    """Height or width of the picture that it is given."""
    if size is not None and not 16 <= size <= _LARGEST_SIZE:
        raise ParameterError(
            _("The size {size} is not possible.", size=size),
            _("Give a number from 16 to {largest_size}.", largest_size=_LARGEST_SIZE),
        )
    if fixed is not None:
        if size not in (None, fixed):
            raise ParameterError(
                _("The network takes pictures of {fixed} pixels, not {size}.", fixed=fixed, size=size),
                _("Leave the size out."),
            )
        return fixed
    if size is None and kind != "matte":
        return known.size if known else _SIZES[kind]
    return size


def _vector(wanted: Sequence[float] | None, usual: knowns.Channels, name: str) -> knowns.Channels:
    if wanted is None:
        return usual
    values = tuple(map(float, wanted))
    above = _(" above 0") if name == "deviation" else ""
    if len(values) != 3 or not np.isfinite(values).all() or (above and min(values) <= 0):
        given = ",".join(f"{value:g}" for value in values)
        hint = _("Give three numbers{above}, one for each of red, green and blue.", above=above)
        raise ParameterError(_("The {name} is {given}.", name=name, given=given), hint)
    return values


def _output(model: Model, known: Known | None, is_published: bool) -> str:
    """Try it on a drawn picture, and see what its answer needs."""
    free = model.inputs[0].shape[2:]
    height, width = model.height or free[0] or _TRIAL, model.width or free[1] or _TRIAL
    session.demand_memory(model, height * width)
    counts = _channels(model.inputs, model.kind)
    drawn = {
        port.name: np.zeros((1, count, 1, 1)) if _is_noise(port) else _drawn(model, count, height, width)
        for port, count in zip(model.inputs, counts, strict=True)
    }
    answered = session.run(model, drawn)[0]
    if model.kind == "blending":
        answer.picture(model.name, answered, (height, width))
        return "plain"
    found = answer.plane(model.name, answered)
    # Another export may have the logistic function in it.
    if known is not None and (is_published or known.output == "stretched"):
        return known.output
    return "plain" if answer.is_from_0_to_1(found) else "sigmoid"


def _drawn(model: Model, channels: int, height: int, width: int) -> np.ndarray:
    """A bright disc on a dark ramp, its trimap, or both."""
    y, x = np.mgrid[0:height, 0:width]
    disc = np.hypot(y / height - 0.5, x / width - 0.5) < 0.25
    gray = np.where(disc, 0.9, 0.3 * x / width)
    colours = [(gray - mean) / deviation for mean, deviation in zip(model.mean, model.deviation, strict=True)]
    return np.stack({1: [disc], 3: colours, 4: [*colours, disc]}[channels])[None]
