"""The menu Cut Out: alpha, and colours without the old background."""
