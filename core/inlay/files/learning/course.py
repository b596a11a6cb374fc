"""A training from its pictures to its files."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inlay.contract.language import _
from inlay.errors import Cancelled, FileError, ParameterError
from inlay.files.learning import folder
from inlay.harmonisation.network import chart, examples
from inlay.harmonisation.network.examples import Examples
from inlay.harmonisation.network.settings import LOSSES, Settings
from inlay.networks import description
from inlay.system.saving import Saving, check_target

if TYPE_CHECKING:
    from inlay.harmonisation.network.training.training import Training

#: The photographs' shorter side, as a multiple of that of an example.
_FINER = 4
#: What part of the work is making the examples, for the bar.
_EXAMPLES = 0.05
_TITLE = _("trained by Inlay")
#: Seconds between two checkpoints.
_CHECKPOINT = 60.0

Told = Callable[[float, str], None]


@dataclass(frozen=True)
class Source:
    """A folder to learn from.

    Attributes
    ----------
    folder : Path
    is_of_cameras : bool
        Whether each folder within holds what one camera saw at several hours.
    """

    folder: Path
    is_of_cameras: bool


@dataclass(frozen=True)
class Course:
    """
    Attributes
    ----------
    source : Source
    output : Path
        The ONNX file; all others stand beside it.
    settings : Settings
    is_resumed : bool
        Whether it goes on from the checkpoint.
    title, licence : str
        What a menu shows, and under which licence the network is; may be empty.
    """

    source: Source
    output: Path
    settings: Settings
    is_resumed: bool
    title: str = ""
    licence: str = ""

    def run(self, told: Told) -> list[Path]:
        """Train, and write what was learnt; the files.

        Raises
        ------
        ParameterError
            If the output is no ONNX file, or stands for another training.
        FileError, ResourceError
            If there are no pictures, or a file cannot be written.
        Cancelled
            If it was interrupted; the checkpoint stays.
        """
        self._check()
        pictures = self._pictures()
        # Only now: it takes seconds, and what is wrong so far is said at once.
        from inlay.harmonisation.network.training import checkpoint
        from inlay.harmonisation.network.training.training import Training

        training = checkpoint.resumed(self._checkpoint, self.settings) if self.is_resumed else Training(self.settings)
        learnt_from = self._examples(pictures, training.architecture.size, told)
        self._save(training)
        saved, kept = time.monotonic(), len(training.history)

        def after(step: int, steps: int) -> None:
            nonlocal saved, kept
            loss = _(", loss {history}", history=f"{training.history[-1][0]:.4f}") if training.history else ""
            told(
                _EXAMPLES + (1 - _EXAMPLES) * step / steps,
                _("Step {step} of {steps}{loss}", step=step, steps=steps, loss=loss),
            )
            if time.monotonic() - saved > _CHECKPOINT:
                self._save(training)
                saved, kept = time.monotonic(), step

        try:
            training.run(learnt_from, after)
        except KeyboardInterrupt:
            # Whoever is asked to end writes nothing more: the last minute is lost.
            message = _("Interrupted; {checkpoint} has the first {kept} steps.", checkpoint=self._checkpoint, kept=kept)
            raise Cancelled(message, _("Say --resume to go on from there.")) from None
        return self._finish(training)

    @property
    def _checkpoint(self) -> Path:
        return self.output.with_suffix(".checkpoint")

    def _check(self) -> None:
        """Refuse what would be known only after hours."""
        if self.output.suffix != ".onnx":
            raise ParameterError(
                _("The output {output} is no ONNX file.", output=self.output), _("Let it end with .onnx.")
            )
        check_target(self.output)
        if self.is_resumed and not self._checkpoint.is_file():
            raise FileError(
                _("There is no checkpoint {checkpoint}.", checkpoint=self._checkpoint), _("Begin without --resume.")
            )
        if not self.is_resumed and self._checkpoint.exists():
            hint = _("Say --resume to go on from there, or choose another --output.")
            raise ParameterError(_("There is a training of {output} already.", output=self.output), hint)

    def _pictures(self) -> list[list[Path]]:
        """The files of each camera, or of each photograph its own."""
        if self.source.is_of_cameras:
            return folder.cameras(self.source.folder)
        return [[path] for path in folder.pictures(self.source.folder)]

    def _examples(self, pictures: Sequence[Sequence[Path]], size: int, told: Told) -> Examples:
        each = -(-self.settings.examples // len(pictures))
        small = ([*folder.small(paths, _FINER * size)] for paths in pictures)

        def telling(done: int) -> None:
            told(_EXAMPLES * done / len(pictures), _("Picture {done} of {count}", done=done + 1, count=len(pictures)))

        if self.source.is_of_cameras:
            usable = (group for group in small if len(group) > 1)
            return examples.at_other_hours(usable, each, size, self.settings.seed, telling)
        return examples.relit(itertools.chain.from_iterable(small), each, size, self.settings.seed, telling)

    def _save(self, training: Training) -> None:
        from inlay.harmonisation.network.training import checkpoint

        with Saving() as saving:
            saving.write(self._checkpoint, checkpoint.encoded(training))
            history = training.history
            saving.write(self.output.with_suffix(".losses.png"), chart.encoded(history))
            saving.write(self.output.with_suffix(".losses.csv"), _table(history))
            saving.commit()

    def _finish(self, training: Training) -> list[Path]:
        from inlay.harmonisation.network.training import export

        self._save(training)
        content = export.as_onnx(training)
        digest = hashlib.sha256(content).hexdigest()
        with Saving() as saving:
            written = saving.write_pieces(self.output, (content,))
            model = description.describe(
                written,
                self.output,
                (digest,),
                title=self.title or _TITLE,
                licence=self.licence,
                origin=self._origin(training),
            )
            saving.write(self.output.with_suffix(".json"), model.sidecar())
            saving.commit()
        return [self.output]

    def _origin(self, training: Training) -> str:
        return _(
            "Trained by Inlay on pictures of {folder}: {architecture}, width {width}, {count} steps of {batch} "
            "examples",
            folder=self.source.folder.name,
            architecture=self.settings.architecture,
            width=self.settings.width,
            count=len(training.history),
            batch=self.settings.batch,
        )


def _table(history: list[tuple[float, ...]]) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("step", *LOSSES))
    rows.writerows((number + 1, *(f"{loss:.6g}" for loss in losses)) for number, losses in enumerate(history))
    return text.getvalue().encode()
