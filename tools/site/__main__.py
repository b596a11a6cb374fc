"""``python -m tools.site build FOLDER``, ``python -m tools.site check FOLDER``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from inlay_setup import console


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; 1 if a page is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tools.site", description="Make the site, and check it.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    build = verbs.add_parser("build", help="make the pages; a warning is an error")
    build.add_argument("folder", type=Path, help="where the pages go; earlier ones are replaced")
    build.add_argument("--no-notebooks", action="store_true", help="show notebooks without running them")
    check = verbs.add_parser("check", help="look for what is wrong: links, form, spelling; accessibility in Chromium")
    check.add_argument("folder", type=Path, help="the pages")
    check.add_argument("--no-browser", action="store_true", help="leave Chromium out")
    check.add_argument("--screenshots", type=Path, metavar="FOLDER", help="take a picture of each page at two widths")
    options = parser.parse_args(arguments)
    if options.verb == "build":
        return console.outcome(lambda: _build(options.folder, not options.no_notebooks))
    return console.outcome(lambda: _check(options.folder, not options.no_browser, options.screenshots))


# Who makes pages needs nothing of what checks them, and the other way round.


def _build(folder: Path, with_notebooks: bool) -> int:
    from tools.site import building

    return building.build(folder, with_notebooks)


def _check(folder: Path, with_browser: bool, screenshots: Path | None) -> int:
    from tools.site import checking

    site, found = checking.site_in(folder), 0
    for fault in checking.faults(site, folder, with_browser):
        found += 1
        print(fault, flush=True)
    if screenshots:
        from tools.site import browser

        browser.photograph(list(site.values()), screenshots)
    print(f"{len(site)} pages, {found or 'no'} faults")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
