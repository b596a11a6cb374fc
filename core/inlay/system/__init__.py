"""What Inlay asks of the operating system: files that arrive whole, standard streams, signals, and its refusals."""
