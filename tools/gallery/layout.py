"""Panels side by side on a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, COLUMNS, GAP, TITLE, CAPTION = 480, 480, 3, 12, 24, 17


def layout(title: str, panels: Sequence[tuple[str, Image.Image]]) -> Image.Image:
    """A white sheet with a title and captioned panels, row by row."""
    rows = [panels[start : start + COLUMNS] for start in range(0, len(panels), COLUMNS)]
    fitted = [[(caption, _fitted(picture)) for caption, picture in row] for row in rows]
    heights = [max(picture.height for _, picture in row) + CAPTION + GAP for row in fitted]
    size = COLUMNS * (WIDTH + GAP) + GAP, sum(heights) + TITLE + 2 * GAP
    sheet = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(sheet)
    pen.text((GAP, GAP), title, "black", ImageFont.load_default(TITLE - 4))
    top = TITLE + 2 * GAP
    for row, height in zip(fitted, heights, strict=True):
        for place, (caption, picture) in enumerate(row):
            left = GAP + place * (WIDTH + GAP)
            pen.text((left, top), caption, "black", ImageFont.load_default(CAPTION - 4))
            sheet.paste(picture, (left, top + CAPTION))
        top += height
    return sheet


def _fitted(picture: Image.Image) -> Image.Image:
    scale = min(WIDTH / picture.width, HEIGHT / picture.height)
    size = max(1, round(scale * picture.width)), max(1, round(scale * picture.height))
    return picture.resize(size, Image.Resampling.LANCZOS if scale < 1 else Image.Resampling.NEAREST)
