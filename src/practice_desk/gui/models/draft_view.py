"""How a form that was not saved is spoken of."""

from __future__ import annotations

from datetime import datetime

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.draft import Draft
from practice_desk.domain.permission import Operation
from practice_desk.gui.wording import write_time

PATIENT = "patient"
"""The kind of draft that the patient's form keeps. It opens from no page."""

NEEDS = {
    "appointment": Operation.EDIT_SCHEDULE,
    "appointment policy": Operation.SET_UP_SCHEDULE,
    "recall": Operation.KEEP_RECALL,
    "waiting entry": Operation.EDIT_SCHEDULE,
    PATIENT: Operation.EDIT_PATIENT,
    "condition": Operation.EDIT_HEALTH_RECORD,
    "allergy": Operation.EDIT_HEALTH_RECORD,
    "substance use": Operation.EDIT_HEALTH_RECORD,
    "vitals": Operation.EDIT_HEALTH_RECORD,
    "side effect": Operation.REPORT_SIDE_EFFECT,
    "side effect told": Operation.REPORT_SIDE_EFFECT,
    "side effect handover": Operation.REPORT_SIDE_EFFECT,
    "side effect reply": Operation.REPORT_SIDE_EFFECT,
    "side effect review": Operation.REVIEW_SIDE_EFFECT,
    "today line": Operation.ARRANGE_TODAY,
    "call": Operation.TAKE_DOWN_CALL,
    "message": Operation.SEND_MESSAGE,
    "message step": Operation.ANSWER_MESSAGE,
    "call passed on": Operation.PASS_ON_CALL,
    "paper check-in": Operation.ENTER_CHECK_IN,
    "score": Operation.RECORD_MEASURE,
    "measure": Operation.RECORD_MEASURE,
    "measure schedule": Operation.PLAN_MEASURE,
    "measure baseline": Operation.CHOOSE_BASELINE,
    "risk assessment": Operation.ASSESS_RISK,
    "safety plan": Operation.ASSESS_RISK,
    "visit": Operation.WRITE_NOTE,
    "trial": Operation.RECORD_TRIAL,
    "event": Operation.RECORD_EVENT,
    "education": Operation.GIVE_EDUCATION,
    "document": Operation.FILE_DOCUMENT,
    "document retraction": Operation.FILE_DOCUMENT,
    "letter step": Operation.FOLLOW_LETTER,
    "patient facts": Operation.EDIT_HEALTH_RECORD,
    "treatment problem": Operation.WRITE_CARE_PLAN,
    "treatment goal": Operation.WRITE_CARE_PLAN,
    "treatment objective": Operation.WRITE_CARE_PLAN,
    "treatment intervention": Operation.WRITE_CARE_PLAN,
    "treatment part taken out": Operation.WRITE_CARE_PLAN,
    "treatment plan signature": Operation.WRITE_CARE_PLAN,
    "consent": Operation.RECORD_CONSENT,
    "consent on paper": Operation.RECORD_CONSENT,
    "consent revoked": Operation.RECORD_CONSENT,
    "consent retraction": Operation.RECORD_CONSENT,
    "retraction": Operation.EDIT_HEALTH_RECORD,
    "medication list": Operation.RECORD_OUTSIDE_MEDICATION,
    "supply": Operation.RECORD_SUPPLY,
    "supply retraction": Operation.RECORD_SUPPLY,
    "start": Operation.RECORD_OUTSIDE_MEDICATION,
    "change": Operation.RECORD_OUTSIDE_MEDICATION,
    "step": Operation.RECORD_OUTSIDE_MEDICATION,
    "steps": Operation.CHANGE_PLAN,
    "changes": Operation.RECORD_OUTSIDE_MEDICATION,
    "letter": Operation.SEND_LETTER,
    "handout_words": Operation.EDIT_HANDOUT_WORDS,
    "switch": Operation.CHANGE_PLAN,
    "own medication": Operation.EDIT_KNOWLEDGE,
    "own interaction": Operation.EDIT_KNOWLEDGE,
    "own patient rule": Operation.EDIT_KNOWLEDGE,
    "own check": Operation.EDIT_KNOWLEDGE,
    "own allergy rule": Operation.EDIT_KNOWLEDGE,
    "entry correction": Operation.EDIT_KNOWLEDGE,
    "organization": Operation.EDIT_DIRECTORY,
    "clinician": Operation.EDIT_DIRECTORY,
    "results": Operation.EDIT_HEALTH_RECORD,
    "monitoring_decision": Operation.DECIDE_MONITORING,
    "patient request": Operation.TAKE_DOWN_REQUEST,
    "step of a request": Operation.RECORD_REQUEST,
}
"""What a person must be allowed to, to go on with each kind of draft."""


def draft_line(draft: Draft, patient: str, now: datetime, others: int) -> str:
    """Return "Not saved: Add a condition · Łukasz Dąbrowski · typed today 8:40 AM (2 more)"."""
    parts = [f"Not saved: {draft.title}", patient, f"typed {_when(draft.kept_at, now)}"]
    more = f" ({others} more)" if others else ""
    return " · ".join(part for part in parts if part) + more


def next_of(drafts: list[Draft], patient_id: int | None) -> Draft | None:
    """Return the draft to offer: the newest of the open chart, else the newest of all."""
    here = [draft for draft in drafts if draft.patient_id == patient_id is not None]
    newest = sorted(here or drafts, key=lambda draft: draft.kept_at)
    return newest[-1] if newest else None


def _when(moment: datetime, now: datetime) -> str:
    day, today = moment.astimezone().date(), now.astimezone().date()
    if day == today:
        return f"today {write_time(moment)}"
    return f"yesterday {write_time(moment)}" if (today - day).days == 1 else write_date(day)
