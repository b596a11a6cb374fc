"""Where a training is, in a file: another process goes on from there."""

from __future__ import annotations

import io
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from inlay.contract.language import _
from inlay.errors import InlayError, ModelError, ParameterError
from inlay.harmonisation.network.settings import Settings
from inlay.harmonisation.network.training.training import Training
from inlay.system import refusals

#: What may be another number when a training goes on.
_FREE = ("epochs",)


def encoded(training: Training) -> bytes:
    """The content of the file."""
    file = io.BytesIO()
    torch.save(training.state(), file)
    return file.getvalue()


def resumed(path: Path, settings: Settings) -> Training:
    """The training of a file, that goes on as these settings say.

    Raises
    ------
    FileError
        If it cannot be read.
    ModelError
        If it is damaged, or no checkpoint.
    ParameterError
        If it was begun with other settings.
    """
    state = _read(path)
    try:
        begun = Settings(**state["settings"])
        _compare(begun, settings, path)
        training = Training(settings)
        training.load(state)
    except InlayError:
        raise
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise _damaged(path, error) from error
    return training


def _read(path: Path) -> dict[str, Any]:
    with refusals.reading(path), open(path, "rb") as file:
        try:
            state = torch.load(file, weights_only=True)
        except Exception as error:  # its reader of old files raises whatever it stumbles over
            raise _damaged(path, error) from error
    if not isinstance(state, dict):
        raise _damaged(path, TypeError("it holds no names"))
    return state


def _compare(begun: Settings, wanted: Settings, path: Path) -> None:
    free = {name: getattr(begun, name) for name in _FREE}
    for name, value in asdict(replace(wanted, **free)).items():
        before = getattr(begun, name)
        if value != before:
            option = f"--{name.replace('_', '-')}"
            raise ParameterError(
                _(
                    "The training of {path} was begun with {option} {before}, not {value}.",
                    path=path,
                    option=option,
                    before=before,
                    value=value,
                ),
                _("Say {option} {before}, or begin anew without --resume.", option=option, before=before),
            )


def _damaged(path: Path, error: Exception) -> ModelError:
    return ModelError(
        _("{path} is no checkpoint of a training ({error}).", path=path, error=error), _("Begin anew without --resume.")
    )
