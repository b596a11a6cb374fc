"""Several results of one operation in one run: as each alone, and nothing is computed twice."""

from pathlib import Path

import numpy as np
import pytest
from tests.core.operations import finders
from tests.files.drawn import disc, load, noise, save

from inlay import matting
from inlay.operations import registry

SEVERAL = [operation.id for operation in registry.operations() if operation.result is not None]


@pytest.fixture
def arguments(tmp_path, monkeypatch):
    """The pictures of every operation that has several results."""
    picture = save(tmp_path / "picture.png", noise(40, 50, 3))
    mask = save(tmp_path / "mask.png", disc(40, 50))
    trimap = disc(40, 50, soft=6)
    trimap[(trimap > 0) & (trimap < 255)] = 128
    trimap = save(tmp_path / "trimap.png", trimap)
    strokes = np.zeros((40, 50, 4), np.uint8)
    strokes[18:22, 20:30], strokes[2:4] = 255, (0, 0, 0, 255)
    strokes = save(tmp_path / "strokes.png", strokes)
    cutting = {"image": picture, "method": "closed-form"}
    found = {
        "cut-out": {**cutting, "trimap": trimap},
        "cut-out-scribbles": {**cutting, "scribbles": strokes},
        "cut-out-selection": {**cutting, "region": mask, "inner-pixels": 3, "outer-pixels": 4},
        "refine-edge": {"image": picture, "edge": mask, "radius-pixels": 3},
        "remove-background": {**cutting, "edge": 8},
        "refine-selection": {"source": picture, "region": mask, "grow": 2},
        "select-clusters": {"source": picture, "region": mask},
        "select-scribbles": {"source": picture, "scribbles": strokes, "wanted": "white"},
        "select-subject": {"source": picture, "region": mask},
        "select-threshold": {"source": picture, "region": mask},
        "smooth-selection": {"source": picture, "region": mask},
    }
    subject = disc(40, 50) / 255
    seen = {(40, 50): subject}
    finders.install(monkeypatch, network=lambda image: seen.get(image.shape[:2], np.ones(image.shape[:2])))
    return lambda name: [word for option, value in found[name].items() for word in (f"--{option}", value)]


@pytest.mark.parametrize("name", SEVERAL)
def test_each_is_as_it_would_be_alone(inlay, arguments, name):
    kinds = [option.id for option in registry.find(name).result.options if option.id != "on-backdrop"]
    also = [word for kind in kinds for word in ("--also", f"{kind}=also-{kind}.png")]
    done = inlay("run", name, *arguments(name), "--output", "first.png", *also)
    assert done.code == 0, done.err
    for kind in kinds:
        alone = inlay("run", name, *arguments(name), "--result", kind, "--output", f"alone-{kind}.png")
        assert alone.code == 0, alone.err
        for path in alone.out.split():
            assert Path(path).read_bytes() == Path(path.replace("alone-", "also-")).read_bytes(), path


def test_alpha_is_estimated_once(inlay, arguments, monkeypatch):
    calls, real = [], matting.estimate_alpha
    monkeypatch.setattr(matting, "estimate_alpha", lambda *a, **k: calls.append(a) or real(*a, **k))
    words = ["--output", "cut.png", "--also", "alpha=alpha.png", "--also", "selection=mask.tif", "--json"]
    done = inlay("run", "cut-out", *arguments("cut-out"), *words)
    assert done.code == 0, done.err
    assert len(calls) == 1
    assert [one["path"] for one in done.json["outputs"]] == ["cut.png", "alpha.png", "mask.tif"]
    assert np.array_equal(load("cut.png")[..., 3], load("alpha.png")[..., 0])


@pytest.mark.parametrize(
    ("also", "code", "words"),
    [
        ("gold=a.png", 2, "is not one of layer, layer-mask, layer-with-mask, alpha"),
        ("alpha=", 2, "name of a file is empty"),
        ("alpha", 2, "name of a file is empty"),
        ("alpha=a.gif", 2, "suffix"),
        ("alpha=./cut.png", 2, "Two outputs"),
        ("alpha=nowhere/a.png", 1, "no folder nowhere"),
        ("on-backdrop=a.png", 1, "no backdrop"),
    ],
)
def test_all_arrive_or_none(inlay, arguments, also, code, words):
    done = inlay("run", "cut-out", *arguments("cut-out"), "--output", "cut.png", "--also", also)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert not Path("cut.png").exists()


def test_an_operation_with_one_result_has_no_further_ones(inlay, arguments):
    done = inlay("run", "gaussian-blur", "--source", "picture.png", "--output", "a.png", "--also", "alpha=b.png")
    assert done.code == 2
    assert "--also" in done.err
