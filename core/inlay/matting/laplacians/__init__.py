"""Matting Laplacians: each module builds the sparse matrix of one paper."""
