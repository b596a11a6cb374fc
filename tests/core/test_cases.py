"""Folded tests are taken with every value, and a failure says with which one."""

import inspect

import pytest
from tests.cases import every, paired


def test_every_combination_is_taken():
    taken = []

    @every("a", [1, 2])
    @every(("b", "c"), [(3, 4), (5, 6)])
    def test(fixture, a, b, c):
        taken.append((fixture, a, b, c))

    assert list(inspect.signature(test).parameters) == ["fixture"]
    test(fixture=0)
    assert taken == [(0, 1, 3, 4), (0, 1, 5, 6), (0, 2, 3, 4), (0, 2, 5, 6)]


def test_a_failure_names_its_values():
    @every("a", [1, 2])
    def test(a):
        assert a < 2

    with pytest.raises(AssertionError) as caught:
        test()
    assert caught.value.__notes__ == ["with {'a': 2}"]
    with pytest.raises(AssertionError, match="cannot fail"):
        every("a", [])


def test_pairs_take_every_name_once():
    assert paired("abc", [1, 2]) == [("a", 1), ("b", 2), ("c", 1)]
