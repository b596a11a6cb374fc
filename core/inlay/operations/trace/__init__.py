"""The menu Trace: outlines as paths and polygons."""
