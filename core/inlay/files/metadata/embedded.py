"""The colour profile that a file carries: as its picture takes it."""

from __future__ import annotations

from pathlib import Path

from inlay.arrays.warning import warn
from inlay.colour import profiles
from inlay.contract.language import _
from inlay.errors import InlayWarning

_DAMAGED = _("its colour profile is damaged or too long, and left out")


def fitting(profile: bytes | None, model: str) -> tuple[bytes | None, str]:
    """The profile of a picture, None for that of sRGB, and what is to be said of it.

    A gray picture takes the curve of an RGB profile: many programs turn a picture gray and keep its profile.

    Parameters
    ----------
    profile : bytes or None
        None where it cannot be read.
    model : str
        The picture's colours, without opacity.
    """
    described = None if profile is None else profiles.model_of(profile)
    if profile is None or described is None:
        return None, _DAMAGED
    if described == model:
        return profile, ""
    gray = profiles.neutral(profile) if (described, model) == ("RGB", "GRAY") else None
    if gray is None:
        return None, _(
            "its colour profile is for {described} and the picture is {model}; it is left out",
            described=described,
            model=model,
        )
    return (None if profiles.equal(gray, profiles.builtin("GRAY")) else gray), ""


def taken(path: Path, profile: bytes | None, model: str) -> bytes | None:
    """The same as `fitting`, and what is to be said of it is said."""
    found, note = fitting(profile, model)
    if note:
        warn(InlayWarning("colours", _("{path}: {note}.", path=path, note=note)))
    return found
