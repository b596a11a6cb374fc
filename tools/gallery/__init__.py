"""Pictures to judge operations by, made from photographs, for the gallery, the demo and the documents.

`scenes` says what is taken from which photograph, `drawing` writes the files that go in, `running` calls the command
line on them. Of these `sheets` makes before, after and the alternatives of every operation, put side by side by
`layout`, and `pairs` one before and after: the demo's, and the front page's in `showcase`.
``python -m tools.gallery`` makes all sheets.

Needs Inlay's environment.
"""
