"""What was killed at any moment works when it is done again; see `tests.setup.kills`."""

import os

import pytest
from tests.setup import kills

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="moments are counted in a copy of this process")


@pytest.mark.parametrize(("scenario", "moments"), [("install", kills.MOMENTS), ("repair", 4), ("uninstall", 4)])
def test_done_again_it_works(tmp_path, scenario, moments):
    found = list(kills.outcomes(tmp_path, scenario, moments))
    assert len(found) == moments
    assert [one for one in found if one.outcome != "works"] == []
