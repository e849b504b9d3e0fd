"""A side effect from its first words to its end, as it is read. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from practice_desk.domain.adverse_event import AdverseEvent, Coping, Frequency
from practice_desk.domain.adverse_event_review import (
    Action,
    AdverseEventReview,
    Causality,
    Dechallenge,
    Handover,
    Noted,
    Rechallenge,
    Reply,
    Retraction,
    Review,
    Suspect,
    Told,
    ToldAgain,
)
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.gui.models import side_effect_words as words
from practice_desk.gui.models.plan_cause import WantedChange
from practice_desk.gui.models.side_effect_review_form import wanted_changes
from practice_desk.gui.models.side_effect_rows import told_line

_NOBODY = "at the upgrade"


def story(case: SideEffectCase, people: Mapping[str, str], plan: Iterable[PlanItem]) -> str:
    """Return the whole of it, the newest last."""
    plan = tuple(plan)
    names = {item.medication.id or 0: item.medication.name for item in plan}
    parts = [_report(case.report, case, people)]
    parts += [entry_text(entry, people, names) for entry in case.entries]
    done = [_done(item, case) for item in plan]
    parts += [line for lines in done for line in lines]
    return "\n\n".join(parts)


def changes_to_make(case: SideEffectCase, plan: Iterable[PlanItem]) -> tuple[WantedChange, ...]:
    """Return the changes of the plan that were decided last and are not in the plan yet.

    Whatever was done to a medication for this side effect since answers what was decided about it;
    a medication that was started answers an addition, once the one of a switch is counted.
    """
    if case.review is None or not case.is_open or case.id is None:
        return ()
    since = max(e.recorded_at for e in case.entries if isinstance(e.details, Review))
    made = [
        (item.medication.id, event.kind)
        for item in plan
        for event in item.events
        if event.adverse_event_id == case.id and event.recorded_at >= since
    ]
    wanted = wanted_changes(case.id, case.review)
    about = {each.medication_id for each in wanted if each.action is not Action.ADD}
    touched = {medication_id for medication_id, _ in made}
    started = sum(
        kind is PlanEventKind.START and medication_id not in about for medication_id, kind in made
    )
    switched = sum(
        each.action is Action.SWITCH and each.medication_id in touched for each in wanted
    )
    return tuple(
        each
        for each in wanted
        if (started <= switched if each.action is Action.ADD else each.medication_id not in touched)
    )


def _report(report: AdverseEvent, case: SideEffectCase, people: Mapping[str, str]) -> str:
    lines = [told_line(case, people), f"“{report.words}”"]
    facts = [report.effect] if report.effect else []
    if report.onset_on:
        facts.append(f"began {write_date(report.onset_on)}")
    if report.frequency is not Frequency.UNKNOWN:
        facts.append(words.FREQUENCIES[report.frequency].casefold())
    told = Told(report.course, report.severity, report.bother, report.limits)
    facts += _now(told)
    if report.coping is not Coping.UNKNOWN:
        note = f" ({report.coping_note})" if report.coping_note else ""
        facts.append(f"did: {words.COPINGS[report.coping].casefold()}{note}")
    if facts:
        lines.append(" · ".join(facts))
    return "\n".join(lines)


def entry_text(
    entry: AdverseEventReview, people: Mapping[str, str], names: Mapping[int, str] | None = None
) -> str:
    """Return one entry: when, by whom, and what it says.

    *names* are those of the plan's medications by their ids; suspected ones name themselves.
    """
    by = people.get(entry.recorded_by, entry.recorded_by) or _NOBODY
    head = f"{write_date(entry.happened_on)} · {by}"
    details = entry.details
    if isinstance(details, ToldAgain):
        return "\n".join([f"{head} · told again", *_told_lines(details.told)])
    if isinstance(details, Handover):
        owner = people.get(details.owner, details.owner) or "anybody who may decide"
        text = f"{head} · waits for {owner}, {words.URGENCIES[details.urgency].casefold()}"
        return f"{text}\n{details.note}" if details.note else text
    if isinstance(details, Retraction):
        return f"{head} · entered in error: {details.reason}"
    if isinstance(details, Reply):
        return f"{head} · wrote: {details.text}"
    if isinstance(details, Noted):
        return f"{head} · has read it"
    return "\n".join([f"{head} · reviewed", *_review_lines(details, names or {})])


def _review_lines(review: Review, names: Mapping[int, str]) -> Iterator[str]:
    called = {**names, **{each.medication_id: each.name for each in review.suspects}}
    if review.told is not None:
        yield from _told_lines(review.told)
    yield f"Coded as: {review.effect}"
    for suspect in review.suspects:
        yield f"Suspected: {_suspect(suspect)}"
    if review.seriousness:
        yield "Serious: " + ", ".join(words.SERIOUS[each].casefold() for each in review.seriousness)
    if review.assessment:
        yield review.assessment
    for decision in review.decisions:
        comment = f": {decision.comment}" if decision.comment else ""
        which = called.get(decision.medication_id or 0, "")
        about = f" ({which})" if which else ""
        yield f"Decided: {words.ACTIONS[decision.action].casefold()}{about}{comment}"
    if review.recheck_on is not None:
        yield f"Recheck on {write_date(review.recheck_on)}"
    if review.outcome is not None:
        yield f"Closed: {words.OUTCOMES[review.outcome].casefold()}"


def _suspect(suspect: Suspect) -> str:
    parts = [suspect.name]
    if suspect.causality is not Causality.NOT_ASSESSED:
        score = "" if suspect.score is None else f" (Naranjo {suspect.score})"
        parts.append(f"{words.CAUSALITIES[suspect.causality].casefold()}{score}")
    if suspect.dechallenge is not Dechallenge.NOT_DONE:
        after = words.DECHALLENGES[suspect.dechallenge].casefold()
        parts.append(f"when lowered or stopped: {after}")
    if suspect.rechallenge is not Rechallenge.NOT_DONE:
        parts.append(f"when taken again: {words.RECHALLENGES[suspect.rechallenge].casefold()}")
    return ", ".join(parts)


def _told_lines(told: Told) -> Iterator[str]:
    if told.words:
        yield f"“{told.words}”"
    if facts := _now(told):
        yield " · ".join(facts)


def _now(told: Told) -> list[str]:
    facts = []
    if told.course.value != "unknown":
        facts.append(words.COURSES[told.course].casefold())
    if told.severity is not None:
        facts.append(f"how bad: {words.grade_words('severity', told.severity)}")
    if told.bother is not None:
        facts.append(f"bothers: {words.grade_words('bother', told.bother)}")
    if told.limits is not None:
        facts.append(f"limits: {words.grade_words('limits', told.limits)}")
    if told.ended_on is not None:
        facts.append(f"ended {write_date(told.ended_on)}")
    return facts


def _done(item: PlanItem, case: SideEffectCase) -> Iterator[str]:
    for event in item.events:
        if event.adverse_event_id == case.id is not None:
            what = f"{event.kind} {item.medication.name}"
            yield f"{write_date(event.effective_on)} · in the plan: {what}"
