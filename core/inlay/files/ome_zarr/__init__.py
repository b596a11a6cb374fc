"""OME-Zarr: a folder of chunks, for pictures of any size; versions 0.4 and 0.5 are read, 0.4 is written."""
