"""What an artist asks for: one module per menu entry, each declared once."""
