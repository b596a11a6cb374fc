"""How the numeric kernels are compiled: one place for the options of numba.

Only modules that hold kernels import this one, so that everything else works on a machine without numba.
"""

from __future__ import annotations

import numba

#: Compiles a function on its first call and keeps the machine code beside the module, in ``__pycache__``. Kernels
#: release the interpreter lock, so that strips of rows run on several threads.
kernel = numba.njit(nogil=True, fastmath=True, error_model="numpy", cache=True)
