"""Registers of four numbers hold to the bit what numpy makes of the same numbers."""

import numpy as np
import pytest

from inlay.arrays.float32x4 import fill, load, pick, store, sums
from inlay.arrays.kernels import kernel


@pytest.fixture
def numbers():
    return np.random.default_rng(5).standard_normal((3, 2, 4, 4)).astype(np.float32)


@kernel
def calculate(numbers, row, out):
    a, b = load(numbers, (row, 0, 1)), load(numbers, (row, 1, 2))
    store(out, (0,), a + b)
    store(out, (1,), a - b)
    store(out, (2,), a * b)
    store(out, (3,), fill(pick(a, 3)))
    a += b
    a -= fill(numbers[row, 0, 0, 0])
    store(out, (4,), a)


@kernel
def add_rows(numbers, out):
    for i in range(numbers.shape[0]):
        a, b = load(numbers, (i, 0, 0)), load(numbers, (i, 0, 1))
        store(out, (i,), sums(a, b, load(numbers, (i, 0, 2)), load(numbers, (i, 0, 3))))


def test_arithmetic_is_that_of_single_numbers(numbers):
    out = np.zeros((5, 4), np.float32)
    calculate(numbers, np.int32(2), out)
    a, b = numbers[2, 0, 1], numbers[2, 1, 2]
    assert np.array_equal(out, [a + b, a - b, a * b, np.repeat(a[3], 4), a + b - numbers[2, 0, 0, 0]])


def test_sums_are_those_of_each_register(numbers):
    out = np.zeros((3, 4), np.float32)
    add_rows(numbers, out)
    rows = numbers[:, 0]
    assert np.array_equal(out, (rows[..., 0] + rows[..., 1]) + (rows[..., 2] + rows[..., 3]))


def test_only_what_is_written_changes(numbers):
    out = np.full((7, 4), np.float32(9))
    calculate(numbers, np.int32(0), out)
    assert (out[5:] == 9).all()
