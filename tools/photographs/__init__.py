"""Photographs with a licence to use, on which defaults are chosen, results are judged and networks are trained.

They are those of some Debian packages, which ``python -m tools.photographs`` brings into a cache from this system's own
apt sources, those that the wheel of scikit-image carries, and those of the folder that ``INLAY_TEST_PICTURES`` names.
``photographs.csv`` lists them all with origin, licence and purpose. Each serves one purpose only: what is judged was
never looked at to choose a default, nor learnt from.

>>> from tools.photographs.collection import names, photograph                                  # doctest: +SKIP
>>> pictures = [photograph(name, largest=600) for name in names("choosing")]                    # doctest: +SKIP
"""
