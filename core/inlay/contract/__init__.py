"""What worker, files and adapters agree on: boxes, planes, jobs, outcomes, limits, the protocol.

The standard library alone, in the syntax of Python 3.9: the installer copies this package beside every adapter.
"""
