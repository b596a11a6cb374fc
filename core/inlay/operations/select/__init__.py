"""The menu Select: from pixels to selections, masks and outlines."""
