"""What matting costs and how good it is: ``python -m tests.benchmarks.matting [megapixels ...] [--threads n]``.

The first table has a row for each estimator, and for those of `tests.benchmarks.peers` that are the same: seconds of
CPU on one core for one picture of 0.3 megapixels, the peak of memory beyond input and output in MB, the sum of absolute
differences (thousands) of the lemur on a sunset, and the means over all scenes with exact alpha of that sum, of the
mean squared error (thousandths) and of the gradient error. The second table has the same for the colours, given the
exact alpha: the error of the foreground (thousandths of white squared, weighted by alpha), and by how many levels the
lemur's colours miss its picture, on average and at the 99th percentile. The third has the lemur in other sizes: alpha
by closed form, its colours, the default estimator and previews; seconds of CPU, and of the clock with more threads.
Every row is measured in a process of its own, after a small picture that compiles everything. Between the first two
tables stands what all estimators make of seven strokes on drawn scenes.

``--tables growth`` prints what grows with the size: time and memory of each unknown pixel, and iterations.

Without ``INLAY_TEST_PICTURES`` the scenes are drawn, and there is no third table. Targets for 12 megapixels: closed
form 1.7 s of CPU, on two threads 1.1 s of the clock, and 250 MB; colours 0.4 s; quarter preview 0.2 s; the default
estimator 1.3 times closed form's time and memory; iterations that do not grow.
"""

from __future__ import annotations

import argparse

from tests.benchmarks.matting.scenes import pictures
from tests.benchmarks.matting.sizes import GROWING, LARGEST_PEER, SIZES, print_growth, print_sizes
from tests.benchmarks.matting.tables import print_alphas, print_colours, print_strokes

TABLES = ["alpha", "strokes", "colours", "sizes", "growth"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("megapixels", nargs="*", type=float, help=f"sizes of the third table; {SIZES} if not given")
    parser.add_argument("--methods", nargs="*", default=[], help="estimators of the first table; all if not given")
    parser.add_argument("--tables", nargs="*", choices=TABLES, default=TABLES[:-1], help="all but growth if not given")
    parser.add_argument("--crops", type=int, default=1, help="backgrounds from each photograph, 1 to 3")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--peers", action="store_true", help=f"PyMatting above {LARGEST_PEER} megapixels too")
    parser.add_argument(
        "--composite", action="store_true", help="the enlarged lemur over a photograph in the third table"
    )
    arguments = parser.parse_args()
    if "alpha" in arguments.tables:
        print_alphas(arguments.methods, arguments.crops)
    if "strokes" in arguments.tables:
        print_strokes(arguments.methods)
    if "colours" in arguments.tables:
        print_colours(arguments.crops)
    if "growth" in arguments.tables and pictures() is not None:
        print_growth(arguments.megapixels or list(GROWING), arguments.peers)
    if "sizes" in arguments.tables and pictures() is not None:
        print_sizes(arguments.megapixels or list(SIZES), arguments.threads, arguments.peers, arguments.composite)


if __name__ == "__main__":
    main()
