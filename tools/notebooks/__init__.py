"""The lesson's chapters as notebooks: pages of text and code in the form that MyST and Jupytext read.

`chapters` reads the pages of `docs/lesson`, `running` runs their cells, `writing` makes notebooks of them.
``python -m tools.notebooks FOLDER`` writes them all, with what their cells print and draw.

Needs Inlay's environment and matplotlib.
"""
