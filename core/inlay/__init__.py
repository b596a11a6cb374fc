"""Gradient-domain blending and alpha matting on arrays, in files and inside image editors.

Every operation is a function of this package under its own name (``inlay.seamless_clone``). Importing the package
loads nothing else: a function's module is imported when the function is first named.
"""

__version__ = "0.1.0"

_SUBPACKAGES = (
    "colour",
    "errors",
    "files",
    "filters",
    "graph_cut",
    "harmonisation",
    "inpainting",
    "matting",
    "mosaic",
    "operations",
    "poisson",
    "segmentation",
)


def __getattr__(name):
    from importlib import import_module

    if name in _SUBPACKAGES:
        return import_module(f"{__name__}.{name}")
    if not name.startswith("_"):
        from inlay.operations import registry

        operation = registry.find(name.replace("_", "-"))
        if operation is not None:
            return operation.array_function
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    from inlay.operations import registry

    names = [operation.id.replace("-", "_") for operation in registry.operations()]
    return sorted([*globals(), *_SUBPACKAGES, *names])
