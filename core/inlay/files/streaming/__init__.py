"""Operations on pictures that do not fit into memory: from a file to a file, strip by strip."""

from inlay.files.streaming.limits import limit_of
from inlay.files.streaming.running import run

__all__ = ["limit_of", "run"]
