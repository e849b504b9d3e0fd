"""Forms that are printed, signed with a pointer, and verified against what was signed."""

from __future__ import annotations

import pytest

from practice_desk.domain.consent import (
    Consent,
    ConsentState,
    Part2Consent,
    Relation,
    ReleaseConsent,
    Signature,
    SignedHow,
    TreatmentConsent,
)
from practice_desk.domain.errors import Invalid, LetterRefused
from practice_desk.domain.letter import LetterDelivery
from practice_desk.services import charts, consent_forms, consents
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry
from practice_desk.storage.record_rows import DOCUMENT
from tests.factories import a_document, a_patient
from tests.unit.letters.samples import text_of

STROKES = (((0, 0, 0), (400, 200, 80)), ((500, 10, 300), (600, 90, 350)))


@pytest.fixture
def drawn(clinic: Clinic) -> tuple[int, int]:
    """A chart, and a consent to treatment that was drawn up in it."""
    patient_id = a_patient(clinic)
    value = Consent(patient_id, TreatmentConsent("Visits"), clinic.now(), "")
    return patient_id, consents.draw_up_consent(clinic, value).id


def shown(clinic, patient_id, consent_id):
    draft = consent_forms.consent_form(clinic, patient_id, consent_id)
    return draft, consent_forms.render_form(draft)


def by_pointer(clinic):
    return (Signature("Ada Moss", Relation.PATIENT, clinic.now(), strokes=STROKES),)


def test_that_a_printed_form_is_kept_and_given_and_no_other_pages_are_signed(clinic, drawn):
    draft, pages = shown(clinic, *drawn)
    value = Consent(drawn[0], TreatmentConsent("Other"), clinic.now(), "")
    second = consents.draw_up_consent(clinic, value).id
    _, others = shown(clinic, drawn[0], second)
    with pytest.raises(LetterRefused):
        consent_forms.sign_with_pointer(clinic, draft, others, by_pointer(clinic))
    consent_forms.print_form(clinic, draft, pages, LetterDelivery.PRINTED)
    case, _ = consents.chart_consents(clinic, drawn[0])
    assert case.state is ConsentState.PRINTED
    chart = charts.open_chart(clinic, drawn[0])
    assert [each.title for each in chart.letters] == ["Consent to treatment"]
    assert chart.disclosures[0].recipient.endswith("(patient)")


def test_that_a_signature_is_bound_to_the_pages_that_were_seen(clinic, drawn):
    draft, pages = shown(clinic, *drawn)
    consent_forms.sign_with_pointer(clinic, draft, pages, by_pointer(clinic))
    (case,) = consents.chart_consents(clinic, drawn[0])
    assert case.state is ConsentState.SIGNED
    assert case.signed.signatures[0].strokes == STROKES
    assert case.signed.shown_sha256 == pages.sha256
    signed, media_type = consent_forms.signed_pages(clinic, *drawn)
    assert media_type == "application/pdf"
    assert pages.sha256 in text_of(signed).replace(" ", "")
    assert consent_forms.verify_signature(clinic, *drawn).is_unchanged
    with pytest.raises(Invalid):
        consent_forms.sign_with_pointer(clinic, draft, pages, by_pointer(clinic))


def test_that_another_document_in_its_place_is_noticed(clinic, drawn):
    draft, pages = shown(clinic, *drawn)
    consent_forms.sign_with_pointer(clinic, draft, pages, by_pointer(clinic))
    other = a_document(clinic, b"another text", drawn[0])
    (case,) = consents.chart_consents(clinic, drawn[0])
    with clinic.store.write() as work:
        named = registry.documents.get(work.connection, other).sealed_name
        row = DOCUMENT.c.id == case.signed.document_id
        work.connection.execute(DOCUMENT.update().where(row), {"sealed_name": named})
        work.commit()
    assert not consent_forms.verify_signature(clinic, *drawn).is_unchanged


def test_that_what_the_law_wants_in_writing_is_not_spoken_nor_signed_without_its_facts(clinic):
    patient_id = a_patient(clinic)
    by = (Signature("Ada Moss", Relation.PATIENT, clinic.now()),)
    for provision in (
        ReleaseConsent("School", "diagnosis", "school plan"),
        Part2Consent("Elm Clinic", "notes", "care"),
    ):
        whole = Consent(patient_id, provision, clinic.now(), "", expires_when="end of treatment")
        with pytest.raises(Invalid, match="in writing"):
            consents.record_agreed(clinic, whole, by, SignedHow.SPOKEN)
        without_end = Consent(patient_id, provision, clinic.now(), "")
        with pytest.raises(Invalid, match="when it ends"):
            consents.record_agreed(clinic, without_end, by, SignedHow.PAPER)
        consents.record_agreed(clinic, whole, by, SignedHow.PAPER)
