"""A page of the lesson says which language it is in, and where the others are."""

import pytest

from tools.site.languages import declare


@pytest.mark.parametrize(("name", "language"), [("lesson/es/matting", "es"), ("lesson/en/index", "en")])
def test_of_a_page_of_the_lesson(name, language):
    context = {"language": "en", "metatags": "<meta>"}
    declare(None, name, "page.html", context, None)
    assert context["language"] == language
    assert context["metatags"].startswith("<meta>")
    page = name.rpartition("/")[2]
    for other in ("en", "es"):
        assert f'hreflang="{other}" href="../{other}/{page}.html"' in context["metatags"]


def test_other_pages_are_left_as_they_are():
    context = {"language": "en"}
    declare(None, "developers/lesson/es", "page.html", context, None)
    assert context == {"language": "en"}
