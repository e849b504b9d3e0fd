"""The use cases of consents and of labels on sensitive records."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from practice_desk.domain.consent import (
    Consent,
    MedicationConsent,
    Relation,
    Revoked,
    Signature,
    SignedHow,
)
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.permission import Operation
from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel
from practice_desk.services import consent_forms, consents, first_looks, sensitivity
from tests.stage import Call, Stage, UseCases

_OP = Operation


def about_sertraline(stage: Stage) -> Consent:
    """Return a consent to a medication, not kept yet."""
    told = MedicationConsent("sertraline", "low mood", "mood", "nausea", "therapy", "no change")
    return Consent(stage.patient_id, told, stage.clinic.now(), "")


def by_patient(stage: Stage) -> tuple[Signature, ...]:
    """Return who agrees: the patient."""
    return (Signature("Ada Moss", Relation.PATIENT, stage.clinic.now()),)


def _drawn_up(stage: Stage) -> int:
    return consents.draw_up_consent(stage.clinic, about_sertraline(stage)).id


def _agreed(stage: Stage) -> int:
    value, how = about_sertraline(stage), SignedHow.SPOKEN
    return consents.record_agreed(stage.clinic, value, by_patient(stage), how).id


def _signed_on_screen(stage: Stage) -> int:
    number = _drawn_up(stage)
    _sign_with_pointer(stage, number)()
    return number


def _form(stage: Stage, number: int) -> consent_forms.FormDraft:
    return consent_forms.consent_form(stage.clinic, stage.patient_id, number)


def _sign_with_pointer(stage: Stage, number: int) -> Call:
    draft = _form(stage, number)
    pages = consent_forms.render_form(draft)
    strokes = (((0, 0, 0), (9, 9, 9)),)
    by = tuple(replace(each, strokes=strokes) for each in by_patient(stage))
    return partial(consent_forms.sign_with_pointer, stage.clinic, draft, pages, by)


def _print_form(stage: Stage) -> Call:
    draft = _form(stage, _drawn_up(stage))
    pages, delivery = consent_forms.render_form(draft), LetterDelivery.PRINTED
    return partial(consent_forms.print_form, stage.clinic, draft, pages, delivery)


def _label_condition(stage: Stage) -> Call:
    """Put a label on the first condition, or take it off where it has one."""
    chart, noun = stage.chart(), RecordNoun.CONDITION
    number = chart.conditions[0].id or 0
    labels = () if (noun, number) in chart.labels else (SensitivityLabel.OTHER,)
    return partial(sensitivity.label_record, stage.clinic, stage.patient_id, noun, number, labels)


CONSENTS: UseCases = {
    "consent_forms.consent_form": (
        _OP.RECORD_CONSENT,
        lambda s: partial(consent_forms.consent_form, s.clinic, s.patient_id, _drawn_up(s)),
    ),
    "consent_forms.print_form": (_OP.RECORD_CONSENT, _print_form),
    "consent_forms.sign_with_pointer": (
        _OP.RECORD_CONSENT,
        lambda s: _sign_with_pointer(s, _drawn_up(s)),
    ),
    "consent_forms.signed_pages": (
        _OP.VIEW_CHART,
        lambda s: partial(consent_forms.signed_pages, s.clinic, s.patient_id, _signed_on_screen(s)),
    ),
    "consent_forms.verify_signature": (
        _OP.VIEW_CHART,
        lambda s: partial(
            consent_forms.verify_signature, s.clinic, s.patient_id, _signed_on_screen(s)
        ),
    ),
    "consent_forms.give_signed_copy": (
        _OP.RECORD_CONSENT,
        lambda s: partial(
            consent_forms.give_signed_copy,
            s.clinic,
            s.patient_id,
            _signed_on_screen(s),
            LetterDelivery.PRINTED,
        ),
    ),
    "consents.chart_consents": (
        _OP.VIEW_CHART,
        lambda s: partial(consents.chart_consents, s.clinic, s.patient_id),
    ),
    "consents.consents_due": (_OP.VIEW_CHART, lambda s: partial(consents.consents_due, s.clinic)),
    "first_looks.may_be_consents_due": (
        _OP.VIEW_CHART,
        lambda s: partial(first_looks.may_be_consents_due, s.clinic),
    ),
    "consents.draw_up_consent": (
        _OP.RECORD_CONSENT,
        lambda s: partial(consents.draw_up_consent, s.clinic, about_sertraline(s)),
    ),
    "consents.record_agreed": (
        _OP.RECORD_CONSENT,
        lambda s: partial(
            consents.record_agreed,
            s.clinic,
            about_sertraline(s),
            by_patient(s),
            SignedHow.SPOKEN,
        ),
    ),
    "consents.sign_on_paper": (
        _OP.RECORD_CONSENT,
        lambda s: partial(
            consents.sign_on_paper,
            s.clinic,
            s.patient_id,
            _drawn_up(s),
            by_patient(s),
            s.clinic.today(),
        ),
    ),
    "consents.revoke_consent": (
        _OP.RECORD_CONSENT,
        lambda s: partial(
            consents.revoke_consent,
            s.clinic,
            s.patient_id,
            _agreed(s),
            Revoked("the patient, in writing"),
            s.clinic.today(),
        ),
    ),
    "consents.retract_consent": (
        _OP.RECORD_CONSENT,
        lambda s: partial(
            consents.retract_consent, s.clinic, s.patient_id, _drawn_up(s), "wrong chart"
        ),
    ),
    "sensitivity.label_record": (
        _OP.LABEL_RECORD,
        lambda s: _label_condition(s),
    ),
}
