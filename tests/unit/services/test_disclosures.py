"""Recording what was told to others, and accounting for it (45 CFR 164.528)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.disclosure import (
    NOT_REQUIRED,
    Disclosure,
    DisclosureBasis,
    six_years_before,
)
from practice_desk.domain.errors import Invalid, LetterRefused, NotFound
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.supply import Answer, Part2Records, SupplyEntry
from practice_desk.services import charts, disclosures, letters, supply
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry
from tests.audit_rows import audit_rows
from tests.factories import MadeClinic, a_medication, a_patient, a_pharmacy, make_clinic

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SINCE = six_years_before(TODAY)


@pytest.fixture
def clinic(tmp_path: Path):
    made: MadeClinic = make_clinic(tmp_path, clock=lambda: NOW)
    yield made.clinic
    made.clinic.close()


def a_disclosure(patient_id: int, **changes: object) -> Disclosure:
    value = Disclosure(
        patient_id,
        NOW - timedelta(days=10),
        "",
        "County Court\n1 Court Square, Portland",
        "Subpoena 26-1234",
        "Dates of treatment",
        basis=DisclosureBasis.COURT,
    )
    return replace(value, **changes)  # type: ignore[arg-type]


def told(clinic: Clinic, patient_id: int, **options: bool) -> list[str]:
    found = disclosures.account_for_disclosures(clinic, patient_id, SINCE, TODAY, **options)
    return [value.purpose for value in found.disclosures]


def send_letter(clinic: Clinic, patient_id: int) -> None:
    event = a_medication(clinic, patient_id).event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    letters.send_letter(clinic, draft, letters.render_draft(draft), LetterDelivery.PRINTED)


def test_that_a_letter_to_the_pharmacy_is_a_disclosure_for_treatment(clinic: Clinic) -> None:
    patient = a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))
    send_letter(clinic, patient)
    (value,) = charts.open_chart(clinic, patient).disclosures
    assert value.basis is DisclosureBasis.TREATMENT
    assert told(clinic, patient) == ["Treatment: medication notice to the pharmacy"]
    assert told(clinic, patient, required_only=True) == []


@pytest.mark.parametrize("basis", DisclosureBasis)
def test_that_only_what_the_rule_excepts_may_be_left_out(
    clinic: Clinic, basis: DisclosureBasis
) -> None:
    patient = a_patient(clinic)
    disclosures.record_disclosure(clinic, a_disclosure(patient, basis=basis))
    assert told(clinic, patient) == ["Subpoena 26-1234"]
    expected = [] if basis in NOT_REQUIRED else ["Subpoena 26-1234"]
    assert told(clinic, patient, required_only=True) == expected


def test_that_one_of_unknown_ground_is_never_left_out(clinic: Clinic) -> None:
    patient = a_patient(clinic)
    with clinic.store.write() as work:
        registry.disclosures.add(work.connection, a_disclosure(patient, basis=None))
        work.commit()
    assert told(clinic, patient, required_only=True) == ["Subpoena 26-1234"]


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (datetime(2020, 11, 23, 20, tzinfo=UTC), True),
        (datetime(2020, 11, 21, 20, tzinfo=UTC), False),
        (NOW, True),
    ],
)
def test_that_an_accounting_reaches_six_years_back(
    clinic: Clinic, at: datetime, counts: bool
) -> None:
    patient = a_patient(clinic)
    disclosures.record_disclosure(clinic, a_disclosure(patient, disclosed_at=at))
    assert bool(told(clinic, patient)) is counts


def test_that_six_years_before_a_leap_day_is_a_day() -> None:
    assert six_years_before(date(2028, 2, 29)) == date(2022, 2, 28)


def test_that_a_record_says_who_was_told_what_why_and_on_which_ground(clinic: Clinic) -> None:
    patient = a_patient(clinic)
    empty = a_disclosure(patient, recipient=" ", what="", purpose="", basis=None)
    with pytest.raises(Invalid) as refused:
        disclosures.record_disclosure(clinic, empty)
    assert {problem.field for problem in refused.value.problems} == {
        "recipient",
        "what",
        "purpose",
        "basis",
    }
    later = a_disclosure(patient, disclosed_at=NOW + timedelta(days=1))
    with pytest.raises(Invalid, match="has not come yet"):
        disclosures.record_disclosure(clinic, later)
    assert told(clinic, patient) == []


def test_that_a_record_is_signed_by_who_made_it_and_audited(clinic: Clinic) -> None:
    patient = a_patient(clinic)
    number = disclosures.record_disclosure(
        clinic, a_disclosure(patient, disclosed_by="somebody", letter_id=99)
    ).id
    (value,) = charts.open_chart(clinic, patient).disclosures
    assert (value.disclosed_by, value.letter_id) == ("ana.berg", None)
    row = next(row for row in audit_rows(clinic) if row.operation == "record disclosure")
    assert (row.kind, row.patient_id, row.detail) == (
        AuditKind.CREATE,
        patient,
        f"disclosure {number}",
    )


def test_that_an_error_is_taken_back_and_stays_on_record(clinic: Clinic) -> None:
    patient = a_patient(clinic)
    number = disclosures.record_disclosure(clinic, a_disclosure(patient)).id
    with pytest.raises(Invalid):
        disclosures.retract_disclosure(clinic, patient, number, "  ")
    disclosures.retract_disclosure(clinic, patient, number, "Wrong patient")
    assert told(clinic, patient) == []
    assert len(charts.open_chart(clinic, patient).disclosures) == 2
    with pytest.raises(NotFound):
        disclosures.retract_disclosure(clinic, patient, number, "again")


def test_that_a_disclosure_of_another_chart_can_not_be_taken_back(clinic: Clinic) -> None:
    mine, other = a_patient(clinic), a_patient(clinic)
    number = disclosures.record_disclosure(clinic, a_disclosure(mine)).id
    with pytest.raises(NotFound):
        disclosures.retract_disclosure(clinic, other, number, "typed twice")


def test_that_a_letters_disclosure_stands(clinic: Clinic) -> None:
    patient = a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))
    send_letter(clinic, patient)
    (value,) = charts.open_chart(clinic, patient).disclosures
    with pytest.raises(Invalid, match="left the clinic"):
        disclosures.retract_disclosure(clinic, patient, value.id or 0, "typed twice")


def text_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def test_that_the_printed_accounting_tells_date_recipient_what_and_why(clinic: Clinic) -> None:
    patient = a_patient(clinic)
    disclosures.record_disclosure(clinic, a_disclosure(patient))
    pages = disclosures.render_accounting(clinic, patient, SINCE, TODAY)
    text = text_of(pages.letter.pdf)
    for part in (
        "Łukasz Dąbrowski",
        "03/14/1985",
        "November 23, 2020 to November 23, 2026",
        "Nov 13, 2026",
        "County Court",
        "1 Court Square",
        "Dates of treatment",
        "Subpoena 26-1234",
        "45 CFR 164.528",
        "Page 1 of 1",
    ):
        assert part in text
    assert "what the rule does not require" in text
    shorter = disclosures.render_accounting(clinic, patient, SINCE, TODAY, required_only=True)
    assert "leaves out" in text_of(shorter.letter.pdf)


def test_that_an_empty_accounting_says_so_and_a_long_one_goes_on(clinic: Clinic) -> None:
    patient = a_patient(clinic, birth_date=None)
    pages = disclosures.render_accounting(clinic, patient, SINCE, TODAY)
    assert "we recorded no disclosure" in text_of(pages.letter.pdf)
    for number in range(60):
        value = a_disclosure(patient, purpose=f"Purpose {number} <b>&", what="x" * 300)
        disclosures.record_disclosure(clinic, value)
    pages = disclosures.render_accounting(clinic, patient, SINCE, TODAY)
    text = text_of(pages.letter.pdf)
    assert pages.letter.pages > 3
    assert all(f"Purpose {number} <b>&" in text for number in range(60))
    assert f"Page {pages.letter.pages} of {pages.letter.pages}" in text


def test_that_text_without_glyphs_is_refused_in_a_sentence(clinic: Clinic) -> None:
    patient = a_patient(clinic)
    disclosures.record_disclosure(clinic, a_disclosure(patient, recipient="裁判所"))
    with pytest.raises(LetterRefused, match="recipient"):
        disclosures.render_accounting(clinic, patient, SINCE, TODAY)


def test_that_what_the_patient_was_given_is_kept_and_recorded(
    clinic: Clinic, tmp_path: Path
) -> None:
    patient = a_patient(clinic)
    pages = disclosures.render_accounting(clinic, patient, SINCE, TODAY)
    path = tmp_path / "accounting.pdf"
    disclosures.give_accounting(clinic, pages, LetterDelivery.SAVED, path)
    assert path.read_bytes() == pages.letter.pdf
    with clinic.store.read() as work:
        (document,) = registry.documents.listed(work.connection)
        kept = work.documents.read(document.sealed_name)
    assert document.patient_id == patient
    assert hashlib.sha256(kept).hexdigest() == pages.letter.sha256
    row = audit_rows(clinic)[-1]
    assert (row.kind, row.operation, row.patient_id) == (
        AuditKind.EXPORT,
        "give accounting",
        patient,
    )
    disclosures.give_accounting(clinic, pages, LetterDelivery.PRINTED)
    assert audit_rows(clinic)[-1].kind is AuditKind.PRINT


def test_that_part_2_records_are_told_for_treatment_with_a_written_consent_only(
    clinic: Clinic,
) -> None:
    patient = a_patient(clinic)

    def state(part2: Part2Records) -> None:
        supply.record_supply(clinic, SupplyEntry(patient, TODAY, part2, NOW, ""))

    state(Part2Records(Answer.YES))
    for_treatment = a_disclosure(patient, basis=DisclosureBasis.TREATMENT)
    with pytest.raises(Invalid) as refused:
        disclosures.record_disclosure(clinic, for_treatment)
    assert refused.value.problems[0].field == "basis"
    disclosures.record_disclosure(clinic, a_disclosure(patient))  # a court's order
    state(Part2Records(Answer.YES, TODAY, "treatment"))
    disclosures.record_disclosure(clinic, for_treatment)
