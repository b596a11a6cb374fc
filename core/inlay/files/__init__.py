"""The embedded host: picture files, layered files, and the command line."""
