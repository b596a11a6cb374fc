"""The best line between two pictures: minimum cuts, and outlines around an object."""
