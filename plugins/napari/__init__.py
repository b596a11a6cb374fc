"""Inlay in napari: every operation on image layers, with regions from labels and shapes."""
