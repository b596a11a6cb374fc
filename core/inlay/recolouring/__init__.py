"""A thing in another colour: which colour it has, and what becomes of it; on arrays of colours."""
