"""Other libraries' estimators of alpha.

PyMatting belongs to the benchmarks' dependencies. Two more are measured where somebody has installed them, from
https://github.com/MarcoForte/closed-form-matting and https://github.com/99991/matting (PyMatting's predecessor).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np

#: Takes a picture and a trimap as floats from 0 to 1, and gives alpha.
Estimate = Callable[[np.ndarray, np.ndarray], np.ndarray]
PACKAGES = {"PyMatting": "pymatting", "closed-form-matting": "closed_form_matting", "99991/matting": "matting"}


class Peer(NamedTuple):
    """A library's name, and what it calls the method."""

    library: str
    method: str

    @property
    def estimate(self) -> Estimate:
        if self.library == "PyMatting":
            import pymatting

            return getattr(pymatting, f"estimate_alpha_{self.method}")
        if self.library == "closed-form-matting":
            import closed_form_matting

            return getattr(closed_form_matting, f"closed_form_matting_with_{self.method}")
        import matting

        return partial(matting.alpha_matting, method=self.method)


#: For an estimator of ours, those of the same method.
PEERS = {
    "closed-form": (Peer("PyMatting", "cf"), Peer("closed-form-matting", "trimap"), Peer("99991/matting", "cf")),
    "learning-based": (Peer("PyMatting", "lbdm"),),
    "knn": (Peer("PyMatting", "knn"), Peer("99991/matting", "knn")),
    "random-walk": (Peer("PyMatting", "rw"),),
    "large-kernel": (Peer("PyMatting", "lkm"),),
    "shared-sampling": (Peer("PyMatting", "sm"),),
}


def peers_of(method: str) -> list[Peer]:
    """Those that are installed."""
    return [peer for peer in PEERS.get(method, ()) if find_spec(PACKAGES[peer.library])]
