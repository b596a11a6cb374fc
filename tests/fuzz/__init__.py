"""Attacks with damaged input: every reader, the whole command line, and the worker's protocol.

``python -m tests.fuzz tiff 5000`` tries five thousand mutations of the target's seeds and prints a table of what became
of them; ``python -m tests.fuzz --list`` names the targets. Every trial is determined by the target, the seed number
and its index, so that one can be had again: ``python -m tests.fuzz tiff --only 1234 --keep FOLDER``.

===============  ====================================================================================
`mutations`      changes of bytes, and of the pieces of which a format is made
`formats`        how a format is cut into pieces and joined again, with lengths and checksums mended
`seeds`          well-formed, odd and hostile inputs, all made here; `found` holds what earlier runs found
`readers`        reading a file, looking at each layer, writing it again
`command_lines`  words that may or may not make sense, run in a folder of small pictures
`protocol`       messages to a real worker
`targets`        all of these by name
`trial`          one trial in a process of its own, watched for time and memory
`campaign`       many trials, the next one too where one ends its process
===============  ====================================================================================
"""
