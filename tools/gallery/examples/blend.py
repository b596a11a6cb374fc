"""What the pages of the operations that blend show."""

from __future__ import annotations

from tools.gallery import scenes
from tools.gallery.examples.example import DROPPED, PASTED, Effect, Example, Stage, pasted
from tools.gallery.scenes import CANYON, LEMUR, Photograph, Piece, Region, Scene

FACE, SITTING, CUP, SIGN = "--at=-30,40", "--at=60,320", "--at=200,170", "--at=450,215"
PORTRAIT = pasted(scenes.PORTRAIT, PASTED, (0.0, 0.22, 1.0, 0.78), FACE)
WRITING = pasted(scenes.WRITING, PASTED, (0.5, 0.25, 0.9, 0.9), SIGN)
SKY = pasted(scenes.GALAXIES, PASTED, (0.0, 0.0, 1.0, 1.0), "--at=0,0")
#: The cat half on the rim of the cup.
RIM = pasted(scenes.LATTE, PASTED, (0.22, 0.08, 0.5, 0.5), "--at=135,75")
#: An animal that is selected with much of the leaves around it.
LOOSE = Scene(
    "loose",
    {
        "source": Photograph(LEMUR, 420),
        "region": Region("source", [("ellipse", (0.12, 0.01, 0.9, 1.2))]),
        "object": Photograph("lemur_alpha.png", 420, is_map=True),
        "destination": Photograph(CANYON, 720),
    },
)
SITTING_LOOSELY = pasted(LOOSE, {**PASTED, "object": "object"}, (0.1, 0.35, 0.75, 1.0), "--at=80,190")
#: A piece that came back darker, and with an animal that was not there.
RETURNED = Scene(
    "returned-with-more",
    {
        "source": Piece("lemur_on_sunset.png", 680, (0.1, 0.12, 0.9, 0.95), 0.75),
        "destination": Photograph("lemur_on_sunset_background.png"),
    },
)
MATCHED = pasted(scenes.RETURNED, DROPPED, (0.05, 0.0, 0.95, 1.0))
GUEST = pasted(RETURNED, DROPPED, (0.0, 0.0, 1.0, 1.0))
#: The cup on something so bright that its shadow is seen.
TABLE = Scene(
    "table",
    {**scenes.SAUCER.pictures, "destination": Photograph(CANYON, 900, (0.4, 0.42, 0.95, 1.0))},
)
SAUCER = pasted(TABLE, PASTED, (0.12, 0.15, 0.78, 0.85), CUP)
VISITOR = pasted(scenes.VISITOR, DROPPED, (0.1, 0.5, 0.55, 1.0), SITTING)
STATISTICS = VISITOR._replace(options=(SITTING, "--model=statistics"))
FACES = Stage(
    scenes.FACES,
    {"first": "first", "second": "second", "region": "region"},
    view=(0.0, 0.0, 1.0, 0.8),
    before=("first", "second"),
    laid=("second", "first"),
    is_beside=True,
)
SKIES = Stage(
    Scene(
        "skies",
        {
            "first": Photograph(scenes.HUBBLE, 640, (0.0, 0.0, 1.0, 427 / 558)),
            "second": Photograph("rocket.jpg"),
            "region": Region("first", [("polygon", (0, 0, 1, 0, 1, 0.55, 0, 0.55))], 2),
        },
    ),
    {"first": "first", "second": "second", "region": "region"},
    laid=("second", "first"),
)
TURNS = {"scale": Effect(("60", "140")), "rotate": Effect(("-30", "30"))}
MOVES = {"x": Effect(("-50", "50")), "y": Effect(("-50", "50"))}


def _at(stage: Stage, effects: dict[str, Effect]) -> dict[str, Effect]:
    """The same effects elsewhere."""
    return {name: effect._replace(stage=stage) for name, effect in effects.items()}


EXAMPLES = (
    Example(
        "seamless-clone",
        "A face pasted as it is onto another portrait, and blended into it.",
        PORTRAIT,
        {
            **_at(WRITING, {**MOVES, **TURNS}),
            "gradients": Effect(stage=WRITING),
            "per": Effect(stage=WRITING.seen((0.58, 0.3, 0.82, 0.72))),
            "boundary": Effect(stage=SKY),
            "keep-source-colour": Effect(("60", "90")),
            "optimal-boundary": Effect(stage=SITTING_LOOSELY),
            "protect-texture": Effect(stage=RIM),
            "bleeding": Effect(stage=RIM),
        },
    ),
    Example(
        "match-below",
        "A piece that came back too dark, and in the tone of what lies below it.",
        MATCHED,
        {
            "detail-size": Effect(("1", "40"), stage=GUEST),
            "strength": Effect(("0", "50")),
            "tolerance": Effect(("1", "60"), stage=GUEST),
            "contrast": Effect(stage=GUEST),
        },
    ),
    Example(
        "paste-with-shadow",
        "A cup pasted with the table around it, and with its shadow alone.",
        SAUCER,
        {
            "shadow": Effect(("0", "200"), stage=SAUCER.seen((0.42, 0.42, 0.74, 0.78))),
            "x": Effect(("-90", "90")),
            "y": Effect(("-50", "50")),
            **TURNS,
        },
    ),
    Example(
        "harmonise",
        "A lemur from a green wood at dusk: as it is, and by the mean and spread of the colours around it.",
        STATISTICS,
        {
            # By itself it goes by the rim.
            "model": Effect(
                ("distribution", "gradient-domain", "monge-kantorovich", "reinhard", "statistics"), stage=VISITOR
            ),
            "strength": Effect(("0", "50")),
            "exposure": Effect(("-1", "1")),
            "temperature": Effect(("-60", "60")),
            "tint": Effect(("-60", "60")),
            "contrast": Effect(("-50", "50")),
            "reach": Effect(("3", "20")),
            "detail": Effect(("0",)),
            "beta": Effect(("0.0005", "20")),
            "surroundings": Effect(("10", "1000")),
        },
    ),
    Example(
        "swap-features",
        "Two portraits, and the two with their faces exchanged.",
        FACES,
        {"boundary": Effect(stage=SKIES), "per": Effect(stage=SKIES)},
    ),
    Example(
        "copy-paste",
        "A picture of a canyon, and writing that is pasted onto it as it is.",
        WRITING._replace(before=("destination",)),
        {**MOVES, **TURNS},
    ),
)
