"""The tests solve as a process does that has been at work for a while: by the kernels, however small the picture."""

import inlay.arrays.kernels  # noqa: F401
