"""A change that is composed and not signed yet: one line of the tray. No widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from practice_desk.domain import dispense_request, dosage_plain, regimen_plain
from practice_desk.domain.draft import Json
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.gui.models.kept_reasons import plain_reasons, read_reasons
from practice_desk.gui.models.plan_diff import PlanDiff
from practice_desk.services.plan import PlanEntry
from practice_desk.services.plan_changes import ChangeToSign

Plain = dict[str, Json]

_VERBS = {
    PlanEventKind.START: "Start",
    PlanEventKind.CHANGE: "Change",
    PlanEventKind.HOLD: "Hold",
    PlanEventKind.RESUME: "Resume",
    PlanEventKind.STOP: "Stop",
}


@dataclass(frozen=True, slots=True)
class ComposedChange:
    """What is signed, what it changes, and the form it was typed into, to open that again."""

    change: ChangeToSign
    diff: PlanDiff | None
    form_kind: str
    form_body: Plain

    @property
    def title(self) -> str:
        """What is done to which medication: "Stop traZODone"."""
        medication = self.change.medication
        name = "" if medication is None else medication.name
        return f"{_VERBS[self.change.kind]} {name}".strip()


def to_plain(line: ComposedChange) -> Plain:
    """Return *line* as a draft keeps it."""
    diff = line.diff
    return {
        "change": _plain_change(line.change),
        "diff": None if diff is None else [diff.before, diff.after, diff.amount],
        "form": line.form_kind,
        "body": line.form_body,
    }


def from_plain(plain: Mapping[str, Json], patient_id: int) -> ComposedChange:
    """Return the line that `to_plain` wrote in the chart of *patient_id*.

    Raises ValueError or KeyError for anything else.
    """
    diff, body = plain["diff"], plain["body"]
    return ComposedChange(
        _read_change(_part(plain, "change"), patient_id),
        PlanDiff(*map(str, diff)) if isinstance(diff, list) else None,
        str(plain["form"]),
        body if isinstance(body, dict) else {},
    )


def _plain_change(change: ChangeToSign) -> Plain:
    entry, medication, request = change.entry, change.medication, change.entry.dispense_request
    return {
        "kind": change.kind.value,
        "medication_id": change.medication_id,
        "medication": None if medication is None else _plain_medication(medication),
        "effective_on": entry.effective_on.isoformat(),
        "reason_code": entry.reason_code,
        "comment": entry.comment,
        "dosage": None if entry.dosage is None else _json(dosage_plain.to_plain(entry.dosage)),
        "regimen": None if entry.regimen is None else _json(regimen_plain.to_plain(entry.regimen)),
        "dispense_request": None if request is None else {**dispense_request.to_plain(request)},
        "reasons": plain_reasons(entry.reasons),
        "side_effect": entry.adverse_event_id,
    }


def _read_change(plain: Mapping[str, Json], patient_id: int) -> ChangeToSign:
    dosage, regimen, request = plain["dosage"], plain["regimen"], plain["dispense_request"]
    medication, number = plain["medication"], plain["medication_id"]
    side_effect = plain.get("side_effect")
    entry = PlanEntry(
        date.fromisoformat(str(plain["effective_on"])),
        str(plain["reason_code"]),
        dosage_plain.from_plain(dosage) if isinstance(dosage, dict) else None,
        str(plain["comment"]),
        regimen_plain.from_plain(regimen) if isinstance(regimen, dict) else None,
        read_reasons(plain["reasons"]),
        dispense_request=(
            dispense_request.from_plain(request) if isinstance(request, dict) else None
        ),
        adverse_event_id=side_effect if isinstance(side_effect, int) else None,
    )
    return ChangeToSign(
        PlanEventKind(str(plain["kind"])),
        entry,
        number if isinstance(number, int) else None,
        _read_medication(medication, patient_id) if isinstance(medication, dict) else None,
    )


def _plain_medication(medication: Medication) -> Plain:
    review = medication.review_on
    return {
        "id": medication.id,
        "name": medication.name,
        "horizon": medication.horizon.value,
        "origin": medication.origin.value,
        "concept": medication.concept_id,
        "rxnorm": medication.rxnorm_code,
        "schedule": medication.schedule,
        "indication": medication.indication,
        "review_on": "" if review is None else review.isoformat(),
        "prescriber": medication.prescriber_name,
    }


def _read_medication(plain: Mapping[str, Json], patient_id: int) -> Medication:
    number, review = plain.get("id"), str(plain.get("review_on") or "")
    return Medication(
        patient_id,
        str(plain["name"]),
        Horizon(str(plain["horizon"])),
        Origin(str(plain["origin"])),
        concept_id=str(plain["concept"]),
        rxnorm_code=str(plain["rxnorm"]),
        schedule=str(plain["schedule"]),
        indication=str(plain["indication"]),
        review_on=date.fromisoformat(review) if review else None,
        prescriber_name=str(plain["prescriber"]),
        id=number if isinstance(number, int) else None,
    )


def _json(plain: dict[str, object]) -> Plain:
    return cast("Plain", plain)  # made of nothing else


def _part(plain: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    part = plain[name]
    return part if isinstance(part, dict) else {}
