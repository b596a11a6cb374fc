"""The result becomes part of the image: everything is prepared first, then inserted in one undo group."""

from contextlib import ExitStack, contextmanager

import additions


def insert(document, outcomes, sources, folder):
    """Put every outcome into the image.

    Parameters
    ----------
    document : document.Document
    outcomes : list
        From ``outcome.parse``.
    sources : dict of str to inputs.Source
        What stood behind every role: outcomes are placed by it.
    folder : planes.Folder
        A private place for temporary files.

    Returns
    -------
    list of (str, object)
        The kind and GIMP's object of each outcome, in order.

    Raises
    ------
    BridgeError
        If the image has changed meanwhile or an outcome cannot be inserted; the image is then as it was.
    """
    with ExitStack() as rollback:
        prepared = [additions.prepare(entry, document, sources, folder, rollback) for entry in outcomes]
        document.check_unchanged()
        attached = [addition for addition in prepared if addition.joins_the_image]
        if attached:
            _attach(document.image, attached, rollback)
        rollback.pop_all()
    return [(addition.kind, addition.item) for addition in prepared]


def _attach(image, prepared, rollback):
    with _undo_group(image):
        selected = image.get_selected_layers()
        # What takes the place of something comes last, when hardly anything can go wrong any more.
        for addition in sorted(prepared, key=lambda addition: addition.replaces):
            addition.attach(rollback)
        if not any(addition.is_layer for addition in prepared):
            image.set_selected_layers(selected)


@contextmanager
def _undo_group(image):
    image.undo_group_start()
    try:
        yield
    finally:
        image.undo_group_end()
