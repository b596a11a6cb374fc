"""The pictures of a tutorial; copied to the scripts of both editors."""

import os
import subprocess


class Album:
    """Takes the pictures of the steps.

    Attributes
    ----------
    folder : str
        Where they go.
    """

    def __init__(self):
        self.folder = os.environ["INLAY_FOLDER"]
        self._joined = None

    def path(self, name):
        return os.path.join(self.folder, f"{name}.png")

    def keep(self, name):
        """Take a picture: what the step has joined, or the screen as it is."""
        if self._joined:
            os.replace(self._joined, self.path(name))
            self._joined = None
        else:
            subprocess.run(["import", "-window", "root", self.path(name)], check=True)

    def beside(self, before, after):
        """The step's picture is two files, side by side."""
        self._join(before, after, "4x0", "+append")

    def above(self, before, after):
        """The step's picture is two files, one above the other."""
        self._join(before, after, "0x4", "-append")

    def tiled(self, path):
        """A file with two rows of three tiles."""
        made = path.replace(".png", "-tiled.png")
        subprocess.run(["montage", *[path] * 6, "-tile", "3x2", "-geometry", "+0+0", made], check=True)
        return made

    def _join(self, before, after, gap, way):
        self._joined = self.path("joined")
        border = ["-bordercolor", "white", "-border", gap]
        subprocess.run(["convert", before, after, *border, way, self._joined], check=True)
