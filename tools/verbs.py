"""The verbs of install.py, each beside its arguments."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from inlay.contract import help_texts
from inlay.contract.language import _
from inlay_setup import bundle as bundles
from inlay_setup import console, doctor, editors, install, pins, repository, uninstall
from inlay_setup.environment import Environment
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations, locate, of_root
from inlay_setup.repository import Repository
from tools import bundle, debian, demo, manifests, publishing, targets, testing

DESCRIPTION = _("Install Inlay into every GIMP 3 and Krita of yours; run it again to update.")


def main(arguments: Sequence[str], folder: Path) -> int:
    """Do what the command line asks; `folder` is the clone. Returns an exit code."""
    own, pytest = _split(arguments)
    options = _parser().parse_args(own, argparse.Namespace(prefix=None, dry_run=False))
    options.pytest = pytest
    return console.outcome(lambda: options.do(options, folder))


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Inlay's own arguments, and what follows ``--``."""
    words = list(arguments)
    end = words.index("--") if "--" in words else len(words)
    return words[:end], words[end + 1 :]


def _parser() -> argparse.ArgumentParser:
    common = help_texts.Parser(add_help=False)
    common.add_argument(
        "--prefix", metavar="FOLDER", default=argparse.SUPPRESS, help=_("keep Inlay's own files in this folder")
    )
    common.add_argument(
        "--dry-run", action="store_true", default=argparse.SUPPRESS, help=_("say what would be done and change nothing")
    )
    parser = help_texts.Parser(prog="install.py", description=DESCRIPTION, parents=[common])
    _add_install(parser)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", help=_("what to do instead of installing:"))
    for add in (
        _add_demo,
        _add_gallery,
        _add_site,
        _add_test,
        _add_bundle,
        _add_doctor,
        _add_uninstall,
        _add_manifest,
    ):
        add(verbs, common)
    return parser


def _clone(
    options: argparse.Namespace, folder: Path, variables: Mapping[str, str] = os.environ
) -> tuple[Repository, Locations]:
    """The clone and the places that a verb works on.

    Raises
    ------
    InstallationError
        If the folder is no whole clone, or a bundle's.
    """
    found = repository.clone(folder), locate(options.prefix, variables)
    if options.verb and bundles.of(folder):
        raise InstallationError(
            _("A bundle only installs, examines and removes; it cannot {verb}.", verb=options.verb),
            _("Clone the repository for more."),
        )
    return found


def _add_extras(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument(
        "--with",
        dest="extras",
        action="append",
        choices=pins.EXTRAS,
        help=what,
    )


def _add_install(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        action="append",
        choices=editors.KINDS,
        help=_("install into this kind of editor only (may be repeated)"),
    )
    _add_extras(
        parser,
        _(
            "install this, too, and keep it up to date: networks that find subjects or estimate alpha, or batches of "
            "many files (may be repeated)"
        ),
    )
    parser.add_argument("--repair", action="store_true", help=_("make everything anew, whatever is there"))
    parser.set_defaults(do=_install)


def _install(options: argparse.Namespace, folder: Path) -> int:
    clone, locations = _clone(options, folder)
    return install.install(clone, locations, options.host or (), options.dry_run, options.repair, options.extras or ())


def _add_demo(verbs: Any, common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("demo", parents=[common], help=_("see what Inlay does, without touching an editor"))
    verb.set_defaults(do=_demo)


def _demo(options: argparse.Namespace, folder: Path) -> int:
    return demo.demo(*_clone(options, folder), options.dry_run)


def _add_gallery(verbs: Any, common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("gallery", parents=[common], help=_("make sheets to judge every operation by eye"))
    verb.add_argument(
        "--pictures", metavar="FOLDER", help=_("photographs (default: $INLAY_TEST_PICTURES, else those of the demo)")
    )
    verb.add_argument("--folder", metavar="FOLDER", help=_("where the sheets go"))
    verb.add_argument("operations", nargs="*", metavar="OPERATION", help=_("only these; all without any"))
    verb.set_defaults(do=_gallery)


def _gallery(options: argparse.Namespace, folder: Path) -> int:
    clone, locations = _clone(options, folder)
    return demo.gallery(clone, locations, options.pictures, options.folder, options.operations, options.dry_run)


def _add_site(verbs: Any, common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("site", parents=[common], help=_("make the pages that tell of Inlay, to read in a browser"))
    verb.add_argument("--folder", metavar="FOLDER", help=_("where the pages go; what is there is replaced"))
    verb.add_argument("--check", action="store_true", help=_("look for what is wrong with them, in Chromium as well"))
    verb.set_defaults(do=_site)


def _site(options: argparse.Namespace, folder: Path) -> int:
    return publishing.site(*_clone(options, folder), options.folder, options.check, options.dry_run)


def _add_test(verbs: Any, common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser(
        "test",
        parents=[common],
        help=_("run every test, the real editors included"),
        epilog=_("What follows -- goes to pytest."),
    )
    verb.add_argument("--no-hosts", action="store_true", help=_("leave the real editors out"))
    verb.add_argument(
        "--require-hosts",
        action="store_true",
        help=_("fail if a test of the real editors did not run, or if one misses its photographs"),
    )
    verb.add_argument(
        "--also",
        choices=(debian.NEWER,),
        default="",
        help=_("drive the newer editors of Debian testing as well, in a root of their own"),
    )
    verb.set_defaults(do=_test)


def _test(options: argparse.Namespace, folder: Path) -> int:
    return testing.test(
        *_clone(options, folder, of_root()),
        hosts=not options.no_hosts,
        require_hosts=options.require_hosts,
        dry_run=options.dry_run,
        arguments=options.pytest,
        also=options.also,
    )


def _add_bundle(verbs: Any, common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser(
        "bundle", parents=[common], help=_("make a folder or zip with all wheels, which installs without a network")
    )
    verb.add_argument(
        "--platform",
        choices=targets.SYSTEMS,
        metavar="NAME",
        help=_("for {names} (default: this)", names=", ".join(targets.SYSTEMS)),
    )
    verb.add_argument(
        "--python",
        dest="pythons",
        action="append",
        choices=targets.PYTHONS,
        metavar="VERSION",
        help=_("for {names} (default: the one found here; may be repeated)", names=", ".join(targets.PYTHONS)),
    )
    _add_extras(
        verb,
        _(
            "bring what this needs, too: networks that find subjects or estimate alpha, or batches of many files "
            "(may be repeated)"
        ),
    )
    verb.add_argument("place", metavar="PLACE", help=_("a new folder, or a new file that ends in .zip"))
    verb.set_defaults(do=_bundle)


def _bundle(options: argparse.Namespace, folder: Path) -> int:
    return bundle.make(
        *_clone(options, folder),
        options.place,
        system=options.platform,
        pythons=options.pythons or (),
        extras=options.extras or (),
        dry_run=options.dry_run,
    )


def _add_doctor(verbs: Any, common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("doctor", parents=[common], help=_("say what is installed where, and try it"))
    verb.add_argument("--json", action="store_true", help=_("for programs"))
    verb.set_defaults(do=_doctor)


def _doctor(options: argparse.Namespace, folder: Path) -> int:
    return doctor.main([*_prefix(options), *(["--json"] if options.json else [])])


def _add_uninstall(verbs: Any, common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("uninstall", parents=[common], help=_("remove everything and restore what was changed"))
    verb.set_defaults(do=_uninstall)


def _uninstall(options: argparse.Namespace, folder: Path) -> int:
    return uninstall.main([*_prefix(options), *(["--dry-run"] if options.dry_run else [])])


def _prefix(options: argparse.Namespace) -> list[str]:
    return ["--prefix", options.prefix] if options.prefix else []


def _add_manifest(verbs: Any, common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("manifest", parents=[common], help=_("write the files in manifests/ anew (for developers)"))
    verb.set_defaults(do=_manifest)


def _manifest(options: argparse.Namespace, folder: Path) -> int:
    clone, locations = _clone(options, folder)
    return manifests.manifest(clone, Environment(locations.environment, locations.platform))
