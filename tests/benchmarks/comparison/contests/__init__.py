"""The contests, by name."""

from tests.benchmarks.comparison.contests.cloning import Cloning, MixedCloning
from tests.benchmarks.comparison.contests.filtering import Blur, DeepMedian, Median
from tests.benchmarks.comparison.contests.matting import ClosedForm, Colours
from tests.benchmarks.comparison.contests.screening import Screening
from tests.benchmarks.comparison.contests.segmenting import Walks

CONTESTS = {
    "clone": Cloning,
    "clone-stronger": MixedCloning,
    "screened": Screening,
    "closed-form": ClosedForm,
    "colours": Colours,
    "random-walks": Walks,
    "blur": Blur,
    "median": Median,
    "median-16-bit": DeepMedian,
}
