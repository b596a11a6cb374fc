"""Keeping what a library logs off the terminal: our own errors say what to do."""

from __future__ import annotations

import logging


def silence(logger_name: str) -> None:
    """Give a library's logger a place for its complaints, once, however often it is asked for."""
    logger = logging.getLogger(logger_name)
    if not any(isinstance(handler, logging.NullHandler) for handler in logger.handlers):
        logger.addHandler(logging.NullHandler())
