"""Files damaged at random, and what may be made of them."""

import warnings

from hypothesis import strategies as st

from inlay.errors import InlayError


def copies(content):
    """The file with up to four bytes changed, whole or cut off."""
    places = st.integers(0, len(content) - 1)
    changes = st.lists(st.tuples(places, st.integers(0, 255)), max_size=4)
    return st.builds(_changed, st.just(content), changes, st.one_of(st.just(len(content)), places))


def _changed(content, changes, length):
    broken = bytearray(content)
    for place, value in changes:
        broken[place] = value
    return bytes(broken[:length])


def read(reader, content):
    """Read a file: a picture, or an error with a hint."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            reader(content)
        except InlayError as error:
            assert error.hint
