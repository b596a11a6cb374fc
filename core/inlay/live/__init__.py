"""An operation seen while it is set: the same job made small, or only where it is looked at."""
