"""Matting Laplacians: a module builds that of a paper; the others hold what several of them are made of."""
