"""Ways to estimate alpha: each module declares one as ``ESTIMATOR`` and is found by itself."""
