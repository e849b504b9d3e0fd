"""The use cases about what was told to others."""

from __future__ import annotations

from datetime import date
from functools import partial

from practice_desk.domain.disclosure import Disclosure, DisclosureBasis
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.permission import Operation
from practice_desk.services import disclosures
from tests.stage import Call, Stage, UseCases

_OP = Operation
_DAYS = (date(2020, 1, 1), date(2030, 1, 1))


def _value(stage: Stage) -> Disclosure:
    return Disclosure(
        stage.patient_id,
        stage.clinic.now(),
        "",
        "County court",
        "Subpoena",
        "Dates of treatment",
        basis=DisclosureBasis.COURT,
    )


def _give(stage: Stage) -> Call:
    pages = disclosures.render_accounting(stage.clinic, stage.patient_id, *_DAYS)
    return partial(disclosures.give_accounting, stage.clinic, pages, LetterDelivery.PRINTED)


def _retract(stage: Stage) -> Call:
    number = disclosures.record_disclosure(stage.clinic, _value(stage)).id
    return partial(
        disclosures.retract_disclosure, stage.clinic, stage.patient_id, number, "typed twice"
    )


DISCLOSURES: UseCases = {
    "disclosures.account_for_disclosures": (
        _OP.VIEW_DISCLOSURES,
        lambda s: partial(disclosures.account_for_disclosures, s.clinic, s.patient_id, *_DAYS),
    ),
    "disclosures.render_accounting": (
        _OP.VIEW_DISCLOSURES,
        lambda s: partial(disclosures.render_accounting, s.clinic, s.patient_id, *_DAYS),
    ),
    "disclosures.record_disclosure": (
        _OP.RECORD_DISCLOSURE,
        lambda s: partial(disclosures.record_disclosure, s.clinic, _value(s)),
    ),
    "disclosures.retract_disclosure": (_OP.RECORD_DISCLOSURE, _retract),
    "disclosures.give_accounting": (_OP.GIVE_ACCOUNTING, _give),
}
