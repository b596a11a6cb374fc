"""Tutorials: real photographs, real editors, and a picture of every step.

The pages of ``docs/tutorials`` hold the words. For each there is a module of the same name in ``gimp`` or ``krita``,
which is run inside that editor: a function a step, each of which does what its paragraph says, by mouse and keyboard.
After each a picture is taken of the window, which the paragraph shows.

    python -m tools.photographs                               # once, for the photographs that Debian's packages hold
    python -m tools.tutorials.photographs docs/tutorials/photographs
    python -m tools.tutorials docs/tutorials/pictures         # all; or the names of some after the folder

They are made in the root of Debian 13 that ``python3 install.py test`` builds, or in the one that ``INLAY_TEST_ROOT``
names.
"""
