"""The pictures of the demo: what is cut out of which photograph and where it goes."""

from __future__ import annotations

from typing import Any, NamedTuple

GAP = 12


class Scene(NamedTuple):
    """One picture.

    Attributes
    ----------
    name, title : str
        Of the files, and for people.
    source, destination : str
        Two photographs.
    size : tuple of int
        Width and height to which the source is resized first.
    shapes : tuple
        The region in the source's pixels, painted in order: kind (``ellipse`` or ``polygon``), coordinates as Pillow
        takes them, and whether it is taken or left out.
    softness : float
        Radius of the region's soft edge.
    fade : tuple of int
        Rows between which the region fades out downwards; empty for none.
    at : tuple of int
        Where the source's top left pixel goes in the destination, x and y.
    gradients : str
        The operation's parameter.
    view, zoom : tuple of int, int
        The part that is shown (left, top, right and bottom; empty for all of it), and how much it is enlarged.
    """

    name: str
    title: str
    source: str
    destination: str
    size: tuple[int, int]
    shapes: tuple[tuple[str, tuple[int, ...], bool], ...]
    softness: float
    fade: tuple[int, ...]
    at: tuple[int, int]
    gradients: str
    view: tuple[int, ...] = ()
    zoom: int = 1


SCENES = (
    Scene(
        name="galaxies",
        title="Hubble's galaxies in an evening sky, behind the towers of the launch pad",
        source="hubble_deep_field.jpg",
        destination="rocket.jpg",
        size=(640, 558),
        shapes=(
            ("polygon", (0, 0, 640, 0, 640, 360, 0, 360), True),
            (
                "polygon",
                (298, 360, 298, 150, 306, 125, 322, 108, 338, 125, 347, 150, 347, 240, 350, 360),
                False,
            ),
        ),
        softness=2,
        fade=(120, 350),
        at=(0, 0),
        gradients="stronger",
    ),
    Scene(
        name="latte",
        title="A cat on the coffee, in the coffee's colours",
        source="chelsea.png",
        destination="coffee.png",
        size=(180, 84),
        shapes=(("ellipse", (50, 4, 150, 76), True),),
        softness=1.5,
        fade=(),
        at=(190, 110),
        gradients="monochrome",
        view=(150, 0, 450, 240),
        zoom=2,
    ),
)


def draw(name: str, photograph: str, source: str, region: str, destination: str) -> None:
    """Write the resized source, and the region as a gray picture of the same size. Needs Inlay's environment."""
    from PIL import Image, ImageChops, ImageDraw, ImageFilter

    scene = _scene(name)
    with Image.open(photograph) as picture:
        picture.convert("RGB").resize(scene.size, Image.Resampling.LANCZOS).save(source)
    mask = Image.new("L", scene.size)
    pen = ImageDraw.Draw(mask)
    for kind, coordinates, taken in scene.shapes:
        {"ellipse": pen.ellipse, "polygon": pen.polygon}[kind](coordinates, fill=255 if taken else 0)
    mask = mask.filter(ImageFilter.GaussianBlur(scene.softness))
    if scene.fade:
        top, bottom = scene.fade
        column = Image.new("L", (1, scene.size[1]))
        for row in range(scene.size[1]):
            column.putpixel((0, row), round(255 * min(max((bottom - row) / (bottom - top), 0), 1)))
        mask = ImageChops.multiply(mask, column.resize(scene.size))
    mask.save(region)


def compare(name: str, source: str, region: str, destination: str, result: str, picture: str) -> None:
    """Write the plain paste and Inlay's result side by side."""
    from PIL import Image

    scene = _scene(name)
    with Image.open(destination) as file:
        pasted = file.convert("RGB")
    with Image.open(source) as cut, Image.open(region) as mask:
        pasted.paste(cut, scene.at, mask)
    with Image.open(result) as file:
        after = file.convert("RGB")
    left, right = (_seen(side, scene) for side in (pasted, after))
    both = Image.new("RGB", (2 * left.width + GAP, left.height), "white")
    both.paste(left, (0, 0))
    both.paste(right, (left.width + GAP, 0))
    both.save(picture)


def _seen(picture: Any, scene: Scene) -> Any:
    cut = picture.crop(scene.view) if scene.view else picture
    return cut.resize((scene.zoom * cut.width, scene.zoom * cut.height)) if scene.zoom > 1 else cut


def _scene(name: str) -> Scene:
    return next(scene for scene in SCENES if scene.name == name)
