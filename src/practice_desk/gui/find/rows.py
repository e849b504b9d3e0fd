"""What the palette offers, in which order: rows in sections. Without pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.patient import PatientSummary, completed_years
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.search_entry import KIND_WORDS, SearchKind
from practice_desk.domain.text import fold
from practice_desk.domain.text_query import SearchHit

RECENT, PATIENTS, PAGES, ACTIONS, TEXTS = (
    "Recent charts", "Patients", "Pages", "Actions", "In the texts of charts",
)  # fmt: skip
MOST = {RECENT: 5, PATIENTS: 6, PAGES: 6, ACTIONS: 5, TEXTS: 5}
"""Rows of a section: what comes after them is found by typing more."""

KIND_ICONS = {
    SearchKind.NOTE: "file-text",
    SearchKind.DOCUMENT: "folder-open",
    SearchKind.LETTER: "mail",
    SearchKind.PLAN_REASON: "pill",
    SearchKind.SIDE_EFFECT: "activity",
}
_NOUNS = {
    SearchKind.NOTE: "note",
    SearchKind.DOCUMENT: "filed_document",
    SearchKind.LETTER: "letter",
    SearchKind.PLAN_REASON: "medication",
    SearchKind.SIDE_EFFECT: "adverse_event",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to open: its words, what is marked in the second line, its keys, what it does.

    `also` are further words by which it is found. `is_patient` shows initials in place of an icon.
    """

    section: str
    title: str
    opens: Callable[[], object]
    detail: str = ""
    marked: tuple[tuple[int, int], ...] = ()
    icon: str = ""
    keys: str = ""
    also: str = ""
    is_patient: bool = False

    @property
    def spoken(self) -> str:
        """All of it in words."""
        return ", ".join(part for part in (self.title, self.detail, self.keys) if part)


def fitness(typed: str, title: str, also: str = "") -> int | None:
    """Return how well *title* answers what was typed, the least best; None where it does not.

    Every word has to begin one of the title or of *also*; or all letters, without spaces, come in
    their order, the first of a word first.
    """
    words, name = fold(typed).split(), _folded(title)
    if not words:
        return None
    if name.startswith(" ".join(words)):
        return 0 if name == " ".join(words) else 1
    own = name.split()
    if all(any(each.startswith(word) for each in own) for word in words):
        return 2
    known = [*own, *_folded(also).split()]
    if all(any(each.startswith(word) for each in known) for word in words):
        return 3
    letters = "".join(words)
    return 4 if len(letters) > 2 and _comes_in_order(letters, own) else None


@lru_cache(512)
def _folded(offered: str) -> str:
    """Return folded words of a page or action, which are asked for at every key."""
    return fold(offered)


def _comes_in_order(letters: str, words: Sequence[str]) -> bool:
    """Return whether *letters* are beginnings of *words* in their order: "nepa", new patient."""
    reached = {0}
    for word in words:
        for at in sorted(reached):
            taken = 0
            while taken < len(word) and at + taken < len(letters):
                if word[taken] != letters[at + taken]:
                    break
                taken += 1
                reached.add(at + taken)
    return len(letters) in reached


def fitting(typed: str, rows: Iterable[Row]) -> list[Row]:
    """Return those of *rows* that answer what was typed, the best first, within their sections."""
    if not typed.strip():
        return []
    judged = [(fitness(typed, row.title, row.also), row) for row in rows]
    found = [(fit, row) for fit, row in judged if fit is not None]
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def arranged(sections: Mapping[str, Sequence[Row]], typed: str = "") -> list[Row]:
    """Return the rows of all sections in their order, of each no more than fit.

    A page or action that begins with what was *typed* comes before patients whose names are only
    like it, so that Enter opens no chart that nobody asked for.
    """
    names = list(MOST)
    if all(fitness(typed, row.title, row.detail) is None for row in sections.get(PATIENTS, ())):
        meant = [name for name in (PAGES, ACTIONS) if _begins(typed, sections.get(name, ()))]
        names = [*meant, *(name for name in names if name not in meant)]
    return [row for name in names for row in sections.get(name, ())[: MOST[name]]]


def _begins(typed: str, rows: Sequence[Row]) -> bool:
    return any(fitness(typed, row.title) in (0, 1) for row in rows[:1])


def patient_row(
    patient: PatientSummary, section: str, today: date, opens: Callable[[], object]
) -> Row:
    """Return the row of a chart."""
    born = patient.birth_date
    age = "" if born is None else f"{completed_years(born, today)} y, {write_date(born)}"
    detail = " · ".join(part for part in (age, patient.chart_number) if part)
    return Row(section, patient.display_name, opens, detail, is_patient=True)


def kind_said(hit: SearchHit) -> str:
    """Return of what kind the record is, and whether another has taken its place."""
    word = KIND_WORDS[hit.kind]
    if not hit.is_replaced:
        return word
    return f"{word}, amended since" if hit.kind is SearchKind.NOTE else f"{word}, replaced since"


def text_row(hit: SearchHit, patient: str, opens: Callable[[], object]) -> Row:
    """Return the row of something found in a text."""
    title = f"{patient} · {kind_said(hit)} · {write_date(hit.dated_on)}"
    snippet = hit.snippet
    return Row(TEXTS, title, opens, snippet.text, snippet.found, KIND_ICONS[hit.kind])


def record_key(hit: SearchHit) -> RecordKey:
    """Return the record that the chart shows for what was found."""
    number = hit.place if hit.kind is SearchKind.PLAN_REASON else hit.record_id
    page = hit.place if hit.kind is SearchKind.DOCUMENT else 0
    return RecordKey(_NOUNS[hit.kind], number, page)
