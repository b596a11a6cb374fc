"""What worker, files and adapters agree on.

Standard library and Python 3.9 alone: the installer copies this folder beside the adapters, which run in the editors'
own Python, where it is the package ``contract``. Modules import one another by relative names.
"""
