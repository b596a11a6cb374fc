import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.contract import errors, protocol

MESSAGES = st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()))


@given(MESSAGES)
def test_a_message_is_one_line(message):
    line = protocol.encode(message)
    assert line.count(b"\n") == 1 and line.endswith(b"\n")
    assert protocol.decode(line) == message


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 100_000])
def test_what_is_no_message_is_refused(line):
    with pytest.raises(errors.ProtocolError):
        protocol.decode(line)


def test_a_greeting_names_the_protocol():
    assert protocol.version_of(protocol.greeting(host="gimp 3.0")) == protocol.VERSION
    assert [protocol.version_of(other) for other in ({}, {"inlay": 1}, {"inlay": {}}, {"job": 1})] == [None] * 4


KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.InlayError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_error_keeps_its_kind_on_its_way(kind):
    there = kind("This is wrong.", "Do that.")
    back = errors.from_json(protocol.failed(there, 7)["error"])
    assert type(back) is kind and back.to_json() == there.to_json() and str(back) == str(there)


def test_an_error_that_says_little_is_one_all_the_same():
    assert errors.from_json({}).to_json() == {"code": "failed", "message": "The job failed.", "hint": ""}
    assert errors.from_json({"code": "later", "message": "M"}).code == "later"
    assert (
        "job" not in protocol.failed(errors.InlayError("M")) and protocol.failed(errors.InlayError("M"), 3)["job"] == 3
    )
