"""What matting costs and how good it is."""
