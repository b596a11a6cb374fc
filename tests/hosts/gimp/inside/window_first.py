"""In the window of a GIMP with the plug-in alone: Inlay is set up, not now or at once, and works without a restart."""

import time

import screen
import toolbox
from inlay.bridge import first_start

TITLE = f"^{first_start.TITLE}$"
#: A busy machine looks a whole environment through, and lists its operations.
PATIENCE = 450


def check_not_now_changes_nothing():
    image, _, fox, display = screen.scene()
    before = screen.state(image)
    screen.choose("seamless clone")
    screen.window(TITLE)
    time.sleep(0.5)
    screen.photograph("first-start")
    screen.press("Escape")
    screen.until(lambda: not screen.is_open(TITLE), "the window does not close")
    assert screen.state(image) == before and first_start.is_needed()
    refused = toolbox.call("seamless-clone", image, [fox])
    assert not refused.success and "not installed yet" in refused.message, refused
    display.delete()


def check_it_is_set_up_and_works():
    image, _, _, display = screen.scene()
    screen.choose("seamless clone")
    screen.window(TITLE)
    screen.press("Return")
    time.sleep(1.5)
    screen.photograph("setting-up")
    screen.window("^Seamless Clone$", PATIENCE)
    time.sleep(0.5)
    screen.photograph("set-up")
    assert not first_start.is_needed()
    screen.press("alt+o")
    screen.arrived(image, 3, seconds=PATIENCE)
    toolbox.wait_for_the_kept_worker()
    display.delete()
