"""Strokes: what the worker is told of them, once each, and in which order they are taken back."""

from hypothesis import given
from hypothesis import strategies as some
from plugins.bridge.strokes import Strokes

from inlay.contract.views import LABELS, StrokePart

FOREGROUND, BACKGROUND = LABELS.index("foreground"), LABELS.index("background")


class Told:
    """What a worker makes of the parts that it is sent."""

    def __init__(self):
        self.points, self.labels, self.hidden = {}, {}, set()

    def take(self, parts):
        for part in parts:
            part = StrokePart.from_json(part.to_json())
            assert (part.id in self.points) == (part.label is None), "the label comes with the first part alone"
            self.points.setdefault(part.id, []).extend(part.points)
            self.labels.setdefault(part.id, part.label)
            if part.hidden is not None:
                (self.hidden.add if part.hidden else self.hidden.discard)(part.id)

    @property
    def present(self):
        return [(id, self.labels[id], points) for id, points in self.points.items() if id not in self.hidden]


def present(strokes):
    return [(stroke.id, stroke.label, stroke.points) for stroke in strokes.present]


def test_points_are_told_once():
    strokes = Strokes()
    assert not strokes.has_news and strokes.news() == []
    strokes.begin(1, 2, 0.5)
    assert strokes.has_news
    assert strokes.news() == [StrokePart(1, (1, 2, 0.5), FOREGROUND, 20.0, None)]
    strokes.go_on(3, 4)
    strokes.go_on(5, 6.123, 0.25)
    assert strokes.news() == [StrokePart(1, (3, 4, 1, 5, 6.12, 0.25))]
    assert not strokes.has_news


def test_a_stroke_keeps_the_label_and_radius_that_it_began_with():
    strokes = Strokes()
    strokes.begin(0, 0)
    strokes.label, strokes.radius = BACKGROUND, 5.0
    strokes.begin(0, 0)
    strokes.begin(0, 0, label=FOREGROUND)
    assert [(part.label, part.radius) for part in strokes.news()] == [
        (FOREGROUND, 20.0), (BACKGROUND, 5.0), (FOREGROUND, 5.0),
    ]  # fmt: skip


def test_a_straight_stroke_starts_where_the_last_one_ended():
    strokes = Strokes()
    strokes.begin(9, 9, straight=True)
    strokes.go_on(10, 20)
    strokes.begin(30, 40, straight=True)
    assert strokes.present[1].points == [10, 20, 1, 30, 40, 1]


def test_the_last_is_taken_back_first_and_brought_back_last():
    strokes = Strokes()
    assert not strokes.undo() and not strokes.redo()
    for x in range(3):
        strokes.begin(x, 0)
    assert strokes.undo() and strokes.undo()
    assert [stroke.id for stroke in strokes.present] == [1]
    assert strokes.redo()
    assert [stroke.id for stroke in strokes.present] == [1, 2]
    assert [stroke.id for stroke in strokes.taken_back] == [3]
    strokes.begin(9, 0)
    assert not strokes.redo(), "what was taken back is gone once something else is painted"


def test_the_worker_hears_that_a_stroke_is_gone_though_another_was_painted_at_once():
    strokes, told = Strokes(), Told()
    strokes.begin(1, 1)
    told.take(strokes.news())
    strokes.undo()
    strokes.begin(2, 2)
    told.take(strokes.news())
    assert told.present == present(strokes) and len(told.present) == 1


ACTIONS = some.lists(some.sampled_from(["begin", "go_on", "undo", "redo", "news", "restart"]), max_size=40)


@given(ACTIONS)
def test_the_worker_knows_what_the_artist_sees(actions):
    strokes, told = Strokes(), Told()
    for action in actions:
        if action in ("undo", "redo"):
            getattr(strokes, action)()
        elif action == "begin" or (action == "go_on" and not strokes.present):
            strokes.begin(len(told.points), 0)
        elif action == "go_on" and not strokes.taken_back:
            strokes.go_on(1, 1)
        elif action == "restart":
            told = Told()
            strokes.forget_told()
        else:
            told.take(strokes.news())
    told.take(strokes.news())
    assert told.present == present(strokes)
    assert not strokes.has_news
