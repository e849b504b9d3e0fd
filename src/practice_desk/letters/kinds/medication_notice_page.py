"""The page of a medication notice, composed from the shared parts."""

from __future__ import annotations

from functools import cache

from practice_desk.domain.letter_choice import Urgency
from practice_desk.letters import layout
from practice_desk.letters.blocks import Gap, Stack
from practice_desk.letters.dates import short_date
from practice_desk.letters.drawing import TextBlock, TextStyle
from practice_desk.letters.kinds.medication_notice import (
    LineKind,
    MedicationNoticeContent,
    NoticeLine,
)
from practice_desk.letters.pages import PAGE_ROOM, WIDTH, Composition
from practice_desk.letters.regimens import NoticeRegimen
from practice_desk.letters.table import Table, TableWithClosing
from practice_desk.letters.text import (
    Markup,
    bold,
    clean,
    escape,
    fill,
    lines,
    small,
    strong,
    unbroken,
)
from practice_desk.letters.tightening import without_needless_page
from practice_desk.letters.wording import Wording, load_wording

_SHARES = (0.25, 0.285, 0.31, 0.155)
_HEADING = TextStyle(size=9, leading=11.5, bold=True)
_CELL = TextStyle(size=9.5, leading=12.5)


class Columns(Wording, frozen=True):
    """Column headings."""

    medication: str
    old: str
    new: str
    effective: str


class Intro(Wording, frozen=True):
    """The sentence above the table, by urgency."""

    routine: str
    urgent: str


class MedicationNoticeWording(Wording, frozen=True):
    """`resources/letters/medication_notice.yaml`."""

    document_title: str
    titles: dict[str, str]
    title_cancel: str
    intro: Intro
    urgent: str
    columns: Columns
    kinds: dict[LineKind, str]
    old_instead: dict[str, str]
    new_instead: dict[LineKind, str]
    cancel: dict[str, str]
    reason: str
    per_dose: str
    controlled: str
    in_steps: str
    most_days: str
    most_one_day: str


@cache
def _wording() -> MedicationNoticeWording:
    return load_wording("medication_notice", MedicationNoticeWording)


def compose(content: MedicationNoticeContent) -> Composition:
    """Return the notice ready for its pages; `problems` must have found none."""
    wording = _wording()
    urgent = content.urgency is Urgency.URGENT
    callback = content.signatory.callback_phone
    intro = wording.intro.urgent if urgent else wording.intro.routine
    closing = Stack(
        [
            Gap(10),
            layout.not_a_prescription(),
            *layout.part2_notice(content.part2),
            layout.sign_off(content.signatory),
            Gap(12),
            layout.acknowledgement(
                content.letterhead,
                content.code,
                cancels=any(line.cancel_refills for line in content.lines),
            ),
        ]
    )
    furniture = layout.furniture(content.letterhead, content.patient, content.code, callback)
    room = PAGE_ROOM - furniture.continuation.height(WIDTH)
    return without_needless_page(
        Composition(
            clean(wording.document_title.replace("{code}", content.code), "letter's code"),
            (
                layout.letterhead(content.letterhead),
                Gap(10),
                layout.addresses(content.recipient, content.written_on, content.code),
                Gap(12),
                *layout.replaces_notice(content.replaces),
                layout.title(
                    _title(content.lines), layout.plain(wording.urgent) if urgent else None
                ),
                Gap(6),
                layout.patient_box(content.patient),
                Gap(8),
                TextBlock(layout.plain(intro), layout.BODY),
                Gap(5),
                TableWithClosing(_table(content.lines), closing, room),
            ),
            furniture,
            layout.paper(content.letterhead),
        )
    )


def _title(notice_lines: tuple[NoticeLine, ...]) -> Markup:
    wording = _wording()
    kinds = {line.kind for line in notice_lines}
    text = wording.titles[next(iter(kinds)) if len(kinds) == 1 else "several"]
    cancels = kinds == {LineKind.STOPPED} and all(line.cancel_refills for line in notice_lines)
    return layout.plain(wording.title_cancel.replace("{title}", text) if cancels else text)


def _table(notice_lines: tuple[NoticeLine, ...]) -> Table:
    columns = _wording().columns
    names = (columns.medication, columns.old, columns.new, columns.effective)
    return Table(
        tuple(TextBlock(layout.plain(name), _HEADING) for name in names),
        tuple(_row(line) for line in notice_lines),
        _SHARES,
        arrow_before=2,
    )


def _row(line: NoticeLine) -> tuple[TextBlock, ...]:
    wording = _wording()
    reason = line.reason and small(fill(wording.reason, reason=layout.plain(line.reason.value)))
    name = escape(clean(line.medication, "medication's name"), "medication's name")
    medication = lines(
        [
            small(bold(layout.plain(wording.kinds[line.kind]))),
            strong(name) + Markup(" ") + escape(clean(line.form, "dose form"), "dose form"),
            reason or Markup(""),
        ]
    )
    cells = (medication, _old(line), _new(line), bold(layout.plain(short_date(line.effective))))
    return tuple(TextBlock(cell, _CELL) for cell in cells)


def _old(line: NoticeLine) -> Markup:
    wording = _wording()
    if line.kind is LineKind.RESUMED or (line.kind is LineKind.STARTED and line.old is None):
        return layout.plain(wording.old_instead[line.kind])
    if line.kind is LineKind.CANCELLED and line.listed_on is not None:
        words = wording.old_instead[line.kind]
        return layout.plain(words.replace("{date}", short_date(line.listed_on)))
    return _regimen(line.old, line, new=False) or layout.plain(wording.old_instead["other"])


def _new(line: NoticeLine) -> Markup:
    wording = _wording()
    instead = wording.new_instead.get(line.kind)
    regimen = _regimen(line.new, line, new=True)
    parts = [strong(layout.plain(instead)) if instead else regimen]
    if line.dea_schedule.controlled and not instead:
        parts.append(small(layout.plain(wording.controlled)))
    if line.most_days is not None and not instead:
        most = wording.most_one_day if line.most_days == 1 else wording.most_days
        parts.append(bold(layout.plain(most.replace("{days}", str(line.most_days)))))
    if line.cancel_refills:
        which = "other" if line.kind is LineKind.CHANGED else "stopped"
        parts.append(bold(layout.plain(wording.cancel[which])))
    return lines(parts)


def _regimen(regimen: NoticeRegimen | None, line: NoticeLine, *, new: bool) -> Markup:
    """Return dose and directions; of a controlled medication the dose only, whatever is given."""
    if regimen is None:
        return Markup("")
    dose = escape(clean(regimen.dose, "dose"), "dose")
    if dose:
        dose = fill(_wording().per_dose, dose=dose)
        dose = strong(dose) if new else dose
    if line.dea_schedule.controlled:
        steps = layout.plain(_wording().in_steps) if regimen.in_steps else Markup("")
        return lines([dose, steps])
    return lines([dose, escape(unbroken(regimen.directions), "directions")])
