"""A way to find the subject in a few lines: whatever is red."""

from inlay.subject import Finder


def find(image, *, threads=None, progress=None):
    """How much redder a pixel is than it is green or blue, four times as much, at most 1."""
    if progress is not None:
        progress(0.0)
    image = image / 255
    return (4 * (image[..., 0] - image[..., 1:].max(axis=2))).clip(0, 1)


RED = Finder(
    id="sample-red",
    name="Sample Red",
    summary="Whatever is red: an example of a finder from another package.",
    find=find,
)
