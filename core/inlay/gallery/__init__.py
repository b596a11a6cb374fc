"""Sheets to judge operations by eye: before, after and the alternatives side by side, made from photographs.

`scenes` says what is taken from which photograph, `sheets` which operations are shown on them, `drawing` writes the
files that go in, `running` calls the command line on them, and `layout` puts what comes out side by side.
``python -m inlay.gallery`` makes all of them.
"""
