"""Pictures that are written by strips and read by windows."""

from pathlib import Path

from inlay.files import windows
from inlay.files.windows import NewPicture
from inlay.picture import Space
from inlay.system.saving import Saving


def save(name, pixels, model="RGB", **options):
    """Write a picture, (height, width, channels)."""
    with Saving() as saving:
        height, width = pixels.shape[:2]
        new = NewPicture(Path(name), width, height, Space(model, pixels.dtype), **options)
        with windows.create(saving, new) as writer:
            writer.write(0, pixels)
        saving.commit()


def load(name):
    """The pixels of a picture."""
    with windows.open_picture(Path(name)) as reader:
        return reader.rows(0, reader.height)
