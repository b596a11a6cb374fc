"""Gradient-domain blending and alpha matting on arrays, in files and inside image editors.

Every operation is a function of this package under its own name (``inlay.seamless_clone``). Importing the package
loads nothing else: a function's module is imported when the function is first named.
"""

from typing import Any

__version__ = "0.1.0"

PACKAGES = (
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


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in PACKAGES:
        return import_module(f"{__name__}.{name}")
    if not name.startswith("_"):
        from inlay.operations import registry

        operation = registry.find(name.replace("_", "-"))
        if operation is not None:
            globals()[name] = operation.array_function
            return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    from inlay.operations import registry

    names = [operation.id.replace("-", "_") for operation in registry.operations()]
    return sorted({*globals(), *PACKAGES, *names} - {"Any"})
