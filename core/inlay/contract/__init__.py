"""What worker, files and adapters agree on.

Standard library and Python 3.9 alone: the installer copies this folder beside the adapters, which run in the editors'
own Python, where the package is called `inlay` too. Modules import one another by relative names.
"""
