"""Installing, examining and removing Inlay.

Runs on Python 3.9 with the standard library alone, from a clone as well as from the installed environment.
"""
