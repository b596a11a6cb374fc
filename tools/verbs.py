"""The verbs of install.py."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from inlay_setup import console, doctor, editors, install, pins, repository, uninstall
from inlay_setup.environment import Environment
from inlay_setup.locations import locate, of_root
from tools import debian, demo, manifests, testing

DESCRIPTION = "Install Inlay into every GIMP 3 and Krita of yours; run it again to update."


def main(arguments: Sequence[str], folder: Path) -> int:
    """Do what the command line asks; `folder` is the clone. Returns an exit code."""
    own, pytest = _split(arguments)
    options = _parser().parse_args(own, argparse.Namespace(prefix=None, dry_run=False))
    options.pytest = pytest
    return console.outcome(lambda: _dispatch(options, folder))


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Inlay's own arguments, and what follows ``--``."""
    words = list(arguments)
    end = words.index("--") if "--" in words else len(words)
    return words[:end], words[end + 1 :]


def _dispatch(options: argparse.Namespace, folder: Path) -> int:
    prefix = ["--prefix", options.prefix] if options.prefix else []
    if options.verb == "doctor":
        return doctor.main([*prefix, *(["--json"] if options.json else [])])
    if options.verb == "uninstall":
        return uninstall.main([*prefix, *(["--dry-run"] if options.dry_run else [])])
    clone, locations = (
        repository.clone(folder),
        locate(options.prefix, of_root() if options.verb == "test" else os.environ),
    )
    if options.verb == "demo":
        return demo.demo(clone, locations, options.dry_run)
    if options.verb == "gallery":
        return demo.gallery(clone, locations, options.pictures, options.folder, options.operations, options.dry_run)
    if options.verb == "test":
        return testing.test(
            clone,
            locations,
            hosts=not options.no_hosts,
            require_hosts=options.require_hosts,
            dry_run=options.dry_run,
            arguments=options.pytest,
            also=options.also,
        )
    if options.verb == "manifest":
        return manifests.manifest(clone, Environment(locations.environment, locations.platform))
    return install.install(clone, locations, options.host or (), options.dry_run, options.repair, options.extras or ())


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--prefix", metavar="FOLDER", default=argparse.SUPPRESS, help="keep Inlay's own files in this folder"
    )
    common.add_argument(
        "--dry-run", action="store_true", default=argparse.SUPPRESS, help="say what would be done and change nothing"
    )
    parser = argparse.ArgumentParser(prog="install.py", description=DESCRIPTION, parents=[common])
    parser.add_argument(
        "--host", action="append", choices=editors.KINDS, help="install into this kind of editor only (may be repeated)"
    )
    parser.add_argument(
        "--with",
        dest="extras",
        action="append",
        choices=pins.EXTRAS,
        help="install this, too, and keep it up to date: networks that find subjects or estimate alpha, or batches of "
        "many files (may be repeated)",
    )
    parser.add_argument("--repair", action="store_true", help="make everything anew, whatever is there")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", help="what to do instead of installing:")
    verbs.add_parser("demo", parents=[common], help="see what Inlay does, without touching an editor")
    gallery = verbs.add_parser("gallery", parents=[common], help="make sheets to judge every operation by eye")
    gallery.add_argument(
        "--pictures", metavar="FOLDER", help="photographs (default: $INLAY_TEST_PICTURES, else those of the demo)"
    )
    gallery.add_argument("--folder", metavar="FOLDER", help="where the sheets go")
    gallery.add_argument("operations", nargs="*", metavar="OPERATION", help="only these; all without any")
    test = verbs.add_parser(
        "test",
        parents=[common],
        help="run every test, the real editors included",
        epilog="What follows -- goes to pytest.",
    )
    test.add_argument("--no-hosts", action="store_true", help="leave the real editors out")
    test.add_argument(
        "--require-hosts",
        action="store_true",
        help="fail if a test of the real editors did not run, or if one misses its photographs",
    )
    test.add_argument(
        "--also",
        choices=(debian.NEWER,),
        default="",
        help="drive the newer editors of Debian testing as well, in a root of their own",
    )
    examine = verbs.add_parser("doctor", parents=[common], help="say what is installed where, and try it")
    examine.add_argument("--json", action="store_true", help="for programs")
    verbs.add_parser("uninstall", parents=[common], help="remove everything and restore what was changed")
    verbs.add_parser("manifest", parents=[common], help="write the files in manifests/ anew (for developers)")
    return parser
