"""The site: pages made of docs/, of the declarations and of the repository's documents, and what is checked of them.

``python -m tools.site build FOLDER`` and ``python -m tools.site check FOLDER``; ``install.py site`` does both in an
environment that has what they need.
"""
