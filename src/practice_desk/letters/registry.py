"""Every letter kind, one line each, so that frozen builds find them too.

A kind is a module of `letters/kinds` with a `KIND`; every kind imported here is registered.
"""
# ruff: noqa: F401

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from practice_desk.letters.kind import Kind, LetterKind
from practice_desk.letters.kinds.adverse_effect import KIND as ADVERSE_EFFECT
from practice_desk.letters.kinds.appointment_letter import KIND as APPOINTMENT_LETTER
from practice_desk.letters.kinds.blister_pack import KIND as BLISTER_PACK
from practice_desk.letters.kinds.co_management import KIND as CO_MANAGEMENT
from practice_desk.letters.kinds.consent import KIND as CONSENT
from practice_desk.letters.kinds.dose_calendar import KIND as DOSE_CALENDAR
from practice_desk.letters.kinds.handout import KIND as HANDOUT
from practice_desk.letters.kinds.laboratory_request import KIND as LABORATORY_REQUEST
from practice_desk.letters.kinds.medication_card import KIND as MEDICATION_CARD
from practice_desk.letters.kinds.medication_notice import KIND as MEDICATION_NOTICE
from practice_desk.letters.kinds.medwatch import KIND as MEDWATCH
from practice_desk.letters.kinds.missed_notice import KIND as MISSED_NOTICE
from practice_desk.letters.kinds.patient_paper import KIND as PATIENT_PAPER
from practice_desk.letters.kinds.pharmacy_transfer import KIND as PHARMACY_TRANSFER
from practice_desk.letters.kinds.pick_up_enquiry import KIND as PICK_UP_ENQUIRY
from practice_desk.letters.kinds.primary_care_summary import KIND as PRIMARY_CARE_SUMMARY
from practice_desk.letters.kinds.prior_authorization import KIND as PRIOR_AUTHORIZATION
from practice_desk.letters.kinds.prior_authorization_notice import (
    KIND as PRIOR_AUTHORIZATION_NOTICE,
)
from practice_desk.letters.kinds.reconciliation_request import KIND as RECONCILIATION_REQUEST
from practice_desk.letters.kinds.referral import KIND as REFERRAL
from practice_desk.letters.kinds.refill_authorization import KIND as REFILL_AUTHORIZATION
from practice_desk.letters.kinds.safety_card import KIND as SAFETY_CARD
from practice_desk.letters.kinds.school_letter import KIND as SCHOOL_LETTER
from practice_desk.letters.kinds.step_plan import KIND as STEP_PLAN
from practice_desk.letters.kinds.supply_decision import KIND as SUPPLY_DECISION
from practice_desk.letters.kinds.timeline import KIND as TIMELINE
from practice_desk.letters.kinds.treatment_plan import KIND as TREATMENT_PLAN
from practice_desk.letters.kinds.work_letter import KIND as WORK_LETTER

KINDS: Final[Mapping[str, Kind]] = {
    kind.code: kind for kind in tuple(globals().values()) if isinstance(kind, Kind)
}
"""Every kind by its code: letters, and papers that their own services fill."""

LETTER_KINDS: Final = tuple(kind for kind in KINDS.values() if isinstance(kind, LetterKind))
"""The kinds that are composed of facts and choices: for the composer and whatever goes over all."""


def letter_kind(code: str) -> LetterKind[object]:
    """Return the composed kind of that code. Raises KeyError."""
    kind = KINDS[code]
    if not isinstance(kind, LetterKind):
        raise KeyError(code)
    return kind
