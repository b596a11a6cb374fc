"""What the pages of help show of every operation, a module a menu."""

from __future__ import annotations

from tools.gallery.examples import blend, colour_and_light, combine, cut_out, more, retouch, select, trace
from tools.gallery.examples.example import Example

EXAMPLES: tuple[Example, ...] = tuple(
    example
    for menu in (cut_out, blend, retouch, colour_and_light, combine, select, trace, more)
    for example in menu.EXAMPLES
)
