"""The blending networks that are installed, as colour models."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from inlay.harmonisation.paste import ColourModel, Paste
from inlay.networks import store

if TYPE_CHECKING:
    import numpy as np

    from inlay.networks.model import Model

#: By which the best one is chosen; the others have the names that they have in the store.
NAME = "network"


def installed() -> list[ColourModel]:
    """One for each blending network in the store, the best first."""
    return [
        ColourModel(
            id=model.name if number else NAME,
            name=f"As a network has learnt ({model.title})",
            summary=_summary(model),
            predict=partial(_predict, model),
            takes_reference=False,
            takes_weight=False,
        )
        for number, model in enumerate(store.installed("blending"))
    ]


def _summary(model: Model) -> str:
    licence = f" Licence: {model.licence}." if model.licence else ""
    return f"A network that has seen many pasted pieces says how the colours change.{licence}"


def _predict(model: Model, paste: Paste) -> np.ndarray:
    """What runs it is imported when it is asked."""
    from inlay.harmonisation.network import prediction

    return prediction.predict(model, paste)
