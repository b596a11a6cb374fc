"""Clones by the composite grid: when it is chosen, and that it says so and is right wherever it is."""

import numpy as np
import pytest
from tests.core.poisson import reference, zoo

from inlay import poisson
from inlay.errors import InputError, ParameterError

SHAPE = (150, 190)
ROOM = 3


@pytest.fixture(scope="module")
def scene():
    """A source and a destination, and a smooth region."""
    source, destination = zoo.pictures(SHAPE)
    return source, destination, zoo.ellipse(SHAPE)


def exact_of(source, destination, region):
    return reference.solve(reference.field(source, destination, "source"), destination, region)


@pytest.fixture(scope="module")
def exact(scene):
    return exact_of(*scene)


def test_it_is_chosen_where_little_is_near_the_rim():
    shape = (900, 1100)
    source, destination = zoo.pictures(shape, channels=1)
    region = zoo.ellipse(shape)
    solution = poisson.clone(source, destination, region)
    assert solution.solver == "composite"
    assert solution.iterations >= 1
    assert 0 <= solution.error <= 0.25
    dense = poisson.clone(source, destination, region, solver="multigrid")
    assert dense.solver == "multigrid"
    assert np.abs(solution.image.astype(int) - dense.image).max() <= 1
    assert np.array_equal(solution.image[~region], destination[~region])


def test_it_can_be_asked_for(scene, exact):
    source, destination, region = scene
    assert poisson.clone(source, destination, region).solver == "multigrid"
    solution = poisson.clone(source, destination, region, solver="composite")
    assert solution.solver == "composite"
    assert np.abs(solution.image[region] - exact.clip(0, 255)[region]).max() <= 0.75
    assert np.array_equal(solution.image[~region], destination[~region])


@pytest.mark.parametrize(
    "options",
    [
        {"gradients": "stronger"},
        {"gradients": "average"},
        {"gradients": "monochrome"},
        {"tolerance": 1e-6},
        {"screening": (0.01, 0)},
        {"weights": poisson.Edges(np.ones((149, 190)), np.ones((150, 189)))},
        {"rim": "free", "mean": "keep"},
    ],
)
def test_other_problems_are_left_to_other_solvers(scene, options):
    source, destination, region = scene
    assert "composite" not in poisson.clone(source, destination, region, **options).solver
    if "weights" not in options:
        with pytest.raises(ParameterError, match="composite"):
            poisson.clone(source, destination, region, solver="composite", **options)


def test_ragged_regions_are_left_to_the_dense_solver(scene):
    source, destination, _ = scene
    assert poisson.clone(source, destination, zoo.ragged(SHAPE)).solver == "multigrid"


@pytest.mark.parametrize("dtype", ["uint16", "float16", "float32"])
def test_finer_samples_to_their_own_accuracy(dtype):
    source, destination = (each[..., :1] for each in zoo.pictures((230, 260), dtype))
    white = 65535 if dtype == "uint16" else 1
    for name in ("ellipse", "rectangle", "annulus"):
        region = zoo.REGIONS[name]((230, 260))
        out = np.empty(destination.shape)
        solution = poisson.clone(source, destination, region, solver="composite", out=out)
        assert solution.solver == "composite"
        exact = exact_of(source, destination, region)
        assert np.abs(out - exact).max() <= 1e-5 * white
        image = poisson.clone(source, destination, region, solver="composite").image
        assert image.dtype == dtype
        assert np.array_equal(image[~region], destination[~region])
        step = 0.5 if dtype == "uint16" else np.finfo(dtype).eps
        there = exact.clip(0, white) if dtype == "uint16" else exact
        assert np.abs(image - there)[region].max() <= 1e-5 * white + step


def test_finer_samples_are_composed_on_large_canvases_alone():
    for dtype in ("uint16", "float32"):
        source, destination = (each[..., :1] for each in zoo.pictures((900, 1100), dtype))
        assert poisson.clone(source, destination, zoo.ellipse((900, 1100))).solver == "composite"
        small = np.s_[:200, :220]
        assert poisson.clone(source[small], destination[small], zoo.ellipse((200, 220))).solver == "multigrid"


@pytest.mark.parametrize("options", [{"tolerance": 1e-6}, {"screening": (1e-3, 0.5)}])
def test_what_single_precision_cannot_promise_is_left_to_the_dense_solver(options):
    source, destination = zoo.pictures((300, 320), "float32")
    region = zoo.ellipse((300, 320))
    assert poisson.clone(source, destination, region, **options).solver == "multigrid"
    with pytest.raises(ParameterError, match="composite"):
        poisson.clone(source, destination, region, solver="composite", **options)
    double = source.astype(float), destination.astype(float)
    assert poisson.clone(*double, region).solver == "multigrid"


def test_floats_beyond_one_keep_the_accuracy_of_their_range():
    source, destination = (300 * each[..., :1] - 20 for each in zoo.pictures((230, 260), "float32"))
    region = zoo.ellipse((230, 260))
    out = np.empty(destination.shape)
    assert poisson.clone(source, destination, region, solver="composite", out=out).solver == "composite"
    assert np.abs(out - exact_of(source, destination, region)).max() <= 1e-5 * 300


def test_numbers_that_are_not_finite_count_where_they_are_used():
    source, destination = (each[..., :1] for each in zoo.pictures((230, 260), "float32"))
    region = zoo.ellipse((230, 260))
    clean = poisson.clone(source, destination, region, solver="composite").image
    source[0, 0], destination[115, 130] = np.nan, np.inf
    assert np.array_equal(poisson.clone(source, destination, region, solver="composite").image[region], clean[region])
    for picture, name in ((source, "source"), (destination, "destination")):
        y, x = np.argwhere(region)[0]
        spoilt = picture.copy()
        spoilt[y - 1, x] = np.nan
        pair = (spoilt, destination) if picture is source else (source, spoilt)
        with pytest.raises(InputError, match=f"{name} has a pixel that is not a finite number at row {y - 1}"):
            poisson.clone(*pair, region, solver="composite")


def test_what_does_not_converge_is_solved_all_the_same():
    shape = (120, 131)
    source, destination = zoo.pictures(shape)
    region = zoo.wires(shape)
    out = np.empty(destination.shape)
    solution = poisson.clone(source, destination, region, solver="composite", out=out)
    assert solution.solver == "multigrid"
    assert np.abs(out - exact_of(source, destination, region))[region].max() <= 0.25


def test_words_of_sixteen_bits_to_the_accuracy_of_bytes():
    source, destination = zoo.pictures(SHAPE, "uint16")
    region = zoo.ellipse(SHAPE)
    out = np.empty(destination.shape)
    solution = poisson.clone(source, destination, region, tolerance=0.25 / 255, solver="composite", out=out)
    assert solution.solver == "composite"
    assert np.abs(out - exact_of(source, destination, region)).max() <= 0.25 * 257
    own = poisson.clone(source, destination, region, tolerance=0.25 / 255, solver="composite").image
    assert np.abs(own - out.clip(0, 65535)).max() <= 0.51


def test_a_source_that_ends_at_the_rim_has_no_gradients_beyond(scene):
    source, destination, region = scene
    rows, columns = np.nonzero(region)
    top, left = rows.min(), columns.min()
    cut = source[top : rows.max() + 1, left : columns.max() + 1]
    field = [each.copy() for each in reference.gradients(source)]
    field[0][[top - 1, rows.max()]] = 0
    field[1][:, [left - 1, columns.max()]] = 0
    out = np.empty(destination.shape)
    solution = poisson.clone(cut, destination, region, at=(top, left), solver="composite", out=out)
    assert solution.solver == "composite"
    assert np.abs(out - reference.solve(field, destination, region)).max() <= 0.25


def test_a_source_that_is_transparent_outside_the_region(scene):
    source, destination, region = scene
    field = [each.copy() for each in reference.gradients(source)]
    field[0][region[1:] != region[:-1]] = 0
    field[1][:, :][region[:, 1:] != region[:, :-1]] = 0
    out = np.empty(destination.shape)
    solution = poisson.clone(source, destination, region, source_alpha=region, solver="composite", out=out)
    assert solution.solver == "composite"
    assert np.abs(out - reference.solve(field, destination, region)).max() <= 0.25
    holey = region.copy()
    holey[SHAPE[0] // 2, SHAPE[1] // 2] = False
    with pytest.raises(ParameterError, match="composite"):
        poisson.clone(source, destination, region, source_alpha=holey, solver="composite")


def test_without_gradients(scene):
    _, destination, region = scene
    nothing = np.zeros((1, 1, 3), np.uint8)
    out = np.empty(destination.shape)
    solution = poisson.clone(nothing, destination, region, solver="composite", out=out)
    assert solution.solver == "composite"
    flat = reference.gradients(np.zeros_like(destination))
    assert np.abs(out - reference.solve(flat, destination, region)).max() <= 0.25


def test_a_screening_that_draws_to_the_source(scene):
    source, destination, region = scene
    out = np.empty(destination.shape)
    solution = poisson.clone(source, destination, region, screening=(1e-3, source), solver="composite", out=out)
    assert solution.solver == "composite"
    terms = np.full(SHAPE, 1e-3), source.astype(float)
    exact = reference.solve(reference.field(source, destination, "source"), destination, region, screening=terms)
    assert np.abs(out - exact).max() <= 0.25


def test_strided_pictures_and_boxes_inside_the_canvas(scene, exact):
    source, destination, region = scene
    wide = np.zeros((SHAPE[0] + 2 * ROOM, SHAPE[1] + 2 * ROOM, 4), np.uint8)
    inside = np.s_[ROOM:-ROOM, ROOM:-ROOM]
    wide[inside][..., :3] = source
    solution = poisson.clone(
        wide[inside][..., :3], destination[::-1][::-1], np.asfortranarray(region), solver="composite"
    )
    assert np.array_equal(solution.image, poisson.clone(source, destination, region, solver="composite").image)
    gray = poisson.clone(source[..., 1], destination[..., 1], region, solver="composite")
    assert gray.image.shape == SHAPE
    assert np.abs(gray.image[region] - exact[..., 1].clip(0, 255)[region]).max() <= 0.75


def test_one_thread_and_several_give_the_same_bits(scene):
    one = poisson.clone(*scene, solver="composite", threads=1).image
    assert np.array_equal(poisson.clone(*scene, solver="composite", threads=3).image, one)


def test_a_piece_that_is_dragged_keeps_its_grid(scene):
    source, destination, region = scene
    inner = zoo.ellipse(SHAPE, radii=(0.4, 0.4))
    kept = {}
    for step in (0, 4, 9):
        moved = np.roll(inner, (step, 2 * step), (0, 1))
        above = np.roll(source, (step, 2 * step), (0, 1))
        again = np.empty(destination.shape)
        solution = poisson.clone(above, destination, moved, solver="composite", kept=kept, out=again)
        assert solution.solver == "composite"
        assert len(kept) == 1
        assert np.abs(again - exact_of(above, destination, moved)).max() <= 0.25
    grids = [grid for _, grid, _ in kept.values()]
    poisson.clone(source, destination, region, solver="composite", kept=kept)
    assert grids[0] in [grid for _, grid, _ in kept.values()]
    assert len(kept) == 2


def test_no_more_grids_are_kept_than_a_view_has_sizes(scene):
    source, destination, _ = scene
    kept = {}
    for radius in (0.45, 0.44, 0.43, 0.42, 0.41, 0.4):
        poisson.clone(source, destination, zoo.ellipse(SHAPE, radii=(radius, radius)), kept=kept, solver="composite")
    assert len(kept) == 4
