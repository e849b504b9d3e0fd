"""What the audit trail says, in clinicians' words. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from practice_desk.domain.audit_event import AuditEvent, AuditKind, Outcome
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.reasons import find_reason
from practice_desk.gui.models.audit_words import in_words
from practice_desk.gui.models.settings_view import ROLE_NAMES
from practice_desk.gui.wording import write_moment
from practice_desk.services.audit_reader import AuditLine

HEADERS = ("When", "Who", "What", "Patient", "Details")
ACCESS_HEADERS = ("When", "Who", "What", "Details")

_DID = {
    AuditKind.UNLOCK: "Unlocked",
    AuditKind.LOCK: "Locked",
    AuditKind.VIEW: "Viewed",
    AuditKind.CREATE: "Added",
    AuditKind.CHANGE: "Changed",
    AuditKind.RETRACT: "Marked as error:",
    AuditKind.PRINT: "Printed",
    AuditKind.EXPORT: "Saved as a file:",
    AuditKind.IMPORT: "Imported",
    AuditKind.BACKUP: "Backed up",
    AuditKind.CHECK: "Checked",
    AuditKind.ACKNOWLEDGE: "Took note",
    AuditKind.BREAK_GLASS: "Opened in an emergency:",
}
WHAT = {
    Operation.UNLOCK: "",
    Operation.LOCK: "",
    Operation.LIST_PATIENTS: "patient list",
    Operation.VIEW_DEMOGRAPHICS: "person and contacts",
    Operation.EDIT_PATIENT: "person and contacts",
    Operation.VIEW_SCHEDULE: "schedule",
    Operation.EDIT_SCHEDULE: "appointment",
    Operation.SET_UP_SCHEDULE: "setup of the schedule",
    Operation.PRINT_SCHEDULE: "appointments on paper",
    Operation.EXPORT_SCHEDULE: "appointments for a calendar",
    Operation.LIST_RECALLS: "recalls",
    Operation.KEEP_RECALL: "recall",
    Operation.CHECK_IN: "check-in",
    Operation.REVIEW_CHECK_IN: "answers at check-in",
    Operation.VIEW_CHART: "chart",
    Operation.EDIT_HEALTH_RECORD: "health record",
    Operation.SEARCH_TEXTS: "search of texts",
    Operation.TAKE_DOWN_CALL: "call about a side effect",
    Operation.READ_INBOX: "messages",
    Operation.SEND_MESSAGE: "message",
    Operation.ANSWER_MESSAGE: "thread of a message",
    Operation.PASS_ON_CALL: "call passed on",
    Operation.EDIT_QUEUES: "queues for messages",
    Operation.REPORT_SIDE_EFFECT: "side effect",
    Operation.REVIEW_SIDE_EFFECT: "review of a side effect",
    Operation.LIST_SIDE_EFFECTS: "open side effects",
    Operation.RECORD_MEASURE: "score of a measure",
    Operation.PLAN_MEASURE: "when a measure is due",
    Operation.CHOOSE_BASELINE: "a measure's baseline",
    Operation.PRINT_CHECK_IN: "a check-in on paper",
    Operation.ENTER_CHECK_IN: "answers of a paper check-in",
    Operation.ASSESS_RISK: "suicide risk",
    Operation.WRITE_NOTE: "note",
    Operation.COSIGN_NOTE: "note",
    Operation.LIST_UNSIGNED_NOTES: "unsigned notes",
    Operation.KEEP_PSYCHOTHERAPY_NOTES: "psychotherapy note",
    Operation.KEEP_OWN_PHRASES: "own phrases for notes",
    Operation.EDIT_NOTE_TEMPLATES: "templates of notes",
    Operation.EDIT_LETTER_WORDING: "wording of letters",
    Operation.SIGN_VISIT: "visit",
    Operation.RECORD_TRIAL: "trial of a medication",
    Operation.RECORD_EVENT: "event of the chart",
    Operation.WRITE_CARE_PLAN: "treatment plan",
    Operation.RECORD_CONSENT: "consent",
    Operation.LABEL_RECORD: "label of a sensitive record",
    Operation.GIVE_EDUCATION: "education",
    Operation.EDIT_HANDOUT_WORDS: "clinic's words on handouts",
    Operation.RECORD_OUTSIDE_MEDICATION: "medication from elsewhere",
    Operation.FILE_DOCUMENT: "document",
    Operation.FILE_SCANS: "document filed unseen",
    Operation.REVIEW_DOCUMENT: "review of a document",
    Operation.EXPORT_DOCUMENT: "document",
    Operation.LIST_DOCUMENTS: "documents to review",
    Operation.CHANGE_PLAN: "plan",
    Operation.RECORD_SUPPLY: "supply",
    Operation.ENTER_RESULTS: "result",
    Operation.DECIDE_MONITORING: "decision about a check",
    Operation.LIST_MONITORING: "overdue monitoring",
    Operation.EXPORT_MONITORING: "overdue monitoring",
    Operation.SEND_LETTER: "letter",
    Operation.LIST_LETTERS: "list of letters",
    Operation.FOLLOW_LETTER: "what became of a letter",
    Operation.CLOSE_LETTER: "end of a letter",
    Operation.IMPORT_RECORDS: "records",
    Operation.VIEW_DISCLOSURES: "disclosures",
    Operation.RECORD_DISCLOSURE: "disclosure",
    Operation.GIVE_ACCOUNTING: "accounting of disclosures",
    Operation.VIEW_REQUESTS: "requests of patients",
    Operation.TAKE_DOWN_REQUEST: "request of a patient",
    Operation.RECORD_REQUEST: "answer to a request of a patient",
    Operation.EXPORT_CHART: "export of the chart",
    Operation.RESTRICT_CHART: "access to the chart",
    Operation.BREAK_GLASS: "chart",
    Operation.REVIEW_EMERGENCY_ACCESS: "emergencies to review",
    Operation.ASK_APPROVAL: "requests for approval",
    Operation.DECIDE_APPROVAL: "decision on a request",
    Operation.VIEW_DIRECTORY: "directory",
    Operation.EDIT_DIRECTORY: "directory",
    Operation.VIEW_KNOWLEDGE: "clinical pack",
    Operation.EDIT_KNOWLEDGE: "entry of the clinical pack",
    Operation.REVIEW_KNOWLEDGE: "review of the clinical pack",
    Operation.CHOOSE_PACK: "clinical pack in use",
    Operation.VIEW_CLINIC: "letterhead",
    Operation.EDIT_CLINIC: "clinic",
    Operation.VIEW_ACCOUNTS: "accounts",
    Operation.MANAGE_ACCOUNTS: "account",
    Operation.MANAGE_RECOVERY: "emergency sheet",
    Operation.PRINT_PAPER: "emergency paper",
    Operation.BACK_UP: "",
    Operation.PLAN_BACKUPS: "plan of backups",
    Operation.TEST_RESTORE: "backup, restored on trial",
    Operation.RESTORE_OVER: "clinic’s data from a backup",
    Operation.VERIFY_CLINIC: "clinic’s data",
    Operation.CHANGE_KEY: "clinic’s key",
    Operation.VIEW_OVERRIDES: "how often safety findings are overridden",
    Operation.VIEW_REPORTS: "report",
    Operation.VIEW_ATTENDANCE: "report on appointments",
    Operation.EXPORT_REPORT: "report",
    Operation.LIST_WORKLIST: "list of patients",
    Operation.KEEP_WORKLIST: "worklist",
    Operation.EXPORT_WORKLIST: "worklist as a file",
    Operation.EDIT_OWN_ACCOUNT: "own account",
    Operation.KEEP_DRAFT: "form that is not saved",
    Operation.ARRANGE_TODAY: "line of Today",
    Operation.CHANGE_OWN_PASSPHRASE: "own passphrase",
    Operation.VIEW_CHART_ACCESS: "who has seen the chart",
    Operation.VIEW_AUDIT_TRAIL: "audit trail",
    Operation.EXPORT_AUDIT_TRAIL: "audit trail",
    Operation.TAKE_NOTE_OF_TRAIL: "of missing or changed records",
}
"""What the verb is about, for every operation; empty where the verb says it all."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry as a table shows it; `tone` is empty, "caution" or "danger"."""

    line: AuditLine
    cells: tuple[str, ...]
    tone: str


@dataclass(frozen=True, slots=True)
class KindChoice:
    """One kind to narrow to; None for all."""

    text: str
    kind: AuditKind | Outcome | None


def kind_choices() -> tuple[KindChoice, ...]:
    """Return what the list of kinds offers: all, what went wrong, then every kind of act."""
    did = [KindChoice(text.rstrip(":"), kind) for kind, text in _DID.items()]
    first = (
        KindChoice("Everything", None),
        KindChoice("Refused", Outcome.REFUSED),
        KindChoice("Failed", Outcome.FAILED),
    )
    return (*first, *did)


def audit_row(line: AuditLine) -> AuditRow:
    """Return an entry as a row of the trail."""
    cells = (
        write_moment(line.event.occurred_at),
        line.person or line.event.user_name,
        what_was_done(line.event),
        _patient(line),
        details(line.event),
    )
    return AuditRow(line, cells, _tone(line.event))


def access_row(line: AuditLine) -> AuditRow:
    """Return an entry as a row of one chart, whose patient stands above the table."""
    row = audit_row(line)
    return AuditRow(line, (*row.cells[:3], row.cells[4]), row.tone)


def what_was_done(event: AuditEvent) -> str:
    """Return the act in a few words: "Viewed chart", "Refused: change plan"."""
    if event.outcome is not Outcome.DONE:
        return f"{event.outcome.value.capitalize()}: {event.operation}"
    operation = _operation(event.operation)
    if operation is None or event.kind is None:
        return event.operation.capitalize()
    return f"{_DID[event.kind]} {WHAT.get(operation, operation.value)}".strip()


def details(event: AuditEvent) -> str:
    """Return what the entry adds: its detail and the reason that was given."""
    coded = find_reason(PlanEventKind.RETRACT, event.reason)
    reason = f"Reason: {coded.text if coded else event.reason}" if event.reason else ""
    return " · ".join(" ".join(part.split()) for part in (in_words(event.detail), reason) if part)


def facts(line: AuditLine) -> str:
    """Return everything about an entry in lines, for the pane under the table."""
    event = line.event
    roles = ", ".join(_role(word) for word in event.roles.split()) or "none"
    who = f"{line.person} ({event.user_name})" if line.person else event.user_name
    parts = [
        f"Entry {event.id or 0:,} · {write_moment(event.occurred_at)} · {what_was_done(event)}",
        f"{who} · roles then: {roles} · at {event.workstation or 'an unknown computer'}",
    ]
    if event.patient_id is not None:
        parts.append(f"Patient: {_patient(line)}")
    if told := details(event):
        parts.append(told)
    return "\n".join(parts)


def begins(day: date | None) -> datetime | None:
    """Return when *day* begins at this computer's place, aware; None for no day."""
    return None if day is None else datetime.combine(day, time.min).astimezone()


def ends(day: date | None) -> datetime | None:
    """Return when *day* is over at this computer's place, aware; None for no day."""
    return None if day is None else begins(day + timedelta(days=1))


def _patient(line: AuditLine) -> str:
    if line.event.patient_id is None:
        return ""
    if not line.patient:
        return f"chart {line.event.patient_id}, no longer here"
    return f"{line.patient} · {line.chart_number}"


def _tone(event: AuditEvent) -> str:
    if event.outcome is Outcome.FAILED:
        return "danger"
    is_striking = event.kind in (AuditKind.BREAK_GLASS, AuditKind.ACKNOWLEDGE)
    return "caution" if event.outcome is Outcome.REFUSED or is_striking else ""


def _operation(name: str) -> Operation | None:
    return next((operation for operation in Operation if operation.value == name), None)


def _role(name: str) -> str:
    return next((text for role, text in ROLE_NAMES.items() if role.value == name), name)
