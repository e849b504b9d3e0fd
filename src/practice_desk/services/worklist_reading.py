"""Whom the question of a worklist finds now: by medication, condition, and what is missing.

A check is done where the monitoring of a chart says so, whatever record shows it: a result, a
measure, an entry of the supply (`monitoring.read_done`). Nothing here names a medication or a test:
both come from the clinical pack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.monitoring import Monitoring, MonitoringKind, Span, SpanUnit, last_done
from practice_desk.domain.progress import Progress
from practice_desk.domain.report import ReportFilter
from practice_desk.domain.worklist import Missing, WorklistQuestion, check_question
from practice_desk.knowledge.laboratory import laboratory
from practice_desk.knowledge.safety.records import MonitoringRule
from practice_desk.knowledge.safety.schedule import check_of
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_in
from practice_desk.services.monitoring import read_done
from practice_desk.services.reports.asked import measure_name, medication_name
from practice_desk.services.reports.conditions import condition_name
from practice_desk.services.reports.patients import chosen_patients
from practice_desk.storage import measures, people
from practice_desk.storage.report_caseload import last_seen
from practice_desk.storage.report_plan import Taken, taken_on
from practice_desk.storage.unit_of_work import UnitOfWork

LastDone = Callable[[int], date | None]
"""Returns when a patient last had what is missing; None for never."""


@dataclass(frozen=True, slots=True)
class Found:
    """A patient whom a question finds; see `worklists.WorklistEntry`."""

    patient_id: int
    taking: tuple[str, ...]
    last_on: date | None


def find_patients(
    clinic: Clinic, work: UnitOfWork, question: WorklistQuestion, progress: Progress
) -> list[Found]:
    """Return whom *question* finds, who waits longest first. Raises Invalid, Cancelled."""
    if problems := check_question(question):
        raise Invalid(problems)
    known = knowledge_in(clinic, work)
    asked = ReportFilter(
        practitioner_id=question.practitioner_id, condition=question.condition or None
    )
    progress(0, 0, "Charts")
    chosen = chosen_patients(clinic, work, asked)
    taking = _taking(clinic, work, known, question.medication) if question.medication else {}
    candidates = sorted(each for each in chosen if not question.medication or each in taking)
    found = list(_waiting(clinic, work, question, candidates, progress))
    with_names = [
        Found(patient, tuple(dict.fromkeys(t.name for t in taking.get(patient, ()))), last)
        for patient, last in found
    ]
    return sorted(with_names, key=lambda each: (each.last_on or date.min, each.patient_id))


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, the last of its month where it has none."""
    return Span(-months, SpanUnit.MONTH).after(day)


def _taking(
    clinic: Clinic, work: UnitOfWork, known: ClinicKnowledge, wanted: str
) -> dict[int, list[Taken]]:
    """Return by patient what is taken of a medication, its combinations, or a class."""
    rules = known.rules
    found: dict[int, list[Taken]] = {}
    for each in taken_on(work.connection, clinic.today()):
        concept = each.concept_id
        if wanted in rules.groups(concept) or wanted in rules.ingredients(concept):
            found.setdefault(each.patient_id, []).append(each)
    return found


def _waiting(
    clinic: Clinic,
    work: UnitOfWork,
    question: WorklistQuestion,
    candidates: Sequence[int],
    progress: Progress,
) -> Iterator[tuple[int, date | None]]:
    if question.missing is Missing.NOTHING:
        for patient in candidates:
            yield patient, None
        return
    since = months_before(clinic.today(), question.months)
    last = _last(work, knowledge_in(clinic, work), question)
    for number, patient in enumerate(candidates):
        progress(number, len(candidates), "Charts looked through")
        day = last(patient)
        if day is None or day < since:
            yield patient, day


def _last(work: UnitOfWork, known: ClinicKnowledge, question: WorklistQuestion) -> LastDone:
    if question.missing is Missing.CHECK:
        check = check_of(laboratory(), rule_of(known, question.check))
        ids = frozenset({check.id})
        return lambda patient: last_done(check, read_done(work, patient, ids).done)
    if question.missing is Missing.MEASURE:
        days = measures.last_filled_in(work.connection, question.measure)
        return days.get
    return last_seen(work.connection).get


def rule_of(known: ClinicKnowledge, check: str) -> MonitoringRule:
    """Return an entry of the pack's monitoring. Raises Invalid where it has none any more."""
    for rule in known.rules.facts.monitoring:
        if rule.id == check:
            return rule
    sentence = "The clinical pack has this check no more. Choose another."
    raise Invalid((Problem("check", sentence),))


def in_words(clinic: Clinic, work: UnitOfWork, question: WorklistQuestion) -> str:
    """Return *question* as a sentence without its end."""
    known = knowledge_in(clinic, work)
    whose = ""
    if question.practitioner_id is not None:
        who = people.practitioners.get(work.connection, question.practitioner_id)
        whose = f"Patients of {who.display_name}"
    parts = [whose or "Patients", *_parts(known, question)]
    return " ".join(parts)


def title_of(known: ClinicKnowledge, question: WorklistQuestion) -> str:
    """Return the short name of a list for *question*: "On lithium, no TSH in 6 months"."""
    text = " ".join(_parts(known, question))
    return text[:1].upper() + text[1:]


def _parts(known: ClinicKnowledge, question: WorklistQuestion) -> Iterator[str]:
    if question.medication:
        yield f"on {group_name(known, question.medication)}"
    if question.condition:
        yield f"with {condition_name(known, question.condition)}"
    if question.missing is not Missing.NOTHING:
        yield f"without {_missing(known, question)} in {_span(question.months)}"


def _span(months: int) -> str:
    return "a month" if months == 1 else f"{months} months"


def lacks_of(known: ClinicKnowledge, question: WorklistQuestion) -> str:
    """Return what the patients lack, as a line of its own: "No TSH in 6 months"."""
    return f"No {_missing(known, question)} in {_span(question.months)}"


def _missing(known: ClinicKnowledge, question: WorklistQuestion) -> str:
    if question.missing is Missing.CHECK:
        return lowered(check_name(known, rule_of(known, question.check)))
    if question.missing is Missing.MEASURE:
        return measure_name(known, question.measure)
    return "a visit"


def check_name(known: ClinicKnowledge, rule: MonitoringRule) -> str:
    """Return the short name of a check: without what stands behind a comma or in brackets.

    The brackets stay where another check of the same medication would be called the same.
    """
    name, same = _short(rule), set(rule.applies_to)
    others = (each for each in known.rules.facts.monitoring if each.id != rule.id)
    if any(_short(each) == name and same & set(each.applies_to) for each in others):
        return rule.test
    return name


def _short(rule: MonitoringRule) -> str:
    return rule.test.split(",")[0].split(" (")[0]


def group_name(known: ClinicKnowledge, medication: str) -> str:
    """Return the name of a medication or of a class."""
    group = known.rules.classes.get(medication)
    if group is None:
        return medication_name(known, medication)
    return lowered(group.name.split(" (")[0])


def lowered(name: str) -> str:
    """Return *name* as it stands within a sentence: abbreviations stay as they are."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def suggested(known: ClinicKnowledge, taken: Iterable[str]) -> list[WorklistQuestion]:
    """Return the questions that the pack's monitoring suggests for medications with these ids.

    One for each check that goes on as long as the medication and each medication or class that the
    pack has it for, by the interval of later treatment in whole months.
    """
    rules, found = known.rules, []
    groups = {group for concept in taken for group in rules.groups(concept)}
    for rule in rules.facts.monitoring:
        months = _usual_months(check_of(laboratory(), rule))
        for wanted in rule.applies_to:
            if months and wanted in groups:
                question = WorklistQuestion(Missing.CHECK, wanted, check=rule.id, months=months)
                found.append(question)
    kinds = [MonitoringKind(rule.kind) for rule in rules.facts.monitoring]
    ids = [rule.id for rule in rules.facts.monitoring]

    def place(asked: WorklistQuestion) -> tuple[bool, str, int, str]:
        """Return single medications before classes, and laboratory tests first."""
        kind = tuple(MonitoringKind).index(kinds[ids.index(asked.check)])
        name = group_name(known, asked.medication).casefold()
        return asked.medication in rules.classes, name, kind, title_of(known, asked).casefold()

    return sorted(found, key=place)


def _usual_months(check: Monitoring) -> int:
    """Return how often a check is repeated in the end, 0 for never; less than a month is one."""
    lasting = [each.every for each in check.timings if each.every and each.until is None]
    per = {SpanUnit.MONTH: 1, SpanUnit.WEEK: 0, SpanUnit.DAY: 0}
    return max((max(1, span.count * per[span.unit]) for span in lasting), default=0)
