"""Several overlapping pictures become one: exposure, seams, and the gradients of what shows."""
