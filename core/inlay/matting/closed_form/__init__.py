"""Closed-form matting on the unknown band: assembly, multigrid of local colour models, conjugate gradients."""
