"""Inlay in Krita: gradient-domain blending and alpha matting.

Other scripts call ``inlay.run("seamless-clone", document, node)``; see `scripting.run`.
"""

from krita import Krita

from .extension import InlayExtension
from .scripting import run

__all__ = ["run"]

Krita.instance().addExtension(InlayExtension(Krita.instance()))
