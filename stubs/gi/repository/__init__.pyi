"""What Inlay uses of the interfaces that GObject introspection gives to Python."""
