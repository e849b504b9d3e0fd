"""The parts of an export that people wrote or signed: person, notes, plans, consents, papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from practice_desk.domain.calendar_text import write_date, write_time
from practice_desk.domain.care_plan import GoalBranch, ProblemBranch, Rating
from practice_desk.domain.care_plan_rules import intervention_text, target_text
from practice_desk.domain.consent import (
    ConsentCase,
    ConsentState,
    MedicationConsent,
    Part2Consent,
    ReleaseConsent,
)
from practice_desk.domain.note import KIND_WORDS, Note, NoteState, threads
from practice_desk.domain.note_markup import plain_text
from practice_desk.domain.patient_request import DENIALS, RequestCase, RequestKind, RequestStep
from practice_desk.domain.release import Record
from practice_desk.domain.risk import AlertDecision, Assessment, RiskEntry, SafetyPlan
from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel
from practice_desk.domain.told_words import texts_of
from practice_desk.letters.chart_export import Cell, ExportEntry, ExportSection, ExportTable
from practice_desk.services.charts import Chart
from practice_desk.services.export_cells import plain
from practice_desk.services.export_files import Outside
from practice_desk.services.export_sieve import ExportSieve, record_of
from practice_desk.services.patient_papers import PLAN_STEPS

_N = RecordNoun
_MEETINGS = {"in_person": "in person", "video": "by video", "telephone": "by telephone"}


def person(chart: Chart, sieve: ExportSieve) -> ExportSection:
    """Return who the patient is, whom to call, and who treats them."""
    value = chart.patient
    city = " ".join(part for part in (value.city, value.state, value.postal_code) if part)
    facts: list[tuple[Cell, Cell]] = [
        ("Legal name", value.legal_name),
        ("Goes by", value.preferred_name),
        ("Pronouns", value.pronouns),
        ("Date of birth", value.birth_date or ""),
        ("Sex assigned at birth", str(value.sex_assigned)),
        ("Gender identity", value.gender_identity),
        ("Chart number", value.chart_number),
        ("Address", ", ".join(part for part in (value.address_line, city) if part)),
        ("Phone", ", ".join(part for part in (value.phone_mobile, value.phone) if part)),
        ("E-mail", value.email),
        ("Language", value.language + (", interpreter needed" * value.interpreter_needed)),
    ]
    if value.alert and sieve.lets((value.alert,)):
        facts.append(("Alert", value.alert))
    team = chart.care_team
    treating = (
        ("Prescriber", team.prescriber),
        ("Therapist", team.therapist),
        ("Primary care", team.primary_care),
    )
    facts += [(what, who.display_name) for what, who in treating if who is not None]
    if team.pharmacy is not None:
        facts.append(("Pharmacy", team.pharmacy.name))
    people = tuple(
        (plain(each.role), each.name, each.relationship, each.phone, each.email, each.note)
        for each in chart.related_people
        if not each.retracted_reason
    )
    tables = (
        ExportTable("person", ("What", "Entry"), (0.3, 0.7), tuple(f for f in facts if f[1])),
        ExportTable(
            "contacts",
            ("Role", "Name", "Relationship", "Phone", "E-mail", "Note"),
            (0.18, 0.22, 0.16, 0.16, 0, 0.28),
            people,
            "Contacts",
        ),
    )
    return ExportSection("Person and contacts", tables=tables, name="person")


def notes(chart: Chart, sieve: ExportSieve) -> ExportSection:
    """Return the signed notes, the oldest first, each with its addenda and earlier versions."""
    entries: list[ExportEntry] = []
    for thread in reversed(threads(chart.notes)):
        for note in (thread.current, *thread.addenda, *thread.earlier):
            if note.state is not NoteState.SIGNED or note.retracted_reason:
                continue
            record = record_of(_N.NOTE, note.id)
            if sieve.lets((note.text, note.amendment_reason), *record, day=note.seen_on):
                entries.append(_note(note, chart, is_earlier=note in thread.earlier))
    intro = "Each note is followed by its addenda and, where it was amended, by its first version."
    return ExportSection("Notes", intro, entries=tuple(entries), name="notes")


def unsigned(chart: Chart) -> int:
    """Return how many notes nobody has signed, or still wait to be co-signed."""
    return sum(
        each.state is not NoteState.SIGNED and not each.retracted_reason for each in chart.notes
    )


def _note(note: Note, chart: Chart, *, is_earlier: bool) -> ExportEntry:
    heading = f"{write_date(note.seen_on)}: {KIND_WORDS[note.kind]}"
    if note.addendum_to_id is not None:
        heading = f"Addendum to the note of {write_date(note.seen_on)}"
    elif is_earlier:
        heading = f"Earlier version of the note of {write_date(note.seen_on)}"
    elif note.amends_id is not None:
        heading += ", amended"
    facts = [_contact(note, chart)]
    if note.amendment_reason:
        facts.append(f"Amended because: {note.amendment_reason}")
    facts += [
        f"Signed by {each.signer}, {write_date(each.signed_at.astimezone().date())}"
        for each in chart.note_signatures
        if each.note_id == note.id
    ]
    words = tuple((each.title, plain_text(each.text)) for each in note.sections if each.text)
    return ExportEntry(heading, note.seen_on, tuple(facts), words)


def _contact(note: Note, chart: Chart) -> str:
    minutes = "" if note.minutes is None else f"{note.minutes} minutes"
    codes = f"CPT {', '.join(note.codes)}" if note.codes else ""
    parts = (
        chart.people.get(note.author, note.author),
        "" if note.modality is None else _MEETINGS[note.modality],
        _times(note),
        minutes,
        f"with {note.participants}" if note.participants else "",
        codes,
    )
    return " · ".join(part for part in parts if part)


def _times(note: Note) -> str:
    if note.started_at is None or note.ended_at is None:
        return ""
    return f"{write_time(note.started_at)} to {write_time(note.ended_at)}"


def care_plan(chart: Chart, names: Mapping[str, str], sieve: ExportSieve) -> ExportSection:
    """Return problems, goals and measures of the treatment plan as it stands."""
    entries = [
        entry
        for branch in chart.care_plan.problems
        if (entry := _problem(branch, chart, names, sieve)) is not None
    ]
    signings = [
        f"Signed on {write_date(each.happened_on)}" for each in chart.care_plan.signings[-1:]
    ]
    return ExportSection(
        "Treatment plan", ". ".join(signings), entries=tuple(entries), name="treatment-plan"
    )


def _problem(
    branch: ProblemBranch, chart: Chart, names: Mapping[str, str], sieve: ExportSieve
) -> ExportEntry | None:
    problem = branch.problem.value
    about = record_of(_N.CONDITION, problem.condition_id)
    if not sieve.lets((problem.title, problem.patient_words), *about):
        return None
    told = tuple(
        (goal.goal.value.description, "\n".join(_goal(goal, chart, names)))
        for goal in branch.goals
        if sieve.lets(texts_of(goal), *_records_of_goal(goal))
    )
    facts = (f"“{problem.patient_words}”",) if problem.patient_words else ()
    return ExportEntry(f"Problem: {problem.title}", branch.problem.since, facts, told)


def _records_of_goal(goal: GoalBranch) -> Iterator[Record]:
    yield _N.GOAL, goal.goal.id
    for each in goal.interventions:
        yield from record_of(_N.MEDICATION, each.value.medication_id)


def _goal(goal: GoalBranch, chart: Chart, names: Mapping[str, str]) -> Iterator[str]:
    value = goal.goal.value
    due = "" if value.due_on is None else f", by {write_date(value.due_on)}"
    yield f"{plain(value.lifecycle).capitalize()}{due}."
    if value.patient_words:
        yield f"“{value.patient_words}”"
    for objective in goal.objectives:
        yield f"Objective: {objective.value.description} ({target_text(objective.value, names)})"
    taken = {item.medication.id or 0: item.medication.name for item in chart.plan}
    for each in goal.interventions:
        yield f"{str(each.value.track).capitalize()}: {intervention_text(each.value, taken)}"
    for entry in goal.ratings:
        if isinstance(rating := entry.details, Rating):
            day = write_date(entry.happened_on)
            yield f"Rated on {day}: {plain(rating.achievement)}. {rating.words}".strip()


def safety_plan(chart: Chart, sieve: ExportSieve) -> ExportSection:
    """Return the safety plan that stands, then assessments of suicide risk, what was decided about
    answers, and earlier plans, of any time, the newest first."""
    plan = chart.risk.plan
    others = [each for each in reversed(chart.risk.entries) if each is not plan]
    entries = []
    for each in (*([plan] if plan is not None else []), *others):
        entry = _risk(each, chart, earlier=each is not plan)
        record = record_of(_N.SAFETY_PLAN, each.id)
        if entry is not None and sieve.lets(texts_of(each), *record):
            entries.append(entry)
    title = "Safety plan and assessments of risk"
    return ExportSection(title, entries=tuple(entries), name="safety-plan")


def _risk(entry: RiskEntry, chart: Chart, *, earlier: bool) -> ExportEntry | None:
    by = chart.people.get(entry.recorded_by, entry.recorded_by)
    details, day = entry.details, entry.happened_on
    if isinstance(details, SafetyPlan):
        steps = tuple(
            (label, text) for name, label in PLAN_STEPS.items() if (text := getattr(details, name))
        )
        which = "Earlier safety plan" if earlier else "Safety plan"
        return ExportEntry(f"{which} of {write_date(day)}", day, (by,), steps)
    if isinstance(details, AlertDecision):
        heading = f"Decision about an answer, {write_date(day)}"
        return ExportEntry(heading, day, (by,), ((plain(details.answer), details.words),))
    if not isinstance(details, Assessment):
        return None
    told = tuple(
        (name.capitalize(), text)
        for name in ("ideation", "plan", "intent", "means", "history", "protective", "action")
        if (text := getattr(details, name))
    )
    facts = (by, f"Level: {plain(details.level)}")
    return ExportEntry(f"Assessment of risk, {write_date(day)}", day, facts, told)


_CONSENTS = {
    "treatment": "Treatment",
    "medication": "Medication",
    "release": "Release of information",
    "part2": "Records under 42 CFR Part 2",
    "telehealth": "Telehealth",
    "agreement": "Treatment agreement",
}


def consents(chart: Chart, outside: Outside) -> ExportSection:
    """Return what the patient agreed to, each signed form a file of its own.

    To others no consent tells what else it covers.
    """
    rows: list[tuple[Cell, ...]] = []
    sieve = outside.sieve
    for case in chart.consents:
        if case.state in (ConsentState.DRAFT, ConsentState.PRINTED, ConsentState.ENTERED_IN_ERROR):
            continue
        provision, records = case.consent.provision, _records_of_consent(case)
        if not sieve.opens(_labels_of(case)):
            sieve.withheld += 1
        elif sieve.lets(texts_of(provision), *records, day=case.signed_on):
            said = (text for text in texts_of(provision) if type(text) is str)  # no codes
            words = ", ".join(text for text in said if text.strip())
            kind = str(case.consent.category)
            signed = case.signed
            by = ", ".join(each.name for each in signed.signatures) if signed else ""
            name = ""
            if signed is not None and signed.document_id is not None:
                name = outside.add(f"consents/consent-{len(rows) + 1:03}", signed.document_id)
            until = case.ended_on or case.consent.expires_on or case.consent.expires_when
            told = (case.signed_on or "", _CONSENTS.get(kind, kind), words, str(case.state))
            rows.append((*told, name, until, by, plain(signed.how) if signed else ""))
    columns = ("Signed on", "Consent", "Words", "Now", "File", "Until", "Signed by", "How")
    shares = (0.13, 0.18, 0.37, 0.12, 0.2, 0, 0, 0)
    table = ExportTable("consents", columns, shares, tuple(rows))
    return ExportSection("Consents", tables=(table,), name="consents")


def _labels_of(case: ConsentCase) -> tuple[SensitivityLabel, ...]:
    provision = case.consent.provision
    if isinstance(provision, Part2Consent):
        return (SensitivityLabel.PART2,)
    return tuple(provision.labels) if isinstance(provision, ReleaseConsent) else ()


def _records_of_consent(case: ConsentCase) -> tuple[Record, ...]:
    provision = case.consent.provision
    if isinstance(provision, MedicationConsent):
        return record_of(_N.MEDICATION, provision.medication_id)
    return ()


def education(chart: Chart, sieve: ExportSieve) -> ExportSection:
    """Return what was explained and what came of it."""
    rows = tuple(
        (
            each.given_on,
            each.title,
            plain(each.result),
            each.patient_words,
            chart.people.get(each.given_by, each.given_by),
            each.learner,
            each.language,
        )
        for each in chart.education
        if not each.retracted_reason
        and sieve.lets(
            (each.title, each.patient_words),
            *record_of(_N.MEDICATION, each.medication_id),
            day=each.given_on,
        )
    )
    columns = (
        "Day", "What was explained", "Result", "In the patient's words",
        "By", "To whom", "Language",
    )  # fmt: skip
    table = ExportTable("education", columns, (0.14, 0.36, 0.16, 0.34, 0, 0, 0), rows)
    return ExportSection("Education", tables=(table,), name="education")


def amendments(cases: Iterable[RequestCase], chart: Chart, sieve: ExportSieve) -> ExportSection:
    """Return requests to amend the record with what became of them (45 CFR 164.526(d)(5)).

    To others go those denied where the patient disagreed or asked that they go along, and those
    accepted, without remarks and without whom else the clinic told; the patient is given all.
    """
    entries = []
    for case in cases:
        request = case.request
        if request.kind is not RequestKind.AMENDMENT or not (sieve.for_patient or _goes(case)):
            continue
        noun = request.about_noun
        record = () if noun is None else record_of(noun, request.about_id)
        if sieve.lets((*texts_of(request), *texts_of(case.entries)), *record):
            entries.append(_amendment(case, chart, whole=sieve.for_patient))
    title = "Requests to amend the record"
    return ExportSection(title, entries=tuple(entries), name="amendments")


def _goes(case: RequestCase) -> bool:
    answered = case.answer is not None and case.answer.step not in DENIALS
    return case.travels or (answered and case.standing == "accepted")


_FOR_OTHERS = DENIALS | {
    RequestStep.ACCEPTED,
    RequestStep.DISAGREEMENT,
    RequestStep.REBUTTAL,
    RequestStep.GOES_ALONG,
}


def _amendment(case: RequestCase, chart: Chart, *, whole: bool) -> ExportEntry:
    request = case.request
    told = [("Asked for", request.what), ("How it should read", request.wanted_form)]
    for each in case.entries:
        if not (whole or each.step in _FOR_OTHERS):
            continue
        by = chart.people.get(each.recorded_by, each.recorded_by)
        heading = f"{str(each.step).capitalize()}, {write_date(each.happened_on)}, {by}"
        ground = "" if each.ground is None else f"{each.ground.partition(':')[2].capitalize()}. "
        told.append((heading, f"{ground}{each.words}"))
    facts = (f"About: {request.about}", f"Now: {case.standing}")
    heading = f"Request of {write_date(request.received_on)}"
    return ExportEntry(heading, request.received_on, facts, tuple(pair for pair in told if pair[1]))
