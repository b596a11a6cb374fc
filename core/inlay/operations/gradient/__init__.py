"""The menu Gradient: edits of a picture's gradients."""
