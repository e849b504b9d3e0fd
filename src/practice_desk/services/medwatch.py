"""A serious reaction for the FDA: the blocks of Form 3500, filled in as far as the chart tells.

Previewed and kept like a letter. The FDA is the recipient of the disclosure (45 CFR
164.512(b)(1)(iii)); no name goes out. Records under 42 CFR Part 2 may go to a public health
authority only without anything that identifies the patient (42 CFR 2.54), so that no report is made
from such a chart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.adverse_event_review import (
    Causality,
    Dechallenge,
    Rechallenge,
    Suspect,
)
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.condition import Condition, ConditionStatus
from practice_desk.domain.course import stretch_on
from practice_desk.domain.directions import short_directions
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.dose_form import route_name
from practice_desk.domain.errors import Invalid, LetterRefused, Problem
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.domain.release import Gate, Outgoing, Record
from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.domain.told_words import names_told
from practice_desk.letters.kinds.medwatch import (
    CODE,
    MedwatchAnswer,
    MedwatchContent,
    MedwatchOutcome,
    MedwatchProduct,
)
from practice_desk.letters.parties import Letterhead, Signatory
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import LeavingPages, Paper, SentLetter, keep_paper
from practice_desk.services.labelled_words import withheld_names
from practice_desk.services.letter_content import NoticeOptions
from practice_desk.services.letter_events import DRAFT
from practice_desk.services.letter_facts import new_code, read_facts
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.sensitivity import read_gate
from practice_desk.services.side_effects import read_case
from practice_desk.storage import health
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

RECIPIENT = "U.S. Food and Drug Administration (MedWatch)"
PURPOSE = "Public health: report of a serious reaction to the FDA"
NO_PART2 = (
    "This chart has records under 42 CFR Part 2, which may go to the FDA only without anything "
    "that identifies the patient. Report by hand at fda.gov/medwatch."
)
NAMED_IN_WORDS = (
    "Your account names {names}, which carries a label: it goes to nobody without the patient's"
    " consent. Take it out of the words."
)
NO_LABELLED = (
    "This side effect, or a medication suspected of it, may be told with the patient's consent "
    "only, and there is none for the FDA. Report by hand at fda.gov/medwatch."
)
TEST_DAYS = 30
"""Results within so many days of the event stand in block B6."""
_BODY_WEIGHT = "29463-7"
_DECHALLENGED = {
    Dechallenge.BETTER: MedwatchAnswer.YES,
    Dechallenge.NOT_BETTER: MedwatchAnswer.NO,
    Dechallenge.NOT_DONE: MedwatchAnswer.DOES_NOT_APPLY,
    Dechallenge.NOT_KNOWN: MedwatchAnswer.NOT_KNOWN,
}
_RECHALLENGED = {
    Rechallenge.CAME_BACK: MedwatchAnswer.YES,
    Rechallenge.DID_NOT: MedwatchAnswer.NO,
    Rechallenge.NOT_DONE: MedwatchAnswer.DOES_NOT_APPLY,
    Rechallenge.NOT_KNOWN: MedwatchAnswer.NOT_KNOWN,
}
_NOT_IT = frozenset({Causality.UNRELATED})


@dataclass(frozen=True, slots=True)
class MedwatchOptions:
    """What the reporter chose: the account in their own words, and what else goes along."""

    narrative: str | None = None
    with_tests: bool = True
    with_history: bool = False
    with_others: bool = True
    code: str = ""


@dataclass(frozen=True, slots=True)
class MedwatchDraft:
    """A report about to be made; see `letters.Draft`."""

    patient_id: int
    report_id: int
    code: str
    title: str
    made_at: datetime
    content: MedwatchContent
    missing: tuple[Problem, ...]
    records: tuple[Record, ...] = ()


def medwatch_draft(
    clinic: Clinic, patient_id: int, report_id: int, options: MedwatchOptions | None = None
) -> MedwatchDraft:
    """Gather the report of one side effect. Nothing is written. Raises NotFound."""
    options = options or MedwatchOptions()
    with clinic.viewing(Operation.SEND_LETTER, patient_id) as work:
        work.detail = DRAFT
        gate = _gate(clinic, work, patient_id)
        content, records = _read(clinic, work, patient_id, report_id, options, gate)
        named = names_told((content.narrative,), withheld_names(clinic, work, patient_id, gate))
    from practice_desk.letters.rendering import problems  # imports the big ReportLab

    missing = (*_held_back(gate, records, named), *problems(CODE, content))
    return MedwatchDraft(
        patient_id=patient_id,
        report_id=report_id,
        code=content.code,
        title="MedWatch report of a serious reaction",
        made_at=clinic.now().replace(microsecond=0),
        content=content,
        missing=missing,
        records=records,
    )


def render_medwatch(draft: MedwatchDraft) -> RenderedLetter:
    """Return the finished pages: the same draft gives the same bytes. Writes nothing.

    Raises Invalid for missing facts, LetterRefused for text that cannot be printed.
    """
    if draft.missing:
        raise Invalid(draft.missing)
    from practice_desk.letters.rendering import render  # imports the big ReportLab

    return render(CODE, draft.content, made_at=draft.made_at)


def give_medwatch(
    clinic: Clinic,
    draft: MedwatchDraft,
    rendered: RenderedLetter,
    delivery: LetterDelivery,
    save_to: Path | None = None,
) -> SentLetter:
    """Keep a report that left: document, letter, disclosure and audit row in one.

    Raises as `letters.send_letter` does, LetterRefused also when the side effect was reviewed anew.
    """
    if render_medwatch(draft) != rendered:
        raise LetterRefused("The pages are not what was shown.", "Make the report again.")
    content = draft.content

    def check(work: UnitOfWork) -> None:
        case = read_case(clinic, work, draft.patient_id, draft.report_id)
        if _outcomes(case) != content.outcomes or len(_suspected(case)) != len(content.suspects):
            sentence = "The side effect was reviewed anew while this report was open."
            raise LetterRefused(sentence, "Make the report again.")

    paper = Paper(
        draft.patient_id,
        CODE,
        draft.code,
        draft.title,
        RECIPIENT,
        told=", ".join(_told(content)),
        purpose=PURPOSE,
        basis=DisclosureBasis.PUBLIC_HEALTH,
        records=draft.records,
    )
    pages = LeavingPages(rendered, delivery, save_to)
    return keep_paper(paper, clinic, Operation.SEND_LETTER, pages, check)


def _gate(clinic: Clinic, work: UnitOfWork, patient_id: int) -> Gate:
    outgoing = Outgoing(DisclosureBasis.PUBLIC_HEALTH, RECIPIENT)
    return read_gate(clinic, work, patient_id, outgoing)


def _held_back(
    gate: Gate, records: tuple[Record, ...], named: tuple[str, ...]
) -> Iterator[Problem]:
    """Yield why there can be no report: it is about what may not go to the FDA."""
    part2 = SensitivityLabel.PART2
    if gate.whole or any(part2 in labels for labels in gate.labels.values()):
        yield Problem("part2", NO_PART2)
    elif gate.withheld(records):
        yield Problem("part2", NO_LABELLED)
    elif named:
        yield Problem("part2", NAMED_IN_WORDS.format(names=" and ".join(named)))


def _read(
    clinic: Clinic,
    work: UnitOfWork,
    patient_id: int,
    report_id: int,
    options: MedwatchOptions,
    gate: Gate,
) -> tuple[MedwatchContent, tuple[Record, ...]]:
    """Return the report, and the records that it tells of."""
    facts = read_facts(work, patient_id, clinic.session.user_name, NoticeOptions())
    case = read_case(clinic, work, patient_id, report_id)
    plan = read_plan(work, patient_id, clinic.today())
    results = _results(work, patient_id, gate)
    event_on = case.onset_on
    on = event_on or case.report.told_on
    suspects = _suspected(case)
    history = _history(work, patient_id, gate) if options.with_history else []
    tests = _tests(results, on) if options.with_tests else []
    others = _others(_open(plan, gate), suspects, on) if options.with_others else []
    narrative = _account(case) if options.narrative is None else options.narrative.strip()
    content = MedwatchContent(
        code=options.code or new_code(work),
        written_on=clinic.today(),
        letterhead=Letterhead.of(facts.profile),
        identifier=facts.patient.chart_number,
        age=_age(facts.patient, on),
        sex=facts.patient.sex_assigned.value if facts.patient.sex_assigned != "unknown" else "",
        weight=_weight(results, on),
        outcomes=_outcomes(case),
        event_on=event_on,
        narrative=narrative,
        tests=tuple(map(_test_text, tests)) if options.with_tests else None,
        history=tuple(each.display for each in history) if options.with_history else None,
        suspects=tuple(_product(suspect, plan, on) for suspect in suspects),
        others=tuple(map(_other_text, others)) if options.with_others else None,
        signatory=Signatory(facts.signatory, facts.credentials, facts.callback),
    )
    medications = [each.medication_id for each in suspects]
    medications += [each.medication.id or 0 for each in others]
    return content, (
        (RecordNoun.SIDE_EFFECT, report_id),
        *((RecordNoun.MEDICATION, number) for number in medications),
        *((RecordNoun.CONDITION, each.id or 0) for each in history),
        *((RecordNoun.OBSERVATION, each.id or 0) for each in tests),
    )


def _history(work: UnitOfWork, patient_id: int, gate: Gate) -> list[Condition]:
    return [
        each
        for each in health.conditions.for_patient(work.connection, patient_id)
        if each.status is ConditionStatus.ACTIVE
        and not each.retracted_reason
        and gate.lets(RecordNoun.CONDITION, each.id)
    ]


def _results(work: UnitOfWork, patient_id: int, gate: Gate) -> list[Observation]:
    found = health.observations.for_patient(work.connection, patient_id)
    return [each for each in found if gate.lets(RecordNoun.OBSERVATION, each.id)]


def _open(plan: Sequence[PlanItem], gate: Gate) -> list[PlanItem]:
    return [each for each in plan if gate.lets(RecordNoun.MEDICATION, each.medication.id)]


def _suspected(case: SideEffectCase) -> tuple[Suspect, ...]:
    return tuple(each for each in case.suspects if each.causality not in _NOT_IT)


def _outcomes(case: SideEffectCase) -> tuple[MedwatchOutcome, ...]:
    serious = () if case.review is None else case.review.seriousness
    return tuple(MedwatchOutcome(each.value) for each in serious)


def _account(case: SideEffectCase) -> str:
    """Return what happened from what was coded and judged, without anybody's own words."""
    parts = [f"{case.effect}."]
    if case.onset_on is not None:
        parts.append(f"Began {write_date(case.onset_on)}.")
    if case.ended_on is not None:
        parts.append(f"Ended {write_date(case.ended_on)}.")
    parts += [
        f"Suspected: {each.name}, {each.causality.value.replace('_', ' ')} by our assessment."
        for each in _suspected(case)
    ]
    return " ".join(parts)


def _age(patient: Patient, on: date) -> str:
    age = patient.age(on)
    return "" if age is None else f"{age} years"


def _weight(results: Sequence[Observation], on: date) -> str:
    known = [
        each
        for each in results
        if each.code == _BODY_WEIGHT
        and each.value is not None
        and not each.retracted_reason
        and each.observed_at.date() <= on + timedelta(days=TEST_DAYS)
    ]
    if not known:
        return ""
    latest = max(known, key=lambda each: each.observed_at)
    return f"{latest.value} {latest.unit} ({write_date(latest.observed_at.date())})"


def _tests(results: Sequence[Observation], on: date) -> list[Observation]:
    near = timedelta(days=TEST_DAYS)
    return [
        each
        for each in sorted(results, key=lambda result: result.observed_at)
        if each.category is ObservationCategory.LABORATORY
        and not each.retracted_reason
        and abs(each.observed_at.date() - on) <= near
    ]


def _test_text(each: Observation) -> str:
    value = each.value_text if each.value is None else f"{each.value} {each.unit}"
    return f"{write_date(each.observed_at.date())}: {each.display} {value}".strip()


def _product(suspect: Suspect, plan: Iterable[PlanItem], on: date) -> MedwatchProduct:
    item = next((each for each in plan if each.medication.id == suspect.medication_id), None)
    if item is None:
        return _unknown_product(suspect)
    stretch = stretch_on(item.course, on) or (item.course[-1] if item.course else None)
    dosage = item.dosage if stretch is None else stretch.step.dosages[0]
    if stretch is not None and stretch.covers(on):
        dosage = stretch.dosage_on(on)
    return MedwatchProduct(
        name=suspect.name,
        use="" if dosage is None else short_directions(dosage),
        route="" if dosage is None else route_name(dosage.route),
        first=item.started_on,
        last=_last_day(item),
        indication=item.medication.indication,
        abated=_DECHALLENGED[suspect.dechallenge],
        reappeared=_RECHALLENGED[suspect.rechallenge],
    )


def _unknown_product(suspect: Suspect) -> MedwatchProduct:
    return MedwatchProduct(
        suspect.name, "", "", None, None, "",
        _DECHALLENGED[suspect.dechallenge], _RECHALLENGED[suspect.rechallenge],
    )  # fmt: skip


def _last_day(item: PlanItem) -> date | None:
    if item.status is not PlanStatus.STOPPED or not item.course:
        return None
    end = item.course[-1].end
    return None if end is None else end - timedelta(days=1)


def _others(plan: Iterable[PlanItem], suspects: Iterable[Suspect], on: date) -> list[PlanItem]:
    """Return what else was taken on the day; what was begun after it may treat the event."""
    suspected = {each.medication_id for each in suspects}
    return [
        item
        for item in plan
        if item.medication.id not in suspected and stretch_on(item.course, on) is not None
    ]


def _other_text(item: PlanItem) -> str:
    since = "" if item.started_on is None else f" from {write_date(item.started_on)}"
    return f"{item.medication.name}{since}"


def _told(content: MedwatchContent) -> list[str]:
    told = ["chart number, age, sex, the reaction, suspect medications"]
    told += ["test results"] if content.tests else []
    told += ["conditions"] if content.history else []
    told += ["other medications"] if content.others else []
    return told
