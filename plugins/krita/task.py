"""One job on its way: pictures are read, the worker works, the result is inserted."""

from . import insertion, layers, service
from .bridge import errors, outcome, request
from .bridge.errors import BridgeError, from_json
from .document import Document
from .qt import QtCore


class Choice:
    """How an input is found: one of its ways, and the nodes that were chosen for it where the way asks for them."""

    def __init__(self, way, nodes=()):
        self.way = way
        self.nodes = list(nodes)

    @classmethod
    def default(cls, entry):
        return cls(entry.ways[0])


# What Krita can do for an operation. Its scripts cannot hide a layer in a way that undo takes back.
CAPABILITIES = ()


class Task(QtCore.QObject):
    """A job from the artist's OK to the new layer.

    Reading and inserting hold up Krita, the work itself does not.

    Signals
    -------
    progressed(fraction, doing)
    ended()
        There is a `result` or an `error`.

    Attributes
    ----------
    result : insertion.Result or None
    error : BridgeError or None
    """

    progressed = QtCore.pyqtSignal(float, str)
    ended = QtCore.pyqtSignal()

    def __init__(self, operation, document, node, values, choices):
        super().__init__()
        _check(operation, values, choices)
        self.operation = operation
        self.document = Document(document)
        self.node = layers.layer_of(node)
        self.values = values
        self.choices = {entry.role: choices.get(entry.role) or Choice.default(entry) for entry in operation.inputs}
        self.result = None
        self.error = None
        self._service = service.get()
        self._number = None
        self._planes = []
        self._homes = {}

    @property
    def has_ended(self):
        return self.result is not None or self.error is not None

    def start(self):
        """Read the pictures and send the job.

        Raises
        ------
        BridgeError
            If the job cannot be asked for; nothing is left behind.
        """
        self.document.handle.waitForDone()
        try:
            self.document.watch_place(self.node)
            job = request.job(self.operation, self.values, self._read(), self.document.json())
        except BaseException:
            for plane in self._planes:
                plane.remove()
            raise
        self._number = self._service.submit(job, self._hear)

    def cancel(self):
        """Stop; the document stays as it is."""
        if not self.has_ended:
            self._service.cancel(self._number)
            self._end(error=errors.cancelled())

    def nodes(self):
        """The nodes that serve each role, bottom to top."""
        found = {}
        for entry in self.operation.inputs:
            choice = self.choices[entry.role]
            if choice.way == "active" or (choice.way == "item" and entry.active and not choice.nodes):
                found[entry.role] = [self.node]
            elif choice.way == "layer-below":
                below = layers.layer_below(self.node)
                if below is None:
                    raise BridgeError(
                        f"There is no layer below “{self.node.name()}”.",
                        f"Choose another {entry.label.lower()}.",
                        "input",
                    )
                found[entry.role] = [below]
            else:
                found[entry.role] = choice.nodes
        return found

    def _read(self):
        """The pictures of all roles as planes."""
        nodes = self.nodes()
        self._homes = {role: found[-1] for role, found in nodes.items() if found}
        boxes = request.frame(
            self.operation, self.document.box, self._active_box(), self._selection_box(nodes), self.values
        )
        images = {}
        for entry in self.operation.inputs:
            made = list(self._read_role(entry, nodes[entry.role], boxes[entry.role]))
            if made:
                images[entry.role] = made if self.choices[entry.role].way == "layers" else made[0]
        return images

    def _create(self, *arguments, **options):
        plane = self._service.folder.create(*arguments, **options)
        self._planes.append(plane)
        return plane

    def _read_role(self, entry, nodes, box):
        way = self.choices[entry.role].way
        canvas = self.document.box
        if way == "below":
            yield self.document.read_below(self._create, self.node, box or canvas)
        elif way == "visible":
            yield self.document.read_visible(self._create, box or canvas)
        elif way == "selection" and not nodes:
            if self.document.selection_box() is not None:
                yield self.document.read_selection(self._create, box or canvas)
        elif way != "none":
            if not nodes and not entry.optional:
                raise BridgeError(f"No {entry.label.lower()} is chosen.", f"Choose a {entry.label.lower()}.", "input")
            for node in nodes:
                layers.check_readable(node)
                yield self.document.read_node(self._create, node, box or self._extent(node), entry.unmasked)

    def _extent(self, node):
        if layers.is_mask(node):
            return self.document.box
        box = layers.extent(node)
        if box.is_empty:
            raise BridgeError(f"“{node.name()}” is empty.", "Paint on it first, or choose another.", "input")
        request.check_size(box)
        return box

    def _active_box(self):
        if self.operation.active_input is None:
            return None
        layers.check_readable(self.node)
        return self._extent(self.node)

    def _selection_box(self, nodes):
        entry = self.operation.selection_input
        if entry is None or self.choices[entry.role].way != "selection":
            return None
        return layers.extent(nodes[entry.role][0]) if nodes[entry.role] else self.document.selection_box()

    def _hear(self, message):
        if self.has_ended:
            return
        if "progress" in message:
            self.progressed.emit(message["progress"], message.get("doing", ""))
        elif "error" in message:
            self._end(error=from_json(message["error"]))
        else:
            self._finish(message["done"])

    def _finish(self, done):
        try:
            outcomes = outcome.parse(done, self._service.folder)
            try:
                self._end(result=insertion.insert(self.document, self.operation, outcomes, self.node, self._homes))
            finally:
                outcomes.remove()
        except BridgeError as error:
            self._end(error=error)
        except Exception as error:
            # A task always ends: somebody may be waiting for it.
            self._end(error=BridgeError(f"The result could not be inserted ({error!r}).", "Run it again."))
            raise

    def _end(self, result=None, error=None):
        self.result, self.error = result, error
        self.ended.emit()


def _check(operation, values, choices):
    """Refuse what the dialog does not offer."""
    for parameter in operation.parameters:
        absent = parameter not in operation.parameters_for(CAPABILITIES)
        if absent and values.get(parameter.id, parameter.default) != parameter.default:
            raise BridgeError(f"Krita has no “{parameter.label}”.", f"Leave out {parameter.id}.", "parameter")
    for role, choice in choices.items():
        entry = operation.input(role)
        if entry is None:
            raise BridgeError(f"There is no input {role}.", "See `inlay show`.", "parameter")
        if choice.way not in entry.ways:
            ways = ", ".join(entry.ways)
            raise BridgeError(
                f"{entry.label} cannot be found by “{choice.way}”.", f"Choose one of {ways}.", "parameter"
            )
