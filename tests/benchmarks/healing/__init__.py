"""How well holes in photographs are filled, and what healing costs, ours and others'."""
