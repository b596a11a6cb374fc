"""Colour models: which colours a pasted piece should have in a scene, at low resolution. One module a model."""
