"""Operations on many picture files at once, by Dask: planned, resumed by a manifest, written whole or not at all.

>>> import inlay.batch
>>> plan = inlay.batch.plan("gaussian-blur", source="photos/*.jpg", output="soft/{stem}.png", radius=2)

``inlay.batch.run(plan)`` carries it out on this machine, or with ``scheduler="tcp://..."`` on others, and gives an
`Outcome` for each picture; ``inlay.batch.delayed(plan)`` gives tasks of Dask instead. The command ``inlay batch`` does
the same. Names are imported when they are first used.
"""

from inlay.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
