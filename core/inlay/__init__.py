"""Gradient-domain blending and alpha matting on arrays, in files and inside image editors.

Every operation is a function of this package under its own name (``inlay.seamless_clone``). Importing the package
loads nothing else: a function's module is imported when the function is first named.
"""

from typing import Any

__version__ = "0.1.0"

PACKAGES = (
    "batch",
    "colour",
    "errors",
    "files",
    "filters",
    "graph_cut",
    "harmonisation",
    "inpainting",
    "matting",
    "mosaic",
    "networks",
    "operations",
    "poisson",
    "segmentation",
    "subject",
)


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "__all__":
        return _public()
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
    return sorted({*globals(), *_public()} - {"Any"})


def _public() -> list[str]:
    """The packages, and every operation that works on arrays."""
    from inlay.operations import registry

    on_arrays = [each.id.replace("-", "_") for each in registry.operations() if hasattr(each, "array_function")]
    return sorted({*PACKAGES, *on_arrays})
