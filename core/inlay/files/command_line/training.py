"""The command `inlay train`: networks that learn from the user's own pictures."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from inlay.contract.language import _, joined, ngettext, told
from inlay.errors import ModelError
from inlay.files.command_line.options import Parser, common_options
from inlay.files.command_line.progress_bar import progress
from inlay.files.learning.course import Course, Source
from inlay.harmonisation.network.settings import ARCHITECTURES, DIFFERENCES, Settings
from inlay.system import streams

#: What training needs and may be missing.
_PACKAGES = ("torch", "onnx", "onnxruntime")
_DESCRIPTION = _(
    "Train the network of `inlay run harmonise --model network` on composites whose true colours are known: parts of "
    "photographs in another light, or at another hour. It writes an ONNX file, which `inlay models add` takes, and "
    "beside it what is known of it (.json), a checkpoint (.checkpoint), and its losses (.losses.png, .losses.csv)."
)


def run(arguments: Sequence[str]) -> None:
    """Do what the command line asks.

    Raises
    ------
    InlayError
        If that does not work.
    """
    found = _parser().parse_args(list(arguments))
    _demand_packages()
    course = Course(_source(found), found.output, _settings(found), found.resume, found.title, found.licence)
    with progress(_("Training"), not (found.quiet or found.json)) as show:
        written = course.run(lambda share, words: show(share, words))
    if found.json:
        print(json.dumps({"outputs": [str(path) for path in written]}))
    elif not found.quiet:
        for path in written:
            print(path)


def _parser() -> Parser:
    parser = Parser(prog="inlay train", description=_("Train a network on pictures of your own."))
    kinds = parser.add_subparsers(dest="network", metavar="NETWORK", required=True, parser_class=Parser)
    words = _("the network that gives a paste the colours of its scene")
    blending = kinds.add_parser(
        "blending-network", help=words, description=_DESCRIPTION, parents=[common_options()], allow_abbrev=False
    )
    pictures = blending.add_argument_group(_("what it learns from")).add_mutually_exclusive_group(required=True)
    pictures.add_argument(
        "--pictures", metavar="FOLDER", type=Path, help=_("photographs of any kind, also in folders within")
    )
    pictures.add_argument(
        "--transient-attributes",
        metavar="FOLDER",
        type=Path,
        help=_(
            "the pictures of the data set Transient Attributes, or others in which every folder holds what one "
            "camera saw at several hours"
        ),
    )
    blending.add_argument("--output", metavar="FILE.onnx", type=streams.named, required=True, help=_("the network"))
    blending.add_argument("--title", metavar="TEXT", default="", help=_("what a menu shows, for its sidecar"))
    blending.add_argument(
        "--licence", metavar="TEXT", default="", help=_("under which the network is, for its sidecar")
    )
    blending.add_argument("--resume", action="store_true", help=_("go on from the checkpoint beside --output"))
    _add_settings(blending.add_argument_group(_("the training")))
    return parser


def _add_settings(group: Any) -> None:
    usual = Settings()
    group.add_argument(
        "--architecture",
        choices=ARCHITECTURES,
        default=usual.architecture,
        help=_(
            "encoder-decoder, that of Wu, Zheng, Zhang and Huang 2019; generator, that of their unsupervised mode, "
            "which learns what pictures look like; or correction, which is smaller and needs fewer photographs"
        ),
    )
    group.add_argument(
        "--difference",
        choices=DIFFERENCES,
        default=usual.difference,
        help=_("what counts as far from the truth; perceptual is what the critic sees, on top of l2"),
    )

    def number(name: str, least: float, most: float, default: float, help: str) -> None:
        metavar = "N" if isinstance(default, int) else "NUMBER"
        words = _("{help}; {default} without it", help=help, default=default)
        group.add_argument(
            f"--{name}", metavar=metavar, type=_between(least, most, type(default)), default=default, help=words
        )

    number("epochs", 1, 100_000, usual.epochs, _("how often every example is seen"))
    number("examples", 1, 1_000_000, usual.examples, _("how many composites are made"))
    number("batch", 2, 4096, usual.batch, _("examples a step"))
    number("width", 4, 512, usual.width, _("channels of the first convolution"))
    number("bottleneck", 4, 16_384, usual.bottleneck, _("channels between encoder and decoder"))
    number("adversarial", 0.0, 1.0, usual.adversarial, _("the critic's share of the loss; 0 for no critic"))
    number("critic-steps", 1, 100, usual.critic_steps, _("how often the critic learns in a step"))
    number("seed", 0, 2**31 - 1, usual.seed, _("the same gives the same losses"))


def _between(least: float, most: float, kind: type) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value: float = kind(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            whole = _("“{text}” is no whole number from {least} to {most}", text=text, least=least, most=most)
            other = _("“{text}” is no number from {least} to {most}", text=text, least=least, most=most)
            raise argparse.ArgumentTypeError(told(whole if kind is int else other))
        return value

    return read


def _source(found: argparse.Namespace) -> Source:
    if found.pictures is not None:
        return Source(found.pictures, is_of_cameras=False)
    return Source(found.transient_attributes, is_of_cameras=True)


def _settings(found: argparse.Namespace) -> Settings:
    named = {field.name: getattr(found, field.name) for field in fields(Settings) if field.name in found}
    return Settings(**named)


def _demand_packages() -> None:
    """
    Raises
    ------
    ModelError
        If what trains networks is not installed.
    """
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise ModelError(
            ngettext(
                "Networks are trained by PyTorch, and {missing} is not installed.",
                "Networks are trained by PyTorch, and {missing} are not installed.",
                len(missing),
                missing=joined(_(" and "), missing),
            ),
            _("Install inlay[train]: `python3 -m pip install '.[train]'` in a clone of the repository."),
        )
