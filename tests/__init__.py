"""The tests. A package in its own right: packages that are installed may bring one of this name."""
