"""Loggers of libraries."""

import logging

from inlay.files import quiet


def test_a_logger_is_silenced_once(capsys):
    for _ in range(3):
        quiet.silence("a.noisy.library")
    logger = logging.getLogger("a.noisy.library")
    assert len(logger.handlers) == 1
    logger.propagate = False
    logger.error("complaint")
    assert capsys.readouterr().err == ""
