"""A module a kind of foreground: each has ``draw(studio)``, which gives a `Layer`."""
