"""The picture of the losses: a line that goes where the numbers go."""

import io

import numpy as np
from PIL import Image

from inlay.harmonisation.network import chart
from inlay.harmonisation.network.settings import LOSSES


def rows_of(page, number, charts):
    """The mean row of the strong line in the left and right third of a chart."""
    height = page.height // charts
    part = np.asarray(page)[number * height : (number + 1) * height]
    rows, columns = np.nonzero((part == chart._LINE).all(axis=2))
    third = page.width / 3
    return rows[columns < third].mean(), rows[columns > 2 * third].mean()


def test_a_loss_that_falls_is_a_line_that_falls():
    history = [(1 - step / 100, step / 100, 0.5, 0.0) for step in range(100)]
    page = chart.drawn(history)
    left, right = rows_of(page, 0, 3)
    assert right > left + 50
    left, right = rows_of(page, 1, 3)
    assert right < left - 50


def test_any_number_of_steps_is_drawn():
    for steps in (0, 1, 2, 5000):
        content = chart.encoded([(float(step % 7 + 1),) * len(LOSSES) for step in range(steps)])
        charts = len(LOSSES) if steps else 1
        width, height = chart.drawn([]).size
        assert Image.open(io.BytesIO(content)).size == (width, charts * height)


def test_a_first_step_far_off_does_not_flatten_the_rest():
    history = [((1e6 if step == 0 else 1 - step / 1000),) * len(LOSSES) for step in range(1000)]
    left, right = rows_of(chart.drawn(history), 0, len(LOSSES))
    assert right > left + 50
