"""What the files of a command line are to an operation: layers, selections, masks, trimaps, and where they lie."""
