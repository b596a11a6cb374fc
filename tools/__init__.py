"""What a clone of the repository does beside installing: pictures to look at, tests, manifests. Not in the wheel.

The modules of this room are the verbs of install.py; they run on Python 3.9 with the standard library and
`inlay_setup`. What needs Inlay itself says so, or is `tools.gallery`, and runs in an environment that they make.
`tools.composites` makes pictures whose alpha is known, for benchmarks and for learning; it needs scikit-image.
"""
