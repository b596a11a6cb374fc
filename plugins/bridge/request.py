"""What an operation is asked: which part of each picture travels, and the job that carries them."""

from .errors import BridgeError
from .planes import Plane

LARGEST_SIDE = 262_144
MOST_PIXELS = 1 << 30


def frame(operation, document_box, active_box, selection_box, values):
    """Where each role's picture is to be read.

    Parameters
    ----------
    operation : table.Operation
    document_box : Box
        The canvas.
    active_box, selection_box : Box or None
        The active layer's extent; the selection's bounds, None without a selection. Each counts only if the
        operation uses it.
    values : dict
        The parameters, which may displace a picture.

    Returns
    -------
    dict of str to Box or None
        A box on the canvas for every role, the ring included; pixels of it outside a layer are transparent, outside
        the selection unselected. None stands for the item's own extent (the canvas for a selection and for what is
        visible).

    Raises
    ------
    BridgeError
        If nothing is left to work on, or it is too large.
    """
    core = _core(operation, document_box, active_box, selection_box, values)
    boxes = {}
    for entry in operation.inputs:
        if entry.whole or "layers" in entry.kinds or "item" in entry.kinds:
            boxes[entry.role] = None
            continue
        ring = core.grow(operation.reach(values))
        if entry.displaced_by:
            dx, dy = _displacement(entry, values)
            boxes[entry.role] = ring.shift(-dx, -dy)
        else:
            boxes[entry.role] = ring.intersect(document_box)
        check_size(boxes[entry.role])
    return boxes


def check_size(box):
    """Refuse a picture that is too large for the worker."""
    if max(box.width, box.height) > LARGEST_SIDE or box.area > MOST_PIXELS:
        raise BridgeError(
            f"A picture of {box.width} x {box.height} pixels is too large.",
            f"At most {LARGEST_SIDE} on a side and {MOST_PIXELS >> 20} million pixels: select a smaller part.",
            "input",
        )


def document(width, height, model, type, transfer="perceptual", profile=None, masks="u8"):
    """Describe the canvas: its size, the space of new layers, and the sample type of masks."""
    return {
        "width": width,
        "height": height,
        "model": model,
        "type": type,
        "transfer": transfer,
        "profile": profile,
        "masks": masks,
    }


def job(operation, values, images, document, quality="full"):
    """Put a job together.

    Parameters
    ----------
    operation : table.Operation
    values : dict
        Parameters; those that are missing have their default.
    images : dict
        For each role a Plane, a list of them, ``{"of": JOB}`` for the planes of an earlier job, or None.
    document : dict
        What `document` returned.
    quality : str
        ``full`` or ``preview``.
    """
    pictures = {role: _plane_json(image) for role, image in images.items() if image is not None}
    for entry in operation.inputs:
        if entry.role not in pictures and not entry.optional and "selection" not in entry.kinds:
            raise BridgeError(
                f"{operation.name} needs a {entry.label.lower()}.", f"Choose a {entry.label.lower()}.", "input"
            )
    return {
        "operation": operation.id,
        "quality": quality,
        "parameters": {**operation.defaults(), **values},
        "images": pictures,
        "document": document,
    }


def files(job):
    """The names of the plane files that a job brings along."""
    found = []
    for image in job["images"].values():
        for plane in image if isinstance(image, list) else [image]:
            found += [plane["file"]] if "file" in plane else []
    return found


def _core(operation, document_box, active_box, selection_box, values):
    """The part that is worked on, at its place on the canvas after displacement."""
    core = document_box
    for entry, box in ((operation.active_input, active_box), (operation.selection_input, selection_box)):
        if entry is not None and box is not None:
            core = core.intersect(box.shift(*_displacement(entry, values)))
    if core.is_empty:
        if operation.selection_input is not None and selection_box is not None:
            message = "The selection and the layer have nothing in common on the canvas."
        else:
            message = "Nothing of the layer lies on the canvas."
        raise BridgeError(message, "Select a part of the layer that lies on the canvas.", "region")
    return core


def _displacement(entry, values):
    return tuple(int(values.get(name, 0)) for name in entry.displaced_by) or (0, 0)


def _plane_json(image):
    if isinstance(image, Plane):
        return image.json()
    if isinstance(image, (list, tuple)):
        return [_plane_json(part) for part in image]
    return image
