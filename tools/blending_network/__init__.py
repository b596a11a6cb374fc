"""The blending network of Inlay's own: trained on the photographs that `tools.photographs` lists for that, and judged
on others.
"""
