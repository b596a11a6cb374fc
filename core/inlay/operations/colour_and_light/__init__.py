"""The menu Colour and Light: other colours, other light, by gradients."""
