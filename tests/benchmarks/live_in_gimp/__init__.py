"""How soon the picture in GIMP's dialog follows the artist."""
