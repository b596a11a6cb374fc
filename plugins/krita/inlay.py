"""Inlay in Krita: gradient-domain blending and alpha matting. Krita imports this as the package ``inlay``.

Other scripts call ``inlay.run("seamless-clone", document, node)``; see `scripting.run`.
"""

from inlay.contract import language
from krita import Krita

from .krita import tongue  # type: ignore[import-not-found]
from .krita.extension import InlayExtension  # type: ignore[import-not-found]
from .krita.scripting import run  # type: ignore[import-not-found]

__all__ = ["run"]

language.speak(tongue.languages())
Krita.instance().addExtension(InlayExtension(Krita.instance()))
