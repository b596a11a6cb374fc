"""Made from the declarations of the operations by ``python3 install.py manifest``: do not edit."""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from inlay import batch as batch
from inlay import colour as colour
from inlay import errors as errors
from inlay import files as files
from inlay import filters as filters
from inlay import graph_cut as graph_cut
from inlay import harmonisation as harmonisation
from inlay import inpainting as inpainting
from inlay import matting as matting
from inlay import mosaic as mosaic
from inlay import networks as networks
from inlay import operations as operations
from inlay import poisson as poisson
from inlay import segmentation as segmentation
from inlay import subject as subject
from inlay.matting.matte import Matte
from inlay.segmentation.bezier import BezierContours

PACKAGES: tuple[str, ...]
__version__: str

def background_plate(
    image: np.ndarray,
    edge: np.ndarray,
    *,
    linear: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Make a layer of the background alone, filled in smoothly behind what was cut out."""

def clean_edge_colours(
    image: np.ndarray,
    edge: np.ndarray | None = None,
    *,
    amount: int = 100,
    colours: Literal["multi-level", "closed-form"] = "multi-level",
    projection: bool = False,
    linear: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Take the old background's colours out of the edge of a cut-out."""

def convolve(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    matrix: str | Sequence[Sequence[float]] | np.ndarray = "0 -1 0; -1 5 -1; 0 -1 0",
    divide: bool = True,
    scale: float = 1.0,
    offset: float = 0.0,
    channels: Literal[
        "all",
        "red",
        "green",
        "blue",
        "red-green",
        "red-blue",
        "green-blue",
        "lightness",
        "a",
        "b",
        "cyan",
        "magenta",
        "yellow",
        "black",
    ] = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Mix each pixel with its neighbours by a matrix of your own."""

def copy_paste(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray | None = None,
    *,
    at: tuple[int, int] = (0, 0),
    x: int = 0,
    y: int = 0,
    scale: float = 100.0,
    rotate: float = 0.0,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Paste the selected part of a layer as it is, to compare with."""

def cut_out(
    image: np.ndarray,
    trimap: np.ndarray,
    prior: np.ndarray | None = None,
    *,
    method: str = "closed-form-with-samples",
    confidence: float | np.ndarray = 50.0,
    quality: Literal["full", "half", "quarter"] = "full",
    linear: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Matte:
    """Cut out hair and soft edges by a trimap: white stays, black goes, grey is found out."""

def cut_out_scribbles(
    image: np.ndarray,
    scribbles: np.ndarray,
    prior: np.ndarray | None = None,
    *,
    foreground: Sequence[float] = (1.0, 1.0, 1.0, 1.0),
    background: Sequence[float] = (0.0, 0.0, 0.0, 1.0),
    method: str = "closed-form-with-samples",
    confidence: float | np.ndarray = 50.0,
    quality: Literal["full", "half", "quarter"] = "full",
    linear: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Matte:
    """Cut out by a few strokes: white on what stays, black on what goes."""

def cut_out_selection(
    image: np.ndarray,
    region: np.ndarray,
    prior: np.ndarray | None = None,
    *,
    mode: Literal["outline", "lasso"] = "outline",
    inner: float = 3.0,
    outer: float = 4.0,
    smart: bool = True,
    inner_pixels: int = 0,
    outer_pixels: int = 0,
    method: str = "closed-form-with-samples",
    confidence: float | np.ndarray = 50.0,
    quality: Literal["full", "half", "quarter"] = "full",
    linear: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Matte:
    """Cut out what is roughly selected, with its hair and soft edges."""

def fill_transparent_parts(
    source: np.ndarray,
    region: np.ndarray | None = None,
    sampling: np.ndarray | None = None,
    *,
    up_to: Literal["canvas", "layer"] = "canvas",
    lines_go_on: bool = True,
    avoid_sampling: bool = False,
    radius: int = 1000,
    mirrored: bool = False,
    turned: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Fill what is transparent: the picture goes on to the border, as in a panorama's corners."""

def flatten_texture(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    threshold: float = 4.0,
    edges: Literal["sobel", "canny"] = "sobel",
    scale: float = 0.06,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Smooth skin, cloth and walls between their outlines, which stay as sharp as they are."""

def gaussian_blur(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    radius: float = 5.0,
    channels: Literal[
        "all",
        "red",
        "green",
        "blue",
        "red-green",
        "red-blue",
        "green-blue",
        "lightness",
        "a",
        "b",
        "cyan",
        "magenta",
        "yellow",
        "black",
    ] = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Blur softly, by a Gaussian around each pixel."""

def grayscale(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    weights: Literal["rec601", "rec709", "equal", "own", "red", "green", "blue"] = "rec601",
    red: float = 0.2989,
    green: float = 0.587,
    blue: float = 0.114,
    channels: Literal[
        "all",
        "red",
        "green",
        "blue",
        "red-green",
        "red-blue",
        "green-blue",
        "lightness",
        "a",
        "b",
        "cyan",
        "magenta",
        "yellow",
        "black",
    ] = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Turn colours into grey, by a standard's weights, your own, or one channel."""

def guided_filter(
    source: np.ndarray,
    region: np.ndarray | None = None,
    guide: np.ndarray | None = None,
    *,
    radius: int = 8,
    contrast: float = 10.0,
    channels: Literal[
        "all",
        "red",
        "green",
        "blue",
        "red-green",
        "red-blue",
        "green-blue",
        "lightness",
        "a",
        "b",
        "cyan",
        "magenta",
        "yellow",
        "black",
    ] = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Smooth grain, skin and texture, and keep edges."""

def harmonise(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray | None = None,
    reference: np.ndarray | None = None,
    mask: np.ndarray | None = None,
    *,
    at: tuple[int, int] = (0, 0),
    model: str = "automatic",
    strength: float = 100.0,
    exposure: float = 0.0,
    temperature: float = 0.0,
    tint: float = 0.0,
    contrast: float = 0.0,
    reach: float = 0.0,
    detail: float = 100.0,
    beta: float = 0.1,
    surroundings: int = 200,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Give a pasted layer the colours of the scene below it, or of a reference; detail stays."""

def heal_selection(
    source: np.ndarray,
    region: np.ndarray,
    sampling: np.ndarray | None = None,
    *,
    fill: Literal["surroundings", "found", "offset", "membrane", "thin-plate"] = "surroundings",
    lines_go_on: bool = True,
    protect: bool = False,
    avoid_sampling: bool = False,
    radius: int = 1000,
    x: int = 0,
    y: int = 0,
    smoothing: float = 8.0,
    mirrored: bool = False,
    turned: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Remove what is selected: the picture goes on where it was, without a seam."""

def isolate_colour(
    source: np.ndarray,
    region: np.ndarray,
    *,
    by: Literal["matte", "gradients"] = "matte",
    thing: Literal["inside", "selection"] = "inside",
    weights: Literal["rec601", "rec709", "equal", "own"] = "rec709",
    red: float = 0.2126,
    green: float = 0.7152,
    blue: float = 0.0722,
    keep_colour: float = 0.0,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Turn everything grey but the selected thing."""

def make_tileable(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    direction: Literal["both", "horizontally", "vertically"] = "both",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Even out light and colour so that the picture can be laid side by side without a seam."""

def make_trimap(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    mode: Literal["outline", "lasso"] = "outline",
    inner: float = 3.0,
    outer: float = 4.0,
    smart: bool = True,
    inner_pixels: int = 0,
    outer_pixels: int = 0,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Make a trimap from the selection or the layer's transparency, as a layer to paint on."""

def match_below(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray | None = None,
    *,
    detail_size: float = 5.0,
    strength: float = 100.0,
    tolerance: float = 10.0,
    contrast: bool = True,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Bring a piece back to the tone of what lies below it, without a seam, and keep its detail."""

def mean_blur(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    radius: int = 5,
    channels: Literal[
        "all",
        "red",
        "green",
        "blue",
        "red-green",
        "red-blue",
        "green-blue",
        "lightness",
        "a",
        "b",
        "cyan",
        "magenta",
        "yellow",
        "black",
    ] = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Blur by the mean of the square around each pixel."""

def median_blur(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    radius: int = 5,
    channels: Literal[
        "all",
        "red",
        "green",
        "blue",
        "red-green",
        "red-blue",
        "green-blue",
        "lightness",
        "a",
        "b",
        "cyan",
        "magenta",
        "yellow",
        "black",
    ] = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Take away grain and small things, and keep edges."""

def merge_layers(
    layers: Sequence[np.ndarray],
    at: Sequence[tuple[int, int]] | None = None,
    *,
    seams: Literal["cut", "masks"] = "cut",
    exposure: Literal["colour", "brightness", "keep"] = "colour",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Merge overlapping layers without seams: panoramas, scans, two takes of one scene."""

def normalise(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    per: Literal["colour", "channel"] = "colour",
    clip_dark: float = 0.1,
    clip_bright: float = 0.1,
    channels: Literal[
        "all",
        "red",
        "green",
        "blue",
        "red-green",
        "red-blue",
        "green-blue",
        "lightness",
        "a",
        "b",
        "cyan",
        "magenta",
        "yellow",
        "black",
    ] = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Stretch brightness so that the darkest becomes black and the brightest white."""

def painted_edges(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    radius: int = 7,
    per: Literal["channel", "colour"] = "channel",
    strength: float = 2.0,
    channels: Literal[
        "all",
        "red",
        "green",
        "blue",
        "red-green",
        "red-blue",
        "green-blue",
        "lightness",
        "a",
        "b",
        "cyan",
        "magenta",
        "yellow",
        "black",
    ] = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Show the outlines of patches of colour, as if the picture were painted."""

def paste_with_shadow(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray | None = None,
    object: np.ndarray | None = None,
    *,
    at: tuple[int, int] = (0, 0),
    shadow: float = 100.0,
    x: int = 0,
    y: int = 0,
    scale: float = 100.0,
    rotate: float = 0.0,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Paste a thing and the shadow that it casts, as light that is missing on the new ground."""

def rebuild_from_gradients(
    across: np.ndarray,
    down: np.ndarray,
    colours: np.ndarray | None = None,
    region: np.ndarray | None = None,
    *,
    scale: float = 1.0,
    offset: float = 0.5,
    boundary: Literal["free", "fixed", "none"] = "free",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Make a picture again from the two layers of Show Gradients, as they were painted on."""

def recolour(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    by: Literal["colour", "gradients", "factors"] = "colour",
    colour: Sequence[float] = (0.2, 0.4, 0.9, 1.0),
    thing: Literal["inside", "selection"] = "inside",
    tolerance: float = 50.0,
    lightness: float = 100.0,
    red: float = 1.5,
    green: float = 0.5,
    blue: float = 0.5,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Give the selected thing another colour; its light and shade stay."""

def refine_edge(
    image: np.ndarray,
    edge: np.ndarray,
    *,
    radius: float = 1.5,
    smart: bool = False,
    radius_pixels: int = 0,
    smooth: int = 0,
    feather: float = 0.0,
    contrast: int = 0,
    shift: int = 0,
    linear: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Matte:
    """Find the edge of a mask or cut-out anew, then smooth, feather, harden or shift it."""

def refine_selection(
    region: np.ndarray,
    *,
    holes: bool = False,
    specks: int = 0,
    close: int = 0,
    open: int = 0,
    grow: int = 0,
    shrink: int = 0,
    smooth: int = 0,
    border: int = 0,
    feather: float = 0.0,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Clean up a selection: fill holes, remove specks, grow, shrink, smooth, feather."""

def relight(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    highlights: float = 50.0,
    shadows: float = 50.0,
    exposure: float = 0.0,
    reach: float = 2.0,
    by: Literal["tones", "gradients"] = "tones",
    strength: float = 100.0,
    alpha: float = 0.2,
    beta: float = 0.2,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Take back a highlight, or bring out what lies in shadow, in the selection."""

def remove_background(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    edge: float = 2.0,
    model: str = "automatic",
    method: str = "closed-form-with-samples",
    quality: Literal["full", "half", "quarter"] = "full",
    linear: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Matte:
    """Cut out what the picture shows, with its hair and soft edges: a network says where it is."""

def rotate_colours(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    angle: float = 120.0,
    axis: Literal["gray", "red", "green", "blue", "own"] = "gray",
    red: float = 1.0,
    green: float = 0.5,
    blue: float = 0.0,
    space: Literal["linear", "logit"] = "linear",
    channels: Literal[
        "all",
        "red",
        "green",
        "blue",
        "red-green",
        "red-blue",
        "green-blue",
        "lightness",
        "a",
        "b",
        "cyan",
        "magenta",
        "yellow",
        "black",
    ] = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Turn all colours round: once, in several steps, or as an animation."""

def seamless_clone(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray | None = None,
    object: np.ndarray | None = None,
    *,
    at: tuple[int, int] = (0, 0),
    gradients: Literal["source", "stronger", "average", "monochrome"] = "source",
    per: Literal["channel", "colour"] = "channel",
    x: int = 0,
    y: int = 0,
    scale: float = 100.0,
    rotate: float = 0.0,
    boundary: Literal["free", "fixed", "everywhere"] = "free",
    keep_source_colour: float = 0.0,
    protect_texture: bool = False,
    bleeding: Literal["outliers", "low-curl"] = "outliers",
    optimal_boundary: bool = False,
    blend_space: Literal["rgb", "linear", "lab", "hsv", "gray"] = "rgb",
    tolerance: float | None = None,
    solver: Literal["multigrid", "pyamg"] | None = None,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Paste the selected part of a layer so that its border vanishes in what lies below."""

def select_clusters(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    clusters: int = 6,
    space: Literal["lab", "rgb"] = "lab",
    position: float = 0.0,
    seed: int = 0,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Sort the picture by its colours, and select one of them, or show them all."""

def select_scribbles(
    source: np.ndarray,
    scribbles: np.ndarray,
    region: np.ndarray | None = None,
    *,
    sensitivity: float = 50.0,
    soft: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Scribble on each thing in a colour of its own, and select one of them, or get them all."""

def select_subject(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    model: str = "automatic",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Select what the picture shows: a network says where it is."""

def select_threshold(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    method: Literal["otsu", "range", "surroundings"] = "otsu",
    channel: Literal[
        "luminance",
        "all",
        "any",
        "red",
        "green",
        "blue",
        "lightness",
        "a",
        "b",
        "cyan",
        "magenta",
        "yellow",
        "black",
    ] = "luminance",
    low: float = 50.0,
    high: float = 100.0,
    softness: float = 0.0,
    classes: int = 2,
    class_number: int = 0,
    radius: int = 25,
    offset: float = 3.0,
    invert: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Select what is bright or dark: automatically, between limits, or against what is around."""

def sharpen_gradients(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    gain: float = 1.6,
    fidelity: float = 0.3,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Sharpen or soften detail without halos; the colours of larger parts stay."""

def show_channels(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    channels: Literal["coloured", "gray", "hsv", "lab"] = "coloured",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> tuple[np.ndarray, ...]:
    """Show every channel as a layer: red, green and blue in their colours, or grey."""

def show_gradients(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    scale: float = 1.0,
    offset: float = 0.5,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Show the steps from pixel to pixel as two layers, to paint on and to rebuild from."""

def smooth_selection(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    radius: int = 10,
    contrast: float = 1.0,
    harden: int = 50,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Smooth a selection or mask along the edges of the picture."""

def sobel(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    per: Literal["channel", "colour"] = "channel",
    strength: float = 1.0,
    channels: Literal[
        "all",
        "red",
        "green",
        "blue",
        "red-green",
        "red-blue",
        "green-blue",
        "lightness",
        "a",
        "b",
        "cyan",
        "magenta",
        "yellow",
        "black",
    ] = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Show edges: bright where the picture changes, black where it does not."""

def swap_features(
    first: np.ndarray,
    second: np.ndarray,
    region: np.ndarray | None = None,
    *,
    gradients: Literal["source", "stronger", "average", "monochrome"] = "source",
    per: Literal["channel", "colour"] = "channel",
    boundary: Literal["free", "fixed", "everywhere"] = "free",
    tolerance: float | None = None,
    solver: Literal["multigrid", "pyamg"] | None = None,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Exchange the selected part of two layers, both without a seam."""

def tone_gradients(
    source: np.ndarray,
    region: np.ndarray | None = None,
    *,
    alpha: float = 0.1,
    beta: float = 0.92,
    saturation: float = 0.9,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Tame a high dynamic range: bright and dark parts both show their detail."""

def trace(
    image: np.ndarray,
    shape: np.ndarray | None = None,
    region: np.ndarray | None = None,
    *,
    of: Literal["automatic", "selection", "opacity", "brightness", "red", "green", "blue"] = "automatic",
    level: float = 50.0,
    invert: bool = False,
    smallest: int = 4,
    tolerance: float = 1.0,
    curves: bool = True,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> BezierContours:
    """Turn the outline of the selection, a mask or a layer into a path or filled shapes."""
