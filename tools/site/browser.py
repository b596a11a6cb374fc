"""Pages in a real browser, without a window: what axe finds, and how they look."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, sync_playwright

from inlay_setup.errors import InstallationError
from tools.site.pages import Page

#: Names of Chromium and of what is built on it; without one, the browser that Playwright fetches.
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
#: A telephone and a screen.
WIDTHS = (390, 1280)
HEIGHT = 900
#: The Web Content Accessibility Guidelines 2.2, levels A and AA.
GUIDELINES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
SETTINGS = {"runOnly": {"type": "tag", "values": GUIDELINES}, "resultTypes": ["violations"]}


def faults(pages: Sequence[Page]) -> Iterator[str]:
    """What axe finds in the pages, light and dark, on a telephone and on a screen."""
    axe = Axe()
    with _browser() as browser:
        for scheme in SCHEMES:
            for width in WIDTHS:
                with browser.new_page(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme) as tab:
                    for page in pages:
                        tab.goto(page.path.as_uri())
                        for found in axe.run(tab, options=SETTINGS).response["violations"]:
                            where = ", ".join(" ".join(node["target"]) for node in found["nodes"][:3])
                            yield f"{page.name}: {found['help']} ({found['id']}, {scheme}, {width} wide): {where}"
                        if tab.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                            yield f"{page.name}: wider than {width} pixels"


def photograph(pages: Sequence[Page], folder: Path) -> None:
    """Take a picture of each whole page at each width, light, and of the first page dark as well."""
    with _browser() as browser:
        for scheme in SCHEMES:
            for width in WIDTHS:
                with browser.new_page(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme) as tab:
                    for page in pages if scheme == "light" else [each for each in pages if each.name == "index.html"]:
                        tab.goto(page.path.as_uri())
                        name = f"{page.name.removesuffix('.html').replace('/', '-')}-{width}-{scheme}.png"
                        tab.screenshot(path=folder / name, full_page=True)


@contextmanager
def _browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    with sync_playwright() as playwright:
        try:
            # As root, as in a container, Chromium has no sandbox; the pages are our own files.
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        except Error as error:
            raise InstallationError(
                f"No browser could be started: {error.message.splitlines()[0]}",
                "Install Chromium (Debian: `apt install chromium`), or let Playwright fetch one: "
                "`python -m playwright install chromium`.",
            ) from error
        with browser:
            yield browser
