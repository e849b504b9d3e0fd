"""Events, visits and sessions of a chart as a timeline shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from practice_desk.domain.chart_event import ChartEvent, ChartEventKind
from practice_desk.domain.encounter import Encounter
from practice_desk.domain.note import KIND_WORDS, MEDICATION_KINDS, THERAPY_KINDS, Note, threads
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.timeline import Happening, HappeningKind

_K = HappeningKind
_KINDS = {
    ChartEventKind.LIFE_EVENT: _K.LIFE_EVENT,
    ChartEventKind.HOSPITAL_STAY: _K.HOSPITAL_STAY,
    ChartEventKind.MILESTONE: _K.MILESTONE,
    ChartEventKind.HOMEWORK: _K.HOMEWORK,
}
_OF_LIFE = frozenset({_K.LIFE_EVENT, _K.HOSPITAL_STAY})
_IN_HOSPITAL = frozenset({"IMP", "ACUTE", "NONAC", "OBSENC", "SS"})
"""FHIR's classes of encounters within a hospital."""
_EMERGENCY = "EMER"
_ONLY_TOLD = "encounter"
"""An imported visit has no page of its own."""
_HELD = frozenset({"finished", "in-progress", "onleave", "unknown", "completed", "discharged"})
"""FHIR's states of encounters that took place."""


def life_of(events: Iterable[ChartEvent], encounters: Iterable[Encounter]) -> tuple[Happening, ...]:
    """Return life events and hospital stays, recorded here or imported, in order."""
    found = [*_recorded(events), *_stays(encounters)]
    return _ordered(each for each in found if each.kind in _OF_LIFE)


def therapy_of(
    events: Iterable[ChartEvent],
    encounters: Iterable[Encounter],
    notes: Iterable[Note],
    milestones: Iterable[Happening] = (),
) -> tuple[Happening, ...]:
    """Return visits, therapy sessions, milestones and homework in order.

    Visits and sessions are known from their notes and from imported encounters; *milestones* are
    those of the treatment plan.
    """
    found = [*_recorded(events), *_visits(encounters), *_noted(notes), *milestones]
    return _ordered(each for each in found if each.kind not in _OF_LIFE)


def _ordered(found: Iterable[Happening]) -> tuple[Happening, ...]:
    return tuple(sorted(found, key=_place))


def _place(each: Happening) -> tuple[date, bool, str, int]:
    """Of a day a click opens the first: what can be opened comes before what is only told."""
    return each.on, each.record.noun == _ONLY_TOLD, each.record.noun, each.record.id


def _recorded(events: Iterable[ChartEvent]) -> Iterator[Happening]:
    for each in events:
        if not each.retracted_reason:
            yield Happening(
                _KINDS[each.kind],
                each.began_on,
                each.words,
                RecordKey("chart_event", each.id or 0),
                each.ended_on,
                each.goes_on or each.ended_on is not None,
                each.note.partition("\n")[0][:120],
            )


def _noted(notes: Iterable[Note]) -> Iterator[Happening]:
    for thread in threads(notes):
        each = thread.current
        kind = _K.VISIT if each.kind in MEDICATION_KINDS else _K.SESSION
        if each.counts and each.kind in MEDICATION_KINDS | THERAPY_KINDS:
            words = KIND_WORDS[each.kind]
            yield Happening(kind, each.seen_on, words, RecordKey("note", each.id or 0))


def _stays(encounters: Iterable[Encounter]) -> Iterator[Happening]:
    for each in encounters:
        if each.started_at is None or each.status not in _HELD:
            continue
        inpatient = each.class_code in _IN_HOSPITAL
        if inpatient or each.class_code == _EMERGENCY:
            words = each.display or ("Hospital stay" if inpatient else "Emergency visit")
            end = each.ended_at.astimezone().date() if each.ended_at is not None else None
            began = each.started_at.astimezone().date()
            lasts = end is not None or (inpatient and each.status == "in-progress")
            key = RecordKey(_ONLY_TOLD, each.id or 0)
            yield Happening(_K.HOSPITAL_STAY, began, words, key, end, lasts, each.reason)


def _visits(encounters: Iterable[Encounter]) -> Iterator[Happening]:
    for each in encounters:
        away = each.class_code in _IN_HOSPITAL or each.class_code == _EMERGENCY
        if each.started_at is None or each.status not in _HELD or away:
            continue
        began, key = each.started_at.astimezone().date(), RecordKey(_ONLY_TOLD, each.id or 0)
        yield Happening(_K.VISIT, began, each.display or "Visit", key, detail=each.reason)
