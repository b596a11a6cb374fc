"""Shared sampling of Gastal and Oliveira 2010, a module a step, which the estimator of that name joins."""
