"""Every notebook of the site runs."""

import matplotlib as mpl
import pytest
from tests.docs.notebooks import DOCS, notebooks, run

mpl.use("Agg")


def test_there_are_some():
    assert DOCS / "developers/add-an-operation.md" in notebooks()


@pytest.mark.parametrize("page", notebooks(), ids=lambda page: page.relative_to(DOCS).as_posix())
def test_it_runs(page):
    from matplotlib import pyplot

    run(page)
    pyplot.close("all")
