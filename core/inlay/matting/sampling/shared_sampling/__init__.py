"""Shared sampling of Gastal and Oliveira 2010, step by step; `inlay.matting.estimators.shared_sampling` joins them."""
