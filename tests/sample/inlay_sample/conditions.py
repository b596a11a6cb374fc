"""What an operation needs besides pictures, and what is missing everywhere."""

from typing import NoReturn

from inlay.errors import ModelError
from inlay.operations.found import Found


def refuse(*job: object) -> NoReturn:
    """Nobody has an oracle."""
    raise ModelError("There is no oracle on this machine.", "Ask somebody else.")


ORACLE = Found(find=refuse, by=lambda job: None, demand=refuse)
