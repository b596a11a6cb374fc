"""What hosts ask of a declaration."""

from inlay.contract.declaration import Input, Operation, Output, Related
from inlay.contract.parameter import Parameter

EDGE = Input("edge", ("item",), "Edge", "An edge.", matters_when={"result": ("cut", "mask"), "soft": (True,)})
RESULT = Parameter("Result", "What arrives.", id="result", type="choice", default="cut")
SOFT = Parameter("Soft", "Softly.", id="soft", type="boolean", default=False)
RADIUS = Parameter("Radius", "How far.", 0, 9, id="radius", type="integer", default=3, matters_when={"soft": (True,)})
TRUST = Parameter("Trust", "How far.", 0, 9, id="trust", type="integer", default=3, with_input="edge")
CUT = Operation(
    id="cut",
    name="Cut Out",
    menu="Cut Out",
    summary="Cut out.",
    help="",
    keywords=("matting", "cut", "Hair"),
    inputs=(EDGE,),
    parameters=(RESULT, SOFT, RADIUS, TRUST),
    outputs=(Output("layer", "A layer."),),
    references=("A. Author: A Paper, 2003.",),
    suits="Hair.",
    related=(Related("trim", "When it is short."),),
)


def test_what_matters_follows_from_the_other_values():
    assert CUT.effective({}) == {"result", "soft", "trust"}
    assert CUT.effective({"soft": True}) == {"result", "soft", "radius", "edge", "trust"}
    assert CUT.effective({"soft": True, "result": "view"}) == {"result", "soft", "radius", "trust"}


def test_what_needs_a_picture_matters_with_it_alone():
    assert CUT.effective({}, absent=["edge"]) == {"result", "soft"}
    assert CUT.effective({}, absent=["other"]) == {"result", "soft", "trust"}


def test_keywords_that_a_text_holds_already_are_not_said_again():
    assert CUT.further_keywords("Cut out fur and hair.") == ["matting"]


def test_it_comes_back_from_json():
    told = Operation.from_json(CUT.to_json())
    assert told.inputs[0].matters_when == EDGE.matters_when
    assert told.parameters[-1].with_input == "edge"
    assert told.references == CUT.references
    assert (told.suits, told.related) == (CUT.suits, CUT.related)
    assert told.to_json() == CUT.to_json()
