"""Photographs with a foreground drawn into them, whose alpha is therefore known exactly: for measuring, and learning.

Every composite shows one of the kinds of `KINDS`, and comes with a narrow trimap, as a careful person would paint it,
and a wide one, as a careless person would. The same seed gives the same pixels, as long as there are the same
photographs: those of scikit-image, and those of the folder that ``INLAY_TEST_PICTURES`` names, where it is set.

>>> from tools.composites import cases                                                          # doctest: +SKIP
>>> for case in cases(kinds=["hair"], every=2, cache=Path("/tmp/composites")):                  # doctest: +SKIP
...     alpha = inlay.matting.estimate_alpha(case.image, case.trimap).alpha
...     print(case.name, case.width, np.abs(alpha - case.alpha)[case.unknown].sum() / 1000)

Parameters that are chosen on this set should be checked on seeds that were not looked at: ``cases(first=100)``.
``python -m tools.composites FOLDER`` writes sheets of it to look at.
"""

from tools.composites.collection import COUNT, KINDS, Case, cases

__all__ = ["COUNT", "KINDS", "Case", "cases"]
