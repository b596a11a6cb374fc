"""Photoshop's blend modes in OpenRaster's words."""

OPERATORS = {
    "NORMAL": "svg:src-over",
    "PASS_THROUGH": "svg:src-over",
    "MULTIPLY": "svg:multiply",
    "SCREEN": "svg:screen",
    "OVERLAY": "svg:overlay",
    "DARKEN": "svg:darken",
    "LIGHTEN": "svg:lighten",
    "COLOR_DODGE": "svg:color-dodge",
    "COLOR_BURN": "svg:color-burn",
    "HARD_LIGHT": "svg:hard-light",
    "SOFT_LIGHT": "svg:soft-light",
    "DIFFERENCE": "svg:difference",
    "EXCLUSION": "svg:exclusion",
    "LINEAR_DODGE": "svg:plus",
    "HUE": "svg:hue",
    "SATURATION": "svg:saturation",
    "COLOR": "svg:color",
    "LUMINOSITY": "svg:luminosity",
}
#: In these the fill opacity changes the colours, and is no factor of the opacity.
OF_FILL = frozenset(
    {
        "COLOR_BURN",
        "LINEAR_BURN",
        "COLOR_DODGE",
        "LINEAR_DODGE",
        "VIVID_LIGHT",
        "LINEAR_LIGHT",
        "HARD_MIX",
        "DIFFERENCE",
    }
)


def words(mode: str) -> str:
    return mode.lower().replace("_", " ")
