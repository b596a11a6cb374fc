"""Four numbers in single precision that a kernel keeps in one register, with ``+``, ``-`` and ``*`` number by number.

The compiler makes vector instructions of long loops by itself, but not of products with 4x4 matrices. Every processor
that Inlay runs on has registers of this size.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic as numba_intrinsic
from numba.extending import lower_builtin, models, register_model, type_callable

#: As numba types it, a call would have to pass the context of typing too.
intrinsic: Any = numba_intrinsic

_LANES = 4
#: Of a single number: arrays promise no more.
_ALIGNMENT = 4
_REGISTER = ir.VectorType(ir.FloatType(), _LANES)
#: Which numbers of two registers are interleaved, and which halves of two are put together.
_LOWER, _UPPER, _FIRST, _SECOND = (0, 4, 1, 5), (2, 6, 3, 7), (0, 1, 4, 5), (2, 3, 6, 7)


class Float32x4(types.Type):
    """Numba's type of the four numbers."""

    def __init__(self) -> None:
        super().__init__("float32x4")


float32x4 = Float32x4()


@register_model(Float32x4)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, numba_type: types.Type) -> None:
        super().__init__(manager, numba_type, _REGISTER)


@intrinsic
def load(typing: Any, array: types.Array, index: types.BaseTuple) -> tuple[Any, Callable[..., Any]]:
    """The four numbers ``array[*index, :4]`` of a contiguous array of float32."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(_place(context, builder, signature, arguments), align=_ALIGNMENT)

    return float32x4(array, index), generate


@intrinsic
def store(typing: Any, array: types.Array, index: types.BaseTuple, numbers: Float32x4) -> tuple[Any, Callable]:
    """Write ``array[*index, :4]``."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.store(arguments[2], _place(context, builder, signature, arguments), align=_ALIGNMENT)
        return context.get_dummy_value()

    return types.void(array, index, numbers), generate


@intrinsic
def fill(typing: Any, number: types.Float) -> tuple[Any, Callable[..., Any]]:
    """Four times the same number."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        first = builder.insert_element(_undefined(), arguments[0], ir.Constant(ir.IntType(32), 0))
        return _shuffle(builder, first, first, (0,) * _LANES)

    return float32x4(types.float32), generate


@intrinsic
def pick(typing: Any, numbers: Float32x4, lane: types.Integer) -> tuple[Any, Callable[..., Any]]:
    """One of the four numbers."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.extract_element(*arguments)

    return types.float32(numbers, lane), generate


@intrinsic
def sums(typing: Any, a: Float32x4, b: Float32x4, c: Float32x4, d: Float32x4) -> tuple[Any, Callable[..., Any]]:
    """The sum of the four numbers of each of four."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        a, b, c, d = arguments
        pairs = []
        for order in (_LOWER, _UPPER):
            left, right = _shuffle(builder, a, b, order), _shuffle(builder, c, d, order)
            halves = (_shuffle(builder, left, right, each) for each in (_FIRST, _SECOND))
            pairs.append(builder.fadd(*halves))
        return builder.fadd(*pairs)

    return float32x4(a, b, c, d), generate


def _place(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """Where four numbers of an array are."""
    array_type, index_type = signature.args[:2]
    array = context.make_array(array_type)(context, builder, arguments[0])
    index = cgutils.unpack_tuple(builder, arguments[1], len(index_type))
    index = [
        context.cast(builder, each, each_type, types.intp) for each, each_type in zip(index, index_type, strict=True)
    ]
    index.append(context.get_constant(types.intp, 0))
    pointer = cgutils.get_item_pointer(context, builder, array_type, array, index)
    return builder.bitcast(pointer, _REGISTER.as_pointer())


def _undefined() -> ir.Constant:
    return ir.Constant(_REGISTER, ir.Undefined)


def _shuffle(builder: Any, a: Any, b: Any, order: tuple[int, ...]) -> Any:
    mask = ir.Constant(ir.VectorType(ir.IntType(32), _LANES), order)
    return builder.shuffle_vector(a, b, mask)


def _define(operation: Callable[..., Any], instruction: str) -> None:
    """Teach numba an operation of two such registers."""

    @type_callable(operation)
    def of_types(context: Any) -> Callable[..., Any]:
        def typer(a: types.Type, b: types.Type) -> types.Type | None:
            return float32x4 if a == b == float32x4 else None

        return typer

    @lower_builtin(operation, Float32x4, Float32x4)
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return getattr(builder, instruction)(*arguments)


_define(operator.add, "fadd")
_define(operator.iadd, "fadd")
_define(operator.sub, "fsub")
_define(operator.isub, "fsub")
_define(operator.mul, "fmul")
