"""Consents and labels of a chart as rows and sentences. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.consent import (
    AgreementConsent,
    Assent,
    ConsentCase,
    ConsentCategory,
    ConsentState,
    EnteredInError,
    Language,
    MedicationConsent,
    Part2Consent,
    Provision,
    Relation,
    ReleaseConsent,
    Revoked,
    SignedHow,
    TelehealthConsent,
    TreatmentConsent,
)
from practice_desk.domain.observation import Observation
from practice_desk.domain.release import part2_consent_holds
from practice_desk.domain.sensitivity import Labels, RecordNoun, SensitivityLabel
from practice_desk.domain.supply import SupplyKind, of_kind, part2_of
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.person_facts import Fact
from practice_desk.gui.models.supply_words import entry_text
from practice_desk.gui.widgets.pill import Tone
from practice_desk.services.charts import Chart
from practice_desk.services.consents import is_due
from practice_desk.services.supply_consents import is_consent

HEADERS = ("Consent", "About", "Stands", "Signed", "Ends")
LABEL_HEADERS = ("Record", "Kind", "Labels")
KINDS = {
    ConsentCategory.TREATMENT: "Treatment",
    ConsentCategory.MEDICATION: "Medication",
    ConsentCategory.RELEASE: "Release of information",
    ConsentCategory.PART2: "Part 2 records",
    ConsentCategory.TELEHEALTH: "Telehealth",
    ConsentCategory.AGREEMENT: "Treatment agreement",
}
LANGUAGES = {Language.ENGLISH: "English", Language.SPANISH: "Spanish"}
ASSENTS = {
    Assent.NOT_NEEDED: "Not a minor",
    Assent.GIVEN: "Agrees",
    Assent.DECLINED: "Declines",
    Assent.NOT_ABLE: "Can’t say yet",
}
RELATIONS = {
    Relation.PATIENT: "The patient",
    Relation.PARENT: "Parent",
    Relation.GUARDIAN: "Guardian",
    Relation.REPRESENTATIVE: "Other representative",
    Relation.WITNESS: "Witness",
}
LABELS = {
    SensitivityLabel.PART2: "Part 2 (substance use program)",
    SensitivityLabel.HIV: "HIV",
    SensitivityLabel.SEXUAL_HEALTH: "Sexual and reproductive health",
    SensitivityLabel.VIOLENCE: "Abuse and violence",
    SensitivityLabel.GENETIC: "Genetic tests",
    SensitivityLabel.OTHER: "Other sensitive record",
}
NOUNS = {
    RecordNoun.MEDICATION: "Medication",
    RecordNoun.CONDITION: "Condition",
    RecordNoun.NOTE: "Note",
    RecordNoun.DOCUMENT: "Document",
    RecordNoun.OBSERVATION: "Result or score",
    RecordNoun.QUESTIONNAIRE_RESPONSE: "Measure",
    RecordNoun.SUBSTANCE_USE: "Substance use",
    RecordNoun.SIDE_EFFECT: "Side effect",
    RecordNoun.EVENT: "Event",
    RecordNoun.TRIAL: "Past medication",
    RecordNoun.GOAL: "Goal",
    RecordNoun.ALLERGY: "Allergy",
    RecordNoun.SAFETY_PLAN: "Safety plan",
}
_STATES = {
    ConsentState.DRAFT: ("not signed", "caution"),
    ConsentState.PRINTED: ("printed, not signed", "caution"),
    ConsentState.EXPIRED: ("ended", "caution"),
    ConsentState.REVOKED: ("revoked", "danger"),
    ConsentState.REPLACED: ("replaced", ""),
    ConsentState.ENTERED_IN_ERROR: ("entered in error", ""),
}
_HOW = {
    SignedHow.PAPER: "on paper",
    SignedHow.POINTER: "on the screen",
    SignedHow.SPOKEN: "by word",
}
SOON_DAYS = 30
"""From so many days before its end a consent is shown as ending."""
_FOLDED = (ConsentState.REPLACED, ConsentState.ENTERED_IN_ERROR)


def consent_rows(chart: Chart, today: date) -> list[RecordRow]:
    """Return the consents, those that hold or wait first, the newest of them on top.

    Treatment agreements that only the Supply page tells of stand among them.
    """
    cases = sorted(chart.consents, key=lambda c: (c.state not in _FOLDED, c.consent.id or 0))
    rows = [_row(case, today) for case in reversed(cases)]
    return [*rows, *_agreements(chart)]


def _row(case: ConsentCase, today: date) -> RecordRow:
    consent = case.consent
    words, tone = _STATES.get(case.state, ("", ""))
    if case.state is ConsentState.SIGNED:
        signed = case.signed
        words = f"signed {_HOW[signed.how]}" if signed is not None else "signed"
        tone = ""
        if signed is not None and signed.how is SignedHow.PAPER and signed.document_id is None:
            words, tone = "signed on paper, no scan", "caution"
        if consent.expires_on is not None and (consent.expires_on - today).days <= SOON_DAYS:
            words, tone = "ends soon", "caution"
    ends = write_date(consent.expires_on) if consent.expires_on else consent.expires_when
    signed_on = "" if case.signed_on is None else write_date(case.signed_on)
    about = about_text(consent.provision)
    error = "entered in error" if case.state is ConsentState.ENTERED_IN_ERROR else ""
    cells = (KINDS[consent.category], about, words, signed_on, ends)
    return RecordRow(cells, case, error, ("", "", tone, "", ""))


def _agreements(chart: Chart) -> Iterator[RecordRow]:
    """Yield agreements that were recorded on the Supply page, without a form of ours."""
    for entry in reversed(of_kind(chart.supply, SupplyKind.AGREEMENT)):
        if not is_consent(entry):
            renew = getattr(entry.details, "renew_on", None)
            cells = (
                KINDS[ConsentCategory.AGREEMENT],
                entry_text(entry.details),
                "on the Supply page",
                write_date(entry.happened_on),
                "" if renew is None else write_date(renew),
            )
            yield RecordRow(cells, entry)


def about_text(provision: Provision) -> str:
    """Return in a few words what a consent is about."""
    match provision:
        case TreatmentConsent(services):
            return services.partition("\n")[0]
        case MedicationConsent():
            return f"{provision.medication} (class)" if provision.is_class else provision.medication
        case ReleaseConsent() | Part2Consent():
            if isinstance(provision, Part2Consent) and provision.for_care:
                return "All care, payment and running the clinic"
            return f"To {provision.recipient}"
        case TelehealthConsent(how):
            return how.partition("\n")[0]
        case AgreementConsent(medications):
            return medications.partition("\n")[0]


def story_of(case: ConsentCase, people: Mapping[str, str]) -> list[Fact]:
    """Return what was agreed to, who signed, and what came of it."""
    consent = case.consent
    facts = [Fact(title, text) for title, text in _facts(consent.provision) if text]
    made = write_date(consent.made_at.astimezone().date())
    facts.append(Fact("Drawn up", f"{made} by {people.get(consent.made_by, consent.made_by)}"))
    signed = case.signed
    if signed is not None:
        for each in signed.signatures:
            why = f"; {each.authority}" if each.authority else ""
            at = write_date(each.signed_at.astimezone().date())
            whose = f"{each.name}, {RELATIONS[each.relation].lower()}{why}, {at}"
            facts.append(Fact("Signed" if signed.how is not SignedHow.SPOKEN else "Agreed", whose))
        if signed.shown_sha256:
            facts.append(Fact("Signed pages", f"fingerprint {signed.shown_sha256[:16]}…"))
    for entry in case.entries:
        day = write_date(entry.happened_on)
        if isinstance(entry.details, Revoked):
            told = f". {entry.details.reason}" if entry.details.reason else ""
            facts.append(Fact("Revoked", f"{day} by {entry.details.by}{told}"))
        elif isinstance(entry.details, EnteredInError):
            facts.append(Fact("Entered in error", f"{day}: {entry.details.reason}"))
    return facts


def _facts(provision: Provision) -> Iterator[tuple[str, str]]:
    match provision:
        case MedicationConsent():
            yield "For", provision.purpose
            yield "Benefits", provision.benefits
            yield "Risks", provision.risks
            yield "Alternatives", provision.alternatives
            yield "Without treatment", provision.no_treatment
            yield "Questions", provision.questions
            yield "Not on the label", provision.off_label
            if provision.assent is not Assent.NOT_NEEDED:
                yield "The young person", ASSENTS[provision.assent]
        case ReleaseConsent() | Part2Consent():
            ids = (provision.recipient_organization_id, provision.recipient_practitioner_id)
            yield "To", provision.recipient + (" (as in the directory)" if any(ids) else "")
            yield "What", provision.what
            yield "For", provision.purpose
            yield "Kinds of record", ", ".join(NOUNS[each] for each in provision.nouns)
            if isinstance(provision, ReleaseConsent):
                yield "With", ", ".join(LABELS[each] for each in provision.labels)
        case TelehealthConsent():
            yield "How", provision.how
            yield "Where", provision.place
            yield "In an emergency", provision.emergency
        case TreatmentConsent():
            yield "Treatment", provision.services
        case AgreementConsent():
            yield "Medications", provision.medications
            yield "Pharmacy", provision.pharmacy
            yield "Besides", provision.terms


def part2_sentence(chart: Chart) -> str:
    """Say that a chart's Part 2 records stay here, empty where a consent holds or there are none.

    Where the Supply page says that there are some and none is labelled, all count.
    """
    statement = part2_of(chart.supply)
    labelled = any(SensitivityLabel.PART2 in each for each in chart.labels.values())
    if statement is None and not labelled:
        return ""
    holds = part2_consent_holds(chart.consents, statement)
    if statement is not None and not labelled:
        which = "No record carries the label, so every medication counts as one."
        return f"This chart has Part 2 records. {which}" if not holds else f"{which} Label them."
    if holds:
        return ""
    return "This chart has Part 2 records and no consent: they stay out of letters and exports."


def part2_words(chart: Chart) -> tuple[str, Tone]:
    """Return what the header says of Part 2 records and how urgently; nothing without any."""
    labelled = any(SensitivityLabel.PART2 in each for each in chart.labels.values())
    statement = part2_of(chart.supply)
    if statement is None and not labelled:
        return "", "neutral"
    if part2_consent_holds(chart.consents, statement):
        return "Part 2 records", "info"
    return "Part 2 records, no consent", "caution"


def ending_words(chart: Chart, today: date) -> str:
    """Say which consent ends soon or has ended, empty where none does: "Consent ends Dec 5"."""
    due = [
        case
        for case in chart.consents
        if case.signed is not None and is_due(case, chart.consents, today)
    ]
    if not due:
        return ""
    if len(due) > 1:
        return f"{len(due)} consents end or have ended"
    ends = due[0].consent.expires_on or today
    what = KINDS[due[0].consent.category].lower().replace("part 2", "Part 2")
    verb = "ended" if ends < today else "ends"
    return f"Consent {verb} {write_date(ends)}: {what}"


@dataclass(frozen=True, slots=True)
class LabelledRecord:
    """A record that can carry a label, in words."""

    noun: RecordNoun
    record_id: int
    words: str
    labels: frozenset[SensitivityLabel]


def records_of(chart: Chart, documents: Iterable[tuple[int, str]] = ()) -> list[LabelledRecord]:
    """Return the records of a chart that can carry a label, labelled ones first.

    *documents* are their ids and titles, which the chart itself does not hold.
    """
    found = [*_records(chart), *((RecordNoun.DOCUMENT, n, title) for n, title in documents)]
    known = {(noun, number) for noun, number, _ in found}
    found += [(noun, number, "") for noun, number in chart.labels if (noun, number) not in known]
    made = [
        LabelledRecord(
            noun, number, words or f"number {number}", labels_of(chart.labels, noun, number)
        )
        for noun, number, words in found
    ]
    return sorted(made, key=lambda each: not each.labels)


def labels_of(labels: Labels, noun: RecordNoun, number: int) -> frozenset[SensitivityLabel]:
    """Return the labels of one record."""
    return labels.get((noun, number), frozenset())


def label_rows(records: Iterable[LabelledRecord]) -> list[RecordRow]:
    """Return the records that carry a label."""
    return [
        RecordRow((each.words, NOUNS[each.noun], labels_text(each.labels)), each)
        for each in records
        if each.labels
    ]


def labels_text(labels: Iterable[SensitivityLabel]) -> str:
    """Return labels in the order in which they are offered."""
    held = set(labels)
    return ", ".join(words for label, words in LABELS.items() if label in held)


def _records(chart: Chart) -> Iterator[tuple[RecordNoun, int, str]]:
    for item in chart.plan:
        yield RecordNoun.MEDICATION, item.medication.id or 0, item.medication.name
    for condition in chart.conditions:
        if not condition.retracted_reason:
            yield RecordNoun.CONDITION, condition.id or 0, condition.display
    for case in chart.side_effects:
        if not case.retracted_reason:
            yield RecordNoun.SIDE_EFFECT, case.report.id or 0, case.effect
    for use in chart.substance_uses:
        yield RecordNoun.SUBSTANCE_USE, use.id or 0, use.substance
    for note in reversed(chart.notes):
        if not note.retracted_reason:
            yield RecordNoun.NOTE, note.id or 0, f"Note of {write_date(note.seen_on)}"
    for event in chart.events:
        if not event.retracted_reason:
            yield RecordNoun.EVENT, event.id or 0, event.words
    for trial in chart.trials:
        if not trial.retracted_reason:
            yield RecordNoun.TRIAL, trial.id or 0, trial.name
    for branch in chart.care_plan.goals:
        yield RecordNoun.GOAL, branch.goal.id, branch.goal.value.description
    for allergy in chart.allergies:
        if not allergy.retracted_reason:
            yield RecordNoun.ALLERGY, allergy.id or 0, allergy.substance
    if (safety := chart.risk.plan) is not None:
        day = write_date(safety.happened_on)
        yield RecordNoun.SAFETY_PLAN, safety.id or 0, f"Safety plan of {day}"
    yield from _observed((*chart.scores, *chart.laboratory, *chart.examinations))


def _observed(found: Iterable[Observation]) -> Iterator[tuple[RecordNoun, int, str]]:
    for each in found:
        day = write_date(each.observed_at.astimezone().date())
        yield RecordNoun.OBSERVATION, each.id or 0, f"{each.display}, {day}"
