"""The menu Combine: several pictures, or fields of gradients, as one."""
