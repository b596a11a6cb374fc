"""What an artist asks for: one module per menu entry, each declared once, in the room of its menu."""
