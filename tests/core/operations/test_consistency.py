"""What is declared wrongly is refused where it is declared, and says what is wrong."""

from typing import Annotated

import numpy as np
import pytest

from inlay.operations.declaration import Input, Output, operation
from inlay.operations.job import Result
from inlay.operations.parameters import Choice, Integer, Number, Option
from inlay.picture import Picture

SOURCE = Input("source", ("layer",), "Source", "The active layer.", active=True)
AMOUNT = Integer("Amount", "How much.", 0, 5)
LAYER = Output("layer", "A layer.")


def declared(function, **details):
    function.__doc__ = "Do something."
    function.__name__ = "odd"
    return operation(**{"name": "Odd", "menu": "Odd", "yields": LAYER, **details})(function)


def of(kind):
    """A function of one picture and one parameter."""

    def function(source: Annotated[Picture, SOURCE], *, amount: Annotated[int, kind] = 3) -> Result:
        return Result([])

    return function


def without_pictures(*, amount: Annotated[int, AMOUNT] = 3) -> Result:
    return Result([])


def of_one_role(first: Annotated[Picture, SOURCE], second: Annotated[Picture, Input("source", ("below",), "B", "B.")]):
    return Result([])


def of_an_unknown_kind(source: Annotated[Picture, Input("source", ("hologram",), "Source", "A picture.")]):
    return Result([])


def turned_but_not_moved(
    source: Annotated[Picture, Input("source", ("layer",), "S", "S.", turned_by=("scale", "turn"))],
    *,
    scale: Annotated[float, Number("Scale", "Scale.", 1.0, 2.0)] = 1.0,
    turn: Annotated[float, Number("Turn", "Turn.", 0.0, 9.0)] = 0.0,
):
    return Result([])


def moved_by_nothing(source: Annotated[Picture, Input("source", ("layer",), "S", "S.", displaced_by=("x", "y"))]):
    return Result([])


def of_a_picture_that_never_matters(
    source: Annotated[Picture, Input("source", ("layer",), "S", "S.", rank="odd", matters_when={"radius": (1,)})],
):
    return Result([])


def without_default(source: Annotated[Picture, SOURCE], *, amount: Annotated[int, AMOUNT]):
    return Result([])


def without_types(source, amount=3):
    return Result([])


@pytest.mark.parametrize(
    ("function", "details", "said"),
    [
        (without_pictures, {}, "takes no picture"),
        (of_one_role, {}, "two arguments are called source"),
        (of_an_unknown_kind, {}, "no kind of picture hologram"),
        (moved_by_nothing, {}, "no parameter x"),
        (turned_but_not_moved, {}, "what is turned is not moved"),
        (of_a_picture_that_never_matters, {}, "no rank odd"),
        (without_default, {}, "amount has no default"),
        (without_types, {}, "source is neither a picture nor a parameter"),
        (of(AMOUNT), {"yields": Output("hologram", "H.")}, "no kind of result hologram"),
        (of(AMOUNT), {"preview": "never"}, "no preview never"),
        (of(AMOUNT), {"strokes": ("hair",), "painted": "source"}, "no stroke hair"),
        (of(AMOUNT), {"strokes": ("foreground",), "painted": "trimap"}, "no picture trimap"),
        (of(AMOUNT), {"strokes": ("foreground",)}, "strokes change no picture"),
        (of(AMOUNT), {"ring_by": {"radius": 1}}, "no parameter radius"),
        (of(Integer("Amount", "How much.", 0, 2)), {}, "default is refused: Amount: 3"),
        (of(Integer("Amount", "How much.", 0, 5, rank="odd")), {}, "no rank odd"),
        (of(Integer("Amount", "How much.", 0, 5, matters_when={"radius": (1,)})), {}, "no parameter radius"),
        (of(Choice("Amount", "Which.", options=(Option("a", "A"),))), {}, "default is refused: Amount: 3"),
    ],
)
def test_nonsense_is_refused_in_words(function, details, said):
    with pytest.raises(TypeError, match=f"odd: .*{said}"):
        declared(function, **details)


def test_what_makes_sense_is_declared():
    assert declared(of(AMOUNT)).check({}) == {"amount": 3}


def test_an_operation_that_does_not_work_on_arrays_says_so():
    with pytest.raises(AttributeError, match=r"odd does not work on arrays.*@odd\.on_arrays"):
        _ = declared(of(AMOUNT)).array_function


def test_a_function_below_says_what_it_is_on_arrays():
    found = declared(of(AMOUNT))

    @found.on_arrays
    def _(call) -> np.ndarray:
        """Nothing.

        Returns
        -------
        ndarray
            What was given.
        """
        return call.arrays["source"]

    assert found.array_function(np.zeros((2, 2)), amount=1).shape == (2, 2)
