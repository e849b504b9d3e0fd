"""What a clinic says about the pack counts in its checks, is marked, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.errors import Invalid, NotFound, NotPermitted
from practice_desk.domain.knowledge import EntryKey, EntryKind, ReviewState, RevisionKind
from practice_desk.domain.medication import Horizon, Medication
from practice_desk.domain.permission import Operation
from practice_desk.domain.safety import AlertKind, AlertSeverity, ChangeAction
from practice_desk.knowledge.editable import correction
from practice_desk.services.charts import open_chart
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.knowledge_entries import (
    Said,
    correct_entry,
    list_entries,
    read_entry,
    review_entry,
    withdraw_entry,
    write_own_entry,
)
from practice_desk.services.safety import check_medication_change
from practice_desk.services.safety_question import PlannedChange
from tests.factories import a_dosage, a_medication, a_patient, make_clinic

SERTRALINE = EntryKey(EntryKind.MEDICATION, "sertraline")
MAOI_SSRI = EntryKey(EntryKind.INTERACTION, "int_maoi_ssri")
SOURCE = Said("FDA label, 2026", "agreed at the meeting")
INVENTED = {
    "generic_name": "inventine",
    "brand_names": ["Nova"],
    "classes": ["ssri"],
    "dea_schedule": "none",
    "forms": [{"form": "tablet", "route": "oral", "strengths": [{"amount": "10", "unit": "mg"}]}],
    "adult_dose": {
        "basis": "per_day", "usual_min": "10", "usual_max": "20", "label_max": "40", "unit": "mg",
    },
}  # fmt: skip
LESS = {"adult_dose": {"usual_max": "100", "label_max": "150"}}
PAIR = {
    "a": "sertraline", "a_type": "medication", "b": "lithium", "b_type": "medication",
    "severity": "moderate", "effect": "Tremor", "management": "Watch for tremor.",
}  # fmt: skip


def found(clinic, med, *, milligrams="10", taking=""):
    patient_id = a_patient(clinic)
    if taking:
        a_medication(clinic, patient_id, name=taking, concept_id=taking)
    medication = Medication(patient_id, med, Horizon.LONG_TERM, concept_id=med)
    dosage = a_dosage(milligrams, tablet="10")
    change = PlannedChange(ChangeAction.START, medication, clinic.today(), dosage)
    return check_medication_change(clinic, patient_id, change).alerts


def as_role(clinic, *roles):
    clinic.session = replace(clinic.session, roles=frozenset(roles))


def review(clinic, key, decision, said=SOURCE):
    return review_entry(clinic, key, decision, said, read_entry(clinic, key).fingerprint)


def standing(clinic, key):
    return read_entry(clinic, key).line.standing


def test_that_an_own_medication_is_found_by_name_and_checked_like_any_other(clinic):
    key = write_own_entry(clinic, EntryKind.MEDICATION, INVENTED, SOURCE).key
    (concept,) = knowledge_of(clinic).pack.medications.by_name("Nova")
    assert concept.id == key.id
    assert concept.is_own
    alerts = found(clinic, key.id, milligrams="50", taking="phenelzine")
    too_much = next(each for each in alerts if each.kind is AlertKind.DOSE_ABOVE_MAX)
    assert too_much.standing.is_own
    assert "FDA label, 2026" in too_much.sources
    assert AlertSeverity.CONTRAINDICATED in {each.severity for each in alerts}  # its class counts


def test_that_an_own_interaction_is_found_and_marked_as_our_own(clinic):
    key = write_own_entry(clinic, EntryKind.INTERACTION, PAIR, SOURCE).key
    alert = next(
        each for each in found(clinic, "sertraline", taking="lithium") if each.ref == key.id
    )
    assert alert.severity is AlertSeverity.MODERATE
    assert alert.standing.mark == "Own entry, reviewed"


def test_that_a_correction_replaces_one_fact_and_leaves_the_others(clinic):
    correct_entry(clinic, SERTRALINE, LESS, SOURCE)
    facts = knowledge_of(clinic).rules.medication("sertraline")
    assert facts.adult_dose.label_max == Decimal(150)
    assert facts.adult_dose.usual_min == Decimal(50)
    assert facts.sources[0] == "FDA label, 2026 (corrected by this clinic)"
    above = [
        a
        for a in found(clinic, "sertraline", milligrams="180")
        if a.kind is AlertKind.DOSE_ABOVE_MAX
    ]
    assert above[0].standing.is_corrected


def test_that_an_accepted_entry_is_reviewed_until_its_facts_change(clinic):
    review(clinic, SERTRALINE, RevisionKind.ACCEPT, Said(reviewer="Pat Roe, PharmD"))
    assert standing(clinic, SERTRALINE).state is ReviewState.REVIEWED
    assert standing(clinic, SERTRALINE).by == "Pat Roe, PharmD"
    as_role(clinic, Role.ADMINISTRATOR)  # who is no clinician: nothing of theirs is a review
    correct_entry(clinic, SERTRALINE, LESS, SOURCE)
    assert standing(clinic, SERTRALINE).state is ReviewState.CHANGED


def test_that_a_rejected_rule_reads_not_checked_and_comes_back_when_that_is_taken_back(clinic):
    review(clinic, MAOI_SSRI, RevisionKind.REJECT)
    alerts = {alert.ref: alert for alert in found(clinic, "sertraline", taking="phenelzine")}
    assert MAOI_SSRI.id not in alerts
    missing = alerts[f"rejected_{MAOI_SSRI.id}"]
    assert missing.kind is AlertKind.NOT_CHECKED
    assert "Rejected by Ana Berg" in missing.message
    withdraw_entry(clinic, MAOI_SSRI, "a mistake")
    assert MAOI_SSRI.id in {a.ref for a in found(clinic, "sertraline", taking="phenelzine")}


def test_that_a_rejected_medication_is_not_checked_but_its_interactions_are(clinic):
    review(clinic, SERTRALINE, RevisionKind.REJECT)
    alerts = found(clinic, "sertraline", milligrams="900", taking="phenelzine")
    kinds = {alert.kind for alert in alerts}
    assert AlertKind.DOSE_ABOVE_MAX not in kinds
    assert "rejected_sertraline" in {alert.ref for alert in alerts}
    assert AlertKind.INTERACTION in kinds
    assert any(line.key == SERTRALINE for line in list_entries(clinic).lines)


def test_that_what_is_withdrawn_is_unknown_again(clinic):
    key = write_own_entry(clinic, EntryKind.MEDICATION, INVENTED, SOURCE).key
    withdraw_entry(clinic, key, "not marketed")
    assert not knowledge_of(clinic).pack.medications.by_name("inventine")
    with pytest.raises(NotFound):
        read_entry(clinic, key)
    refs = {a.ref for a in found(clinic, key.id) if a.kind is AlertKind.NOT_CHECKED}
    assert key.id in refs


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"generic_name": "sertraline"}, "generic_name"),
        ({"generic_name": " "}, "generic_name"),
        ({"classes": ["nonsense"]}, "classes"),
        ({"forms": []}, "forms"),
        ({"adult_dose": {**INVENTED["adult_dose"], "usual_max": "5"}}, "usual_max"),
        ({"adult_dose": {**INVENTED["adult_dose"], "label_max": "15"}}, "label_max"),
    ],
)
def test_that_an_own_medication_with_a_hole_is_refused(clinic, changes, field):
    with pytest.raises(Invalid) as refused:
        write_own_entry(clinic, EntryKind.MEDICATION, {**INVENTED, **changes}, SOURCE)
    assert field in {problem.field for problem in refused.value.problems}


def test_that_nothing_is_said_without_its_source(clinic):
    with pytest.raises(Invalid, match="source"):
        write_own_entry(clinic, EntryKind.INTERACTION, PAIR, Said())
    with pytest.raises(Invalid, match="source"):
        review(clinic, MAOI_SSRI, RevisionKind.REJECT, Said())


def test_that_a_review_of_facts_that_changed_meanwhile_is_refused(clinic):
    seen = read_entry(clinic, SERTRALINE).fingerprint
    correct_entry(clinic, SERTRALINE, LESS, SOURCE)
    with pytest.raises(Invalid, match="changed meanwhile"):
        review_entry(clinic, SERTRALINE, RevisionKind.ACCEPT, SOURCE, seen)


def test_that_only_a_prescriber_reviews_and_a_therapist_only_reads(clinic):
    seen = read_entry(clinic, SERTRALINE).fingerprint
    as_role(clinic, Role.ADMINISTRATOR)
    with pytest.raises(NotPermitted):
        review_entry(clinic, SERTRALINE, RevisionKind.ACCEPT, SOURCE, seen)
    key = write_own_entry(clinic, EntryKind.INTERACTION, PAIR, SOURCE).key
    assert standing(clinic, key).mark == "Own entry, not reviewed"
    as_role(clinic, Role.THERAPIST)
    with pytest.raises(NotPermitted):
        write_own_entry(clinic, EntryKind.INTERACTION, PAIR, SOURCE)
    assert list_entries(clinic).lines


def test_that_a_rejected_check_is_due_no_more_and_says_so(clinic):
    patient_id = a_patient(clinic)
    start = clinic.today() - timedelta(days=400)
    a_medication(clinic, patient_id, name="lithium", concept_id="lithium", started=start)
    key = EntryKey(EntryKind.MONITORING, "mon_lithium_level")
    review(clinic, key, RevisionKind.REJECT)
    monitoring = open_chart(clinic, patient_id).monitoring
    assert key.id not in {watch.watched.monitoring.id for watch in monitoring.watches}
    assert any("rejected by Ana Berg" in sentence for sentence in monitoring.unchecked)


def test_that_past_its_review_date_monitoring_reads_not_checked(tmp_path):
    made = make_clinic(tmp_path, clock=lambda: datetime(2027, 11, 24, 18, tzinfo=UTC))
    patient_id = a_patient(made.clinic)
    a_medication(made.clinic, patient_id, name="lithium", concept_id="lithium")
    (first, *_) = open_chart(made.clinic, patient_id).monitoring.unchecked
    made.clinic.close()
    assert first.startswith("Not checked against current facts")


def test_that_an_entry_shows_what_its_authors_ask(clinic):
    key = EntryKey(EntryKind.INTERACTION, "int_alprazolam_3a4")
    (question,) = read_entry(clinic, key).questions
    assert "newest Xanax label" in question
    assert read_entry(clinic, SERTRALINE).questions == ()


def test_that_the_history_keeps_everything_with_who_and_when(clinic):
    review(clinic, SERTRALINE, RevisionKind.ACCEPT)
    correct_entry(clinic, SERTRALINE, LESS, SOURCE)
    withdraw_entry(clinic, SERTRALINE, "back to the label")
    history = read_entry(clinic, SERTRALINE).history
    assert [each.kind for each in history] == [
        RevisionKind.ACCEPT, RevisionKind.CORRECT, RevisionKind.WITHDRAW,
    ]  # fmt: skip
    assert all(each.made_by == "ana.berg" for each in history)
    assert history[0].made_at.tzinfo is UTC
    assert history[0].made_at <= datetime.now(UTC)
    assert not standing(clinic, SERTRALINE).is_reviewed
    assert clinic.session.may(Operation.REVIEW_KNOWLEDGE)


def test_that_a_corrected_interval_counts_in_what_is_due(clinic):
    patient_id = a_patient(clinic)
    start = clinic.today() - timedelta(days=800)
    a_medication(clinic, patient_id, name="lithium", concept_id="lithium", started=start)

    def timings() -> str:
        watches = open_chart(clinic, patient_id).monitoring.watches
        checks = [watch.watched.monitoring for watch in watches]
        return repr([check.timings for check in checks if check.id == "mon_lithium_level"])

    key = EntryKey(EntryKind.MONITORING, "mon_lithium_level")
    before = timings()
    entry = read_entry(clinic, key).entry
    place = next(number for number, step in enumerate(entry.steps) if step.every)
    body, problems = correction(entry, {("steps", place, "every"): "2 months"})
    assert not problems
    correct_entry(clinic, key, body, SOURCE)
    assert timings() != before
    wrong, _ = correction(entry, {("steps", place, "every"): "now and then"})
    with pytest.raises(Invalid, match="interval"):
        correct_entry(clinic, key, wrong, SOURCE)
