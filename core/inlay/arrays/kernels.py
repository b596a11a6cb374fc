"""How the numeric kernels are compiled: one place for the options of numba.

Only modules that hold kernels import this one, so that everything else works on a machine without numba.
"""

from __future__ import annotations

import numba

#: Compiles a function on its first call and keeps the machine code beside the module, in ``__pycache__``. Kernels
#: release the interpreter lock, so that strips of rows run on several threads. Sums are never taken in another order
#: than written: the residual owes its accuracy to the order of its differences.
kernel = numba.njit(nogil=True, fastmath={"nnan", "ninf", "nsz", "arcp", "contract"}, error_model="numpy", cache=True)
