"""Networks that are known: how each wants its picture, recognised by the hash of its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Channels = tuple[float, float, float]

IMAGENET: tuple[Channels, Channels] = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
CENTRED: tuple[Channels, Channels] = ((0.5, 0.5, 0.5), (1.0, 1.0, 1.0))
SYMMETRIC: tuple[Channels, Channels] = ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
#: Of networks that are not known, by kind: those of matting go by ViTMatte, those that blend by GP-GAN.
USUAL = {"subject": IMAGENET, "matte": SYMMETRIC, "blending": SYMMETRIC}
#: The place of a network that is not known: behind those for any subject, before those for some.
UNKNOWN = 50


@dataclass(frozen=True, kw_only=True)
class Known:
    """A published network; the attributes are those of `inlay.networks.model.Model`.

    Attributes
    ----------
    stem : str
        What the names of its files begin with: another export of it has another hash.
    digests : tuple of str
        SHA-256 or MD5 of published files.
    size : int or None
        Height and width of the picture that it is given; None for any.
    normalisation : pair
        Mean and deviation.
    """

    name: str
    title: str
    stem: str
    digests: tuple[str, ...] = ()
    kind: str = "subject"
    size: int | None
    normalisation: tuple[Channels, Channels]
    scale: str = "white"
    output: str
    licence: str
    rank: int


def _u2net(name: str, title: str, rank: int, *digests: str) -> Known:
    return Known(
        name=name, title=title, digests=digests, stem=name, size=320, normalisation=IMAGENET, scale="maximum",
        output="stretched", licence="Apache-2.0", rank=rank,
    )  # fmt: skip


def _birefnet(name: str, title: str, rank: int, *digests: str) -> Known:
    return Known(
        name=name, title=title, digests=digests, stem=name, size=1024, normalisation=IMAGENET, output="sigmoid",
        licence="MIT", rank=rank,
    )  # fmt: skip


#: The MD5 are those that rembg compares its downloads with, the SHA-256 those that projects pin.
KNOWN = (
    _birefnet("birefnet-general", "BiRefNet, any subject", 1, "7a35a0141cbbc80de11d9c9a28f52697"),
    _birefnet("birefnet-massive", "BiRefNet, any subject, most training", 2, "33e726a2136a3d59eb0fdf613e31e3e9"),
    _birefnet("birefnet-hrsod", "BiRefNet, large pictures", 3, "c017ade5de8a50ff0fd74d790d268dda"),
    _birefnet("birefnet-dis", "BiRefNet, fine structures", 4, "2d4d44102b446f33a4ebb2e56c051f2b"),
    Known(
        name="rmbg-2.0", title="RMBG 2.0", stem="bria-rmbg", size=1024, normalisation=IMAGENET, output="stretched",
        digests=("5b486f08200f513f460da46dd701db5fbb47d79b4be4b708a19444bcd4e79958",),
        licence="CC BY-NC 4.0: not for commercial use", rank=5,
    ),
    _birefnet("birefnet-general-lite", "BiRefNet, any subject, light", 6, "4fab47adc4ff364be1713e97b7e66334"),
    Known(
        name="rmbg-1.4", title="RMBG 1.4", stem="rmbg-1.4", size=1024, normalisation=CENTRED, output="stretched",
        digests=("8cafcf770b06757c4eaced21b1a88e57fd2b66de01b8045f35f01535ba742e0f",),
        licence="Bria's own: not for commercial use", rank=7,
    ),
    Known(
        name="isnet-general-use", title="IS-Net, any subject", stem="isnet-general-use", size=1024,
        digests=("fc16ebd8b0c10d971d3513d564d01e29",), normalisation=CENTRED, output="stretched",
        licence="Apache-2.0", rank=10,
    ),
    _u2net("u2net", "U²-Net, any subject", 20, "60024c5c889badc19c04ad937298a77b"),
    _u2net("silueta", "U²-Net, any subject, made smaller", 21, "55e59e0d8062d2f5d013f4725ee84782"),
    _u2net(
        "u2netp", "U²-Net, any subject, small", 22, "8e83ca70e441ab06c318d82300c84806",
        "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8",
    ),
    _birefnet("birefnet-portrait", "BiRefNet, people", 60, "c3a64a6abf20250d090cd055f12a3b67"),
    Known(
        name="modnet", title="MODNet, people", stem="modnet", size=512, normalisation=SYMMETRIC, output="plain",
        digests=("07c308cf0fc7e6e8b2065a12ed7fc07e1de8febb7dc7839d7b7f15dd66584df9",),
        licence="Apache-2.0", rank=61,
    ),
    _u2net("u2net_human_seg", "U²-Net, people", 62, "c09ddc2e0104f800e3e1bb4652583d1f"),
    _birefnet("birefnet-cod", "BiRefNet, what is camouflaged", 70, "f6d0d21ca89d287f17e7afe9f5fd3b45"),
    Known(
        name="isnet-anime", title="IS-Net, drawn figures", stem="isnet-anime", size=1024,
        digests=("6f184e756bb3bd901c8849220a83e38e",), normalisation=((0.485, 0.456, 0.406), (1.0, 1.0, 1.0)),
        output="stretched", licence="Apache-2.0", rank=71,
    ),
    Known(
        name="vitmatte", title="ViTMatte", stem="vitmatte", kind="matte", size=None, normalisation=SYMMETRIC,
        output="plain", licence="MIT", rank=1,
    ),
    Known(
        name="gp-gan", title="GP-GAN", stem="blending_gan", kind="blending", size=64, normalisation=SYMMETRIC,
        output="plain", licence="MIT", rank=10,
    ),
)  # fmt: skip


def by_digest(digests: Sequence[str]) -> Known | None:
    """The network whose published file has one of these hashes."""
    return next((known for known in KNOWN if set(known.digests) & set(digests)), None)


def by_name(stem: str) -> Known | None:
    """The network whose files are called so: most likely another export, or one with further training."""
    named = [known for known in KNOWN if stem.lower().startswith(known.stem)]
    return max(named, key=lambda known: len(known.stem), default=None)
