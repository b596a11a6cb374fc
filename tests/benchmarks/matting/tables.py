"""The tables of estimators and of colours, a row for each method."""

from __future__ import annotations

import numpy as np
from tests.benchmarks.matting.row import Row, failed, run
from tests.benchmarks.peers import peers_of

#: PyMatting's names of what both have.
COLOUR_PEERS = {"multi-level": "ml", "closed-form": "cf"}


def print_alphas(methods: list[str], crops: int) -> None:
    from inlay.matting.estimators import registry

    print("alpha                                  CPU s       MB    1st SAD   all: SAD   MSE e-3  gradient")
    for estimator in registry.estimators():
        if methods and estimator.id not in methods:
            continue
        rows = [Row("alpha", "Inlay", estimator.id, options={"threads": 1}, crops=crops)]
        rows += [Row("alpha", peer.library, peer.method, crops=crops) for peer in peers_of(estimator.id)]
        for row in rows:
            found = run(row)
            name = f"{row.who + ' ' + row.method:35s}"
            if failed(name, found):
                continue
            errors = np.array(found["errors"])
            sad, mse, gradient = errors.mean(axis=0)
            print(
                f"{name} {np.median(found['cpu']):8.3f} {max(found['megabytes']):8.0f} {errors[0, 0]:10.3f}"
                f" {sad:10.3f} {mse:9.3f} {gradient:9.4f}",
                flush=True,
            )


def print_strokes(methods: list[str]) -> None:
    from inlay.matting.estimators import registry

    print("\nalpha from seven strokes               CPU s  clock s       MB        SAD   MSE e-3  gradient")
    for estimator in registry.estimators():
        if methods and estimator.id not in methods:
            continue
        found = run(Row("alpha", "Inlay", estimator.id, scenes="strokes", options={"threads": 1}))
        if not failed(estimator.id, found):
            sad, mse, gradient = np.mean(found["errors"], axis=0)
            print(
                f"{estimator.id:35s} {np.median(found['cpu']):8.3f} {np.median(found['clock']):8.3f}"
                f" {max(found['megabytes']):8.0f} {sad:10.3f} {mse:9.3f} {gradient:9.4f}",
                flush=True,
            )


def print_colours(crops: int) -> None:
    print("\ncolours                                CPU s       MB    wMSE e-3   lemur missed by, mean / 99 %")
    rows = []
    for method, peer in COLOUR_PEERS.items():
        for projection in (False, True):
            options = {"threads": 1, "projection": projection}
            rows.append(Row("colours", "Inlay", method, options=options, crops=crops))
        rows.append(Row("colours", "PyMatting", peer, crops=crops))
    for row in rows:
        found = run(row)
        projected = " projected" if (row.options or {}).get("projection") else ""
        name = f"{row.who:9s} {row.method + projected:25s}"
        if failed(name, found):
            continue
        missed = "{:.2f} / {:.2f} levels".format(*found["missed"]) if "missed" in found else "-"
        print(
            f"{name} {np.median(found['cpu']):8.3f} {max(found['megabytes']):8.0f}"
            f" {np.mean(found['errors']):11.3f}   {missed}",
            flush=True,
        )
