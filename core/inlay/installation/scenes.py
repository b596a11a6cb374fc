"""The pictures of the demo: what is taken from which photograph, what is done to it and where it goes."""

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
    part : tuple of int
        What is used of the source (left, top, right and bottom; empty for all of it).
    size : tuple of int
        Width and height to which that is resized first.
    shapes : tuple
        The region in the source's pixels, painted in order: kind (``ellipse`` or ``polygon``), coordinates as Pillow
        takes them, and whether it is taken or left out.
    softness : float
        Radius of the region's soft edge.
    fade : tuple of int
        Rows between which the region fades out downwards; empty for none.
    at : tuple of int
        Where the source's top left pixel goes in the destination, x and y.
    runs : tuple of tuple of str
        The command lines after ``inlay run``; ``{source}``, ``{region}``, ``{destination}`` and ``{at}`` stand for
        what goes in. The results of two are shown side by side, that of one beside the plain paste.
    view, zoom : tuple of int, int
        The part that is shown (left, top, right and bottom; empty for all of it), and how much it is enlarged.
    """

    name: str
    title: str
    source: str
    destination: str
    part: tuple[int, ...]
    size: tuple[int, int]
    shapes: tuple[tuple[str, tuple[int, ...], bool], ...]
    softness: float
    fade: tuple[int, ...]
    at: tuple[int, int]
    runs: tuple[tuple[str, ...], ...]
    view: tuple[int, ...] = ()
    zoom: int = 1


CLONE = ("seamless-clone", "--source", "{source}", "--region", "{region}", "--destination", "{destination}", "{at}")
CUT_OUT = ("cut-out-selection", "--image", "{source}", "--region", "{region}", "--inner", "6", "--outer", "7")

SCENES = (
    Scene(
        name="galaxies",
        title="Hubble's galaxies in an evening sky, behind the towers of the launch pad",
        source="hubble_deep_field.jpg",
        destination="rocket.jpg",
        part=(),
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
        runs=((*CLONE, "--gradients", "stronger"),),
    ),
    Scene(
        name="latte",
        title="A cat on the coffee, in the coffee's colours",
        source="chelsea.png",
        destination="coffee.png",
        part=(),
        size=(180, 84),
        shapes=(("ellipse", (50, 4, 150, 76), True),),
        softness=1.5,
        fade=(),
        at=(190, 110),
        runs=((*CLONE, "--gradients", "monochrome"),),
        view=(150, 0, 450, 240),
        zoom=2,
    ),
    Scene(
        name="astronaut",
        title="An astronaut among the galaxies: her hair in the old background's light, and in its own",
        source="astronaut.png",
        destination="hubble_deep_field.jpg",
        part=(60, 0, 400, 300),
        size=(340, 300),
        shapes=(
            (
                "polygon",
                (
                    *(0, 248, 20, 233, 53, 207, 53, 187, 63, 180, 67, 167, 87, 152, 123, 148, 121, 132, 113, 128),
                    *(110, 117, 100, 107, 94, 93, 93, 70, 100, 55, 117, 42, 130, 32, 147, 22, 172, 16, 193, 18),
                    *(213, 30, 228, 43, 238, 63, 241, 82, 238, 103, 230, 118, 218, 128, 215, 135, 208, 137, 203, 147),
                    *(197, 173, 217, 187, 233, 203, 245, 230, 267, 248, 283, 270, 293, 301, 0, 301),
                ),
                True,
            ),
        ),
        softness=1,
        fade=(),
        at=(100, 100),
        runs=((*CUT_OUT, "--result", "layer-with-mask"), CUT_OUT),
        view=(182, 106, 350, 246),
        zoom=4,
    ),
)


def draw(name: str, photograph: str, source: str, region: str, destination: str) -> None:
    """Write the resized source, and the region as a gray picture of the same size. Needs Inlay's environment."""
    from PIL import Image, ImageChops, ImageDraw, ImageFilter

    scene = _scene(name)
    with Image.open(photograph) as file:
        picture = file.convert("RGB")
    if scene.part:
        picture = picture.crop(scene.part)  # type: ignore[arg-type]
    picture.resize(scene.size, Image.Resampling.LANCZOS).save(source)
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


def compare(name: str, source: str, region: str, destination: str, results: list[str], picture: str) -> None:
    """Write the plain paste and Inlay's result, or its two results, side by side."""
    from PIL import Image

    scene = _scene(name)
    with Image.open(destination) as file:
        below = file.convert("RGB")
    sides = [_laid(result, below, scene) for result in results]
    if len(sides) == 1:
        pasted = below.copy()
        with Image.open(source) as cut, Image.open(region) as mask:
            pasted.paste(cut, scene.at, mask)
        sides.insert(0, pasted)
    left, right = (_seen(side, scene) for side in sides)
    both = Image.new("RGB", (2 * left.width + GAP, left.height), "white")
    both.paste(left, (0, 0))
    both.paste(right, (left.width + GAP, 0))
    both.save(picture)


def _laid(result: str, below: Any, scene: Scene) -> Any:
    """A result on the destination; one without transparency is complete already."""
    from PIL import Image

    with Image.open(result) as file:
        if "A" not in file.getbands():
            return file.convert("RGB")
        laid = below.copy()
        laid.paste(file, scene.at, file.getchannel("A"))
    return laid


def _seen(picture: Any, scene: Scene) -> Any:
    cut = picture.crop(scene.view) if scene.view else picture
    return cut.resize((scene.zoom * cut.width, scene.zoom * cut.height)) if scene.zoom > 1 else cut


def _scene(name: str) -> Scene:
    return next(scene for scene in SCENES if scene.name == name)
