"""Corrections with jumps: what the pieces of a mosaic lack so that no seam shows, on a composite grid."""
