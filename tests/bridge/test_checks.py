"""What cannot work is refused before a dialog opens, and what might still be chosen there is not."""

import pytest
from plugins.bridge.checks import Facts, check

from inlay.contract.errors import InlayError

CAT = Facts("Cat", is_selected=True)


@pytest.mark.parametrize(
    ("name", "facts", "words"),
    [
        ("cut-out-selection", CAT._replace(is_selected=False), "Nothing is selected."),
        ("heal-selection", CAT._replace(is_selected=False), "Nothing is selected."),
        ("isolate-colour", CAT._replace(is_selected=False), "Nothing is selected."),
        ("recolour", CAT._replace(active=None), "No layer is selected."),
        ("heal-selection", CAT._replace(is_empty=True), "Cat is empty."),
        ("seamless-clone", CAT._replace(is_below=False, next_below=False, layers=0), "Nothing is visible below Cat."),
        ("cut-out", CAT._replace(layers=0), "There is no other layer, mask or channel that could be the trimap."),
        ("merge-layers", CAT._replace(selected_layers=0), "No layer is selected."),
        ("rebuild-from-gradients", CAT._replace(layers=0, next_below=False), "No layer lies below Cat."),
        ("refine-edge", Facts(None), "No layer is selected."),
    ],
)
def test_refused_before_the_dialog(operations, name, facts, words):
    with pytest.raises(InlayError) as caught:
        check(operations[name], facts)
    assert caught.value.message == words and caught.value.hint


def test_what_can_still_be_chosen_is_not_refused(operations):
    check(operations["seamless-clone"], CAT._replace(is_below=False))
    check(operations["copy-paste"], CAT._replace(is_below=False, layers=0))
    check(operations["recolour"], CAT._replace(is_selected=False))
    check(operations["refine-selection"], CAT._replace(is_selected=False))
    check(operations["cut-out"], CAT._replace(layers=0, masks=1))
    check(operations["refine-edge"], CAT._replace(layers=0))


def test_what_was_chosen_is_looked_at_alone(operations):
    facts = CAT._replace(is_below=False)
    check(operations["seamless-clone"], facts, {"destination": "layer"})
    with pytest.raises(InlayError, match="Nothing is visible below Cat"):
        check(operations["seamless-clone"], facts, {"destination": "below"})


def test_every_operation_can_begin_where_everything_is_there(operations):
    for operation in operations.values():
        check(operation, CAT._replace(masks=1, selected_layers=2))


def test_what_can_be_painted_need_not_be_there(operations):
    facts = CAT._replace(is_selected=False, layers=0, can_paint=True)
    for name in ("cut-out", "cut-out-scribbles"):
        check(operations[name], facts)
        with pytest.raises(InlayError):
            check(operations[name], facts._replace(can_paint=False))
    with pytest.raises(InlayError, match="Nothing is selected"):
        check(operations["heal-selection"], facts)
    with pytest.raises(InlayError, match="Cat is empty"):
        check(operations["cut-out-scribbles"], facts._replace(is_empty=True))
