"""A view of a blur, ready to be shown, and an exact reference for it."""

import pytest
from tests.core.live import scenes
from tests.worker.views.viewer import Viewer, plane, sent

from inlay.operations import registry

WHOLE = {"rect": [0, 0, scenes.WIDTH, scenes.HEIGHT], "size": [scenes.WIDTH, scenes.HEIGHT]}


@pytest.fixture
def opened(worker):
    """Opens a view of an operation on its scene."""

    def open_view(name, number=1, **others):
        viewer = Viewer(worker, number)
        job = sent(worker, name, scenes.job_for(registry.find(name)))
        viewer.open(job, plane(worker, "before.plane", scenes.picture()), **others)
        return viewer

    return open_view


@pytest.fixture
def blur(opened):
    """A view of a blur whose first picture has come."""
    viewer = opened("gaussian-blur")
    viewer.show(**WHOLE)
    viewer.exact()
    return viewer
