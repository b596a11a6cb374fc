"""What hosts ask of a declaration."""

from inlay.contract.declaration import Input, Operation, Output, Parameter

EDGE = Input("edge", ("item",), "Edge", "An edge.", matters_when={"result": ("cut", "mask"), "soft": (True,)})
RESULT = Parameter("Result", "What arrives.", id="result", type="choice", default="cut")
SOFT = Parameter("Soft", "Softly.", id="soft", type="boolean", default=False)
RADIUS = Parameter("Radius", "How far.", 0, 9, id="radius", type="integer", default=3, matters_when={"soft": (True,)})
CUT = Operation(
    id="cut",
    name="Cut Out",
    menu="Cut Out",
    summary="Cut out.",
    help="",
    keywords=("matting", "cut", "Hair"),
    inputs=(EDGE,),
    parameters=(RESULT, SOFT, RADIUS),
    outputs=(Output("layer", "A layer."),),
    references=("A. Author: A Paper, 2003.",),
)


def test_what_matters_follows_from_the_other_values():
    assert CUT.effective({}) == {"result", "soft"}
    assert CUT.effective({"soft": True}) == {"result", "soft", "radius", "edge"}
    assert CUT.effective({"soft": True, "result": "view"}) == {"result", "soft", "radius"}


def test_keywords_that_a_text_holds_already_are_not_said_again():
    assert CUT.further_keywords("Cut out fur and hair.") == ["matting"]


def test_it_comes_back_from_json():
    told = Operation.from_json(CUT.to_json())
    assert told.inputs[0].matters_when == EDGE.matters_when
    assert told.references == CUT.references
    assert told.to_json() == CUT.to_json()
