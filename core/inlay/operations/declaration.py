"""An operation, declared once: as one typed function.

The function's signature says what the operation reads, what can be set and how it is shown in a dialog; its docstring
what it does. From it come GIMP's procedure, Krita's dialog, the command line's options, the worker's validation,
``manifests/operations.json``, and the function of the same name in `inlay` with its docstring and stub.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from inlay.arrays.warning import collected
from inlay.contract import declaration
from inlay.contract.declaration import Input as Input
from inlay.contract.declaration import Output as Output
from inlay.contract.language import _, known, lowered
from inlay.contract.obstacles import nothing_selected
from inlay.errors import InputError, ParameterError
from inlay.operations import docstring, menus
from inlay.operations.arguments import Argument, arguments_of, id_of, inputs_of, selects
from inlay.operations.consistency import demand_sense
from inlay.operations.found import Found
from inlay.operations.job import Job, Result, absent
from inlay.operations.large import LargeJob, LargeResult
from inlay.operations.parameters import Parameter
from inlay.operations.part import Part, part_of
from inlay.operations.placing import laid


@dataclass(frozen=True, kw_only=True, eq=False)
class Operation(declaration.Operation):
    """A declared operation that can be performed.

    Attributes
    ----------
    function : callable
        What was declared.
    arguments : tuple of Argument
        Of that function.
    doing : str
        What is said while it works.
    solver : bool
        Whether the array function lets its caller choose solver and tolerance.
    for_documents : tuple of str
        Arguments that only a document has a use for; the array function leaves them out.
    array_values : mapping
        What some of them are on arrays, by their ids.
    local : mapping or None
        Whether a pixel of the result depends on the pictures within the ring around it alone, and on what
        `before_strips` finds, so that a picture can be worked on in strips: never for None, else as long as parameters
        have one of these values, by their ids.
    """

    parameters: tuple[Parameter, ...]
    function: Callable[..., Any]
    arguments: tuple[Argument, ...]
    doing: str = ""
    solver: bool = False
    for_documents: tuple[str, ...] = ()
    array_values: Mapping[str, Any] = field(default_factory=dict)
    local: Mapping[str, Sequence[Any]] | None = None
    _own: list[Callable[..., Any]] = field(default_factory=list, repr=False)
    _before: list[Callable[[Callable[[], Iterator[Job]]], Mapping[Hashable, Any]]] = field(
        default_factory=list, repr=False
    )
    _large: list[Callable[[LargeJob], LargeResult]] = field(default_factory=list, repr=False)

    @property
    def result(self) -> Parameter | None:
        """The choice between several results, if there is one.

        Such an operation does what they have in common in `Job.once`.
        """
        found = super().result
        return found if isinstance(found, Parameter) else None

    def is_local(self, values: Mapping[str, Any]) -> bool:
        """Whether each pixel of the result depends on what is within the ring alone; not given are defaults."""
        values = {**self.defaults(), **values}
        return self.local is not None and all(values[name] in wanted for name, wanted in self.local.items())

    def check(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return every parameter's value, defaults filled in.

        Raises
        ------
        ParameterError
            If a name is unknown or a value is of the wrong type or out of range.
        """
        declared = {parameter.id: parameter for parameter in self.parameters}
        unknown = sorted(set(values) - set(declared))
        if unknown:
            raise ParameterError(
                _("{name} has no parameter {unknown}.", name=known(self.name), unknown=unknown[0]),
                _("It has: {names}.", names=", ".join(declared) or _("none")),
            )
        return {
            name: parameter.check(values[name]) if name in values else parameter.default
            for name, parameter in declared.items()
        }

    def call(self, job: Job) -> Any:
        """What the declared function makes of a job.

        Raises
        ------
        InlayError
            If that does not work.
        """
        return self.function(**self.given(self.completed(job)))

    def completed(self, job: Job) -> Job:
        """A job with what the operation finds in its pictures before all else, if that is not there yet.

        Raises
        ------
        InlayError
            If it cannot be found.
        """
        for name, found in self.finds.items():
            if name not in job.images:
                picture = job.once((name, found.by(job)), partial(found.find, job))
                job = replace(job, images={**job.images, name: picture})
        return job

    def demand_installed(self) -> None:
        """Refuse to begin where something besides pictures is missing on this machine.

        Raises
        ------
        InlayError
            With what is missing, and how it is installed.
        """
        for found in self.finds.values():
            found.demand()

    @property
    def finds(self) -> dict[str, Found]:
        """The pictures that the operation finds itself, by the names of its arguments."""
        return {argument.name: argument.found for argument in self.arguments if argument.found is not None}

    def given(self, job: Job) -> dict[str, Any]:
        """The declared function's arguments in a job.

        Raises
        ------
        InlayError
            If a picture is missing, or nothing is selected.
        """
        images = laid(self, job)
        return {argument.name: self._value(argument, job, images) for argument in self.arguments}

    def perform(self, job: Job) -> Result:
        """Do a job; what it yields arrives in the document.

        Raises
        ------
        InlayError
            If that does not work.
        """
        with collected() as warnings:
            value = self.call(job)
            result = value if isinstance(value, Result) else value.result(self, job)
        return replace(result, warnings=(*result.warnings, *warnings))

    def on_arrays(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Decorate what the array function does with a `Call` where that is not what all do.

        What it takes besides the call the array function takes too; its docstring says that, what is returned, and
        what else is different.
        """
        self._own.append(function)
        return function

    def on_windows(self, function: Callable[[LargeJob], LargeResult]) -> Callable[[LargeJob], LargeResult]:
        """Decorate what the operation does with pictures that do not fit into memory, if it is not local."""
        self._large.append(function)
        return function

    def before_strips(
        self, function: Callable[[Callable[[], Iterator[Job]]], Mapping[Hashable, Any]]
    ) -> Callable[[Callable[[], Iterator[Job]]], Mapping[Hashable, Any]]:
        """Decorate what a local operation finds in all of a picture that is worked on in strips.

        The function is given what gives the job of every strip, without the ring, as often as it is called; it returns
        what `Job.once` then has found already.
        """
        self._before.append(function)
        return function

    def found_before_strips(self, jobs: Callable[[], Iterator[Job]]) -> Mapping[Hashable, Any]:
        """What `before_strips` finds; nothing where strips have nothing in common.

        Raises
        ------
        InlayError
            If it cannot be found.
        """
        return self._before[0](jobs) if self._before else {}

    @property
    def large_function(self) -> Callable[[LargeJob], LargeResult] | None:
        """What it does with pictures that are read by windows; None if it needs them whole."""
        return self._large[0] if self._large else None

    @cached_property
    def array_function(self) -> Callable[..., Any]:
        """The function of the same name in `inlay`."""
        from inlay.operations.array_face import array_function

        return array_function(self, self._own[0] if self._own else None)

    @property
    def array_inputs(self) -> list[Input]:
        """The pictures that the array function takes."""
        return [entry for entry in self.inputs if entry.role not in self.for_documents]

    @property
    def array_parameters(self) -> dict[str, Parameter]:
        """What can be set on arrays, by the names of its arguments."""
        return {
            each.name: each.parameter
            for each in self.arguments
            if each.parameter is not None and not each.parameter.needs and each.name not in self.for_documents
        }

    @property
    def canvas(self) -> str:
        """Role of the array over which the result is laid: what is pasted into, else the layer itself."""
        return "destination" if self.input("destination") else self.array_inputs[0].role

    def _value(self, argument: Argument, job: Job, images: Mapping[str, Any]) -> Any:
        if argument.kind is Job:
            return job
        if argument.parameter is not None:
            return job.parameters[argument.parameter.id]
        if argument.found is not None:
            return job.images[argument.name]
        pictures = [_given(entry, images, job) for entry in argument.inputs]
        if argument.kind is not Part:
            return pictures[0]
        selection = pictures[1] if len(pictures) > 1 else None
        ring = self.reach(job.parameters, job.document.longer_side)
        return part_of(job, pictures[0], selection, ring, self.doing)


def operation(
    *,
    name: str,
    yields: Output | Sequence[Output],
    menu: str = "",
    keywords: Sequence[str] = (),
    suits: str = "",
    notes: str = "",
    ring: int = 1,
    ring_percent: float = 0.0,
    ring_by: Mapping[str, float] | None = None,
    preview: str = "scaled",
    painted: str = "",
    strokes: Sequence[str] = (),
    doing: str = _("Working"),
    solver: bool = False,
    for_documents: Sequence[str] = (),
    array_values: Mapping[str, Any] | None = None,
    local: bool | Mapping[str, Sequence[Any]] = False,
) -> Callable[[Callable[..., Any]], Operation]:
    """Declare a function to be an operation.

    Parameters
    ----------
    name : str
        The menu entry.
    yields : Output or sequence of Output
        What arrives in the document.
    menu : str
        The submenu that holds it; that of Inlay's own operations stands in `inlay.operations.menus`.
    keywords : sequence of str
        What artists look for when they want it, in the words of other programs, the most usual first.
    suits : str
        What it is the right one for: ``A thing that a lasso selects roughly in a moment.``
    notes : str
        A paragraph that several operations share; ends the help.
    ring, ring_percent, ring_by, preview, painted, strokes
        As in `inlay.contract.declaration.Operation`; `ring_by` by the names of the function's arguments.
    doing : str
        What is said while it works.
    solver : bool
        Let callers of the array function choose `solver` and `tolerance`.
    for_documents : sequence of str
        Arguments that only a document has a use for, such as where a result goes, besides those that need a capability
        of the host: the array function leaves them out.
    array_values : mapping
        What some of these are on arrays, if it is not their default.
    local : bool or mapping
        Whether a pixel of the result depends on the pictures within the ring around it alone, and on what
        `before_strips` finds; a mapping says for which values of the function's arguments it does.

    Notes
    -----
    The function's arguments are annotated: a `Part` with the `Input` of a layer and that of a selection, other pictures
    with an `Input`, what can be set with a parameter of `inlay.operations.parameters`, whose name and default are the
    argument's. An argument of the type `Job` is given the job; a picture that the operation finds in the others has a
    `Found`. It returns a `Result`, or what has one, such as an `inlay.operations.edit.Edit`. The docstring's first line
    is the summary, what follows up to the first section the help. Its section ``See Also`` says when another operation
    is the better one.
    """

    def declare(function: Callable[..., Any]) -> Operation:
        arguments = arguments_of(function)
        text = docstring.parse(function.__doc__ or "")
        declared = Operation(
            id=id_of(function.__name__),
            name=name,
            menu=menus.menu_of(id_of(function.__name__)) or menu,
            summary=text.summary,
            help="\n\n".join(part for part in (text.help, notes) if part),
            keywords=tuple(keywords),
            inputs=inputs_of(arguments),
            parameters=tuple(argument.parameter for argument in arguments if argument.parameter is not None),
            outputs=(yields,) if isinstance(yields, Output) else tuple(yields),
            ring=ring,
            ring_percent=ring_percent,
            ring_by=tuple((id_of(each), pixels) for each, pixels in (ring_by or {}).items()),
            references=text.references,
            suits=suits,
            related=tuple(declaration.Related(id_of(other), when) for other, when in text.related.items()),
            preview=preview,
            painted=painted,
            strokes=tuple(strokes),
            conditional=any(argument.found is not None for argument in arguments),
            function=function,
            arguments=arguments,
            doing=doing,
            solver=solver,
            for_documents=tuple(for_documents),
            array_values={id_of(each): value for each, value in (array_values or {}).items()},
            local=_local(local),
        )
        demand_sense(declared)
        return declared

    return declare


def _given(entry: Input, images: Mapping[str, Any], job: Job) -> Any:
    """A role's picture, or pictures; None for one that may be missing."""
    picture = images.get(entry.role)
    is_needed = "layers" not in entry.kinds and not entry.optional
    if picture is None and entry.paintable and job.marks is None:
        message = _("There are no strokes yet, and no {entry}.", entry=lowered(entry.label))
        raise InputError(message, _("Paint on what is wanted and on what is not."))
    if picture is None and is_needed and not entry.paintable:
        raise nothing_selected(entry) if selects(entry) else absent(entry.role)
    return picture


def _local(local: bool | Mapping[str, Sequence[Any]]) -> Mapping[str, Sequence[Any]] | None:
    if isinstance(local, bool):
        return {} if local else None
    return {id_of(name): values for name, values in local.items()}
