"""What windows share that make a paper out of choices: try by try, the last one shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from practice_desk.domain.errors import Problem
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.letter_dialog import LetterDialog, LetterForm, ReadyPages
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import SentLetter

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter


class Draft(Protocol):
    """What is to be printed: its number, and what it lacks."""

    @property
    def code(self) -> str:
        """The paper's number."""

    @property
    def missing(self) -> tuple[Problem, ...]:
        """What has to be known before there are pages."""


D = TypeVar("D", bound=Draft)


@dataclass(frozen=True, slots=True)
class MadePaper(Generic[D]):
    """A draft with its pages, or None while something is missing."""

    draft: D
    rendered: RenderedLetter | None


def made_paper(draft: D, render: Callable[[D], RenderedLetter]) -> MadePaper[D]:
    """Return *draft* with its pages, on the worker; *render* is not called for what lacks some."""
    return MadePaper(draft, None if draft.missing else render(draft))


class MadePaperDialog(LetterDialog, Generic[D]):
    """Shows the paper that was asked for last; an answer to an earlier try is dropped.

    A subclass calls `make_paper` for each try, and gives `give` and, if it needs it, `filled`.
    """

    def __init__(
        self, context: AppContext, patient: Patient, form: LetterForm, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, patient, form, parent)
        self.made: MadePaper[D] | None = None
        self.code = ""
        self._try = 0

    def give(
        self,
        clinic: Clinic,
        draft: D,
        pages: RenderedLetter,
        delivery: LetterDelivery,
        path: Path | None,
    ) -> SentLetter:
        """Record, on the worker, that the pages left."""
        raise NotImplementedError

    def filled(self, draft: D) -> None:
        """Show in the form what came with *draft*."""

    def make_paper(self, make: Callable[[], MadePaper[D]]) -> None:
        """Make the pages anew with *make*, which runs on the worker."""
        self._try += 1
        number = self._try
        self.made = None
        self.show_offered()
        self.context.tasks.run(
            make,
            done=lambda made: self._show_made(number, made),
            failed=self.show_failed,
            parent=self,
        )

    def ready_pages(self) -> ReadyPages | None:
        """Return the pages, None while something is missing."""
        made = self.made
        if made is None or made.rendered is None:
            return None
        draft, pages = made.draft, made.rendered
        return ReadyPages(
            pages.pdf,
            draft.code,
            lambda clinic, delivery, path: self.give(clinic, draft, pages, delivery, path),
        )

    def _show_made(self, number: int, made: MadePaper[D]) -> None:
        if number != self._try:
            return
        self.filled(made.draft)
        self.made, self.code = made, made.draft.code
        self.say(" ".join(problem.sentence for problem in made.draft.missing))
        preview = self._letter_form.preview
        if made.rendered is None:
            preview.show_message(f"The {self.noun} appears here once nothing is missing.")
        else:
            preview.show_pdf(made.rendered.pdf)
        self.show_offered()
