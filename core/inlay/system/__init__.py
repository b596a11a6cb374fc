"""What Inlay asks of the operating system: memory, files that arrive whole, standard streams, signals; its refusals."""
