"""Runs inside GIMP: does with the pictures of some dialogs what an artist does."""

import json
import os
import random
import subprocess
import time

import screen
import toolbox
from gi.repository import Gimp

from workspace import SNOW, Workspace

WIDTH, HEIGHT = 1500, 1000


class Large(Workspace):
    """The same for a larger canvas, with a border of snow."""

    size = (WIDTH, HEIGHT)

    def __init__(self, title):
        super().__init__(title)
        _note(f"menu to picture, {title}", self.chosen, self.seen)
        time.sleep(2)


def check_driving():
    image = toolbox.new_image(WIDTH, HEIGHT)
    toolbox.new_layer(image, "Snow", WIDTH, HEIGHT, colour=(*SNOW, 255))
    noise = random.Random(1).randbytes(4 * 1000 * 700)
    toolbox.new_layer(image, "Fox", 1000, 700, (200, 150), pixels=bytes(each | 0xC0 for each in noise))
    image.select_ellipse(Gimp.ChannelOps.REPLACE, 400, 250, 500, 400)
    Gimp.Selection.feather(image, 9)
    image.clean_all()
    display = Gimp.Display.new(image)
    Gimp.displays_flush()
    subprocess.run(["xdotool", "windowsize", "--sync", screen.window("GIMP$"), "1300", "850"], check=False, timeout=5)
    time.sleep(1)
    with Large("Seamless Clone") as work:
        work.drag((600, 400), (800, 500), (500, 300), (700, 450))
        time.sleep(1)
    with Large("Cut Out Selection") as work:
        work.drag((450, 300), (800, 300), (800, 500), (450, 500))
        time.sleep(1)
    with Large("Rotate Colours") as work:
        work.hover(600, 400)
        for button in "4" * 8 + "5" * 8:
            subprocess.run(["xdotool", "click", button, "sleep", "0.15"], check=True)
        work.drag((600, 400), (800, 500), (500, 300), (700, 450), button=2)
        screen.press("0")
        time.sleep(0.5)
        for _ in range(12):
            screen.press("f")
            time.sleep(0.3)
        screen.press("s")
        time.sleep(0.5)
        work.drag((750, 400), (900, 400), (500, 300), (700, 450))
        screen.press("alt+n")
        for angle in range(20, 200, 12):
            subprocess.run(["xdotool", "key", "ctrl+a", "type", f"{angle}"], check=True)
            subprocess.run(["xdotool", "key", "Up", "sleep", "0.3"], check=True)
    display.delete()


def _note(kind, began, ended=None):
    with open(os.path.join(toolbox.FOLDER, "times"), "a", encoding="utf-8") as file:
        file.write(json.dumps([kind, 1e3 * ((ended or time.monotonic()) - began)]) + "\n")
