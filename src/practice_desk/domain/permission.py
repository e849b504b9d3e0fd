"""Who may do what: the one table of role × operation. Deny by default.

Every use case asks here through `services.clinic.Clinic`, windows ask the same through
`Session.may`, and the settings show the table as it stands. Nothing else decides.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from enum import StrEnum

from practice_desk.domain.account import Role


class Operation(StrEnum):
    """Everything the services can do, by the name that the audit trail keeps.

    A new operation needs a row in `TABLE`, and its words in `WORDS`.
    """

    UNLOCK = "unlock"
    LOCK = "lock"
    KEEP_DRAFT = "keep draft"
    ARRANGE_TODAY = "arrange today"
    LIST_PATIENTS = "list patients"
    VIEW_DEMOGRAPHICS = "view demographics"
    EDIT_PATIENT = "edit patient"
    VIEW_SCHEDULE = "view schedule"
    EDIT_SCHEDULE = "edit schedule"
    SET_UP_SCHEDULE = "set up schedule"
    PRINT_SCHEDULE = "print schedule"
    EXPORT_SCHEDULE = "export schedule"
    LIST_RECALLS = "list recalls"
    KEEP_RECALL = "keep recall"
    CHECK_IN = "check in"
    REVIEW_CHECK_IN = "review check-in"
    VIEW_CHART = "view chart"
    EDIT_HEALTH_RECORD = "edit health record"
    SEARCH_TEXTS = "search texts"
    TAKE_DOWN_CALL = "take down call"
    READ_INBOX = "read inbox"
    SEND_MESSAGE = "send message"
    ANSWER_MESSAGE = "answer message"
    PASS_ON_CALL = "pass on call"
    EDIT_QUEUES = "edit queues"
    REPORT_SIDE_EFFECT = "report side effect"
    REVIEW_SIDE_EFFECT = "review side effect"
    LIST_SIDE_EFFECTS = "list side effects"
    RECORD_MEASURE = "record measure"
    PLAN_MEASURE = "plan measure"
    CHOOSE_BASELINE = "choose baseline"
    PRINT_CHECK_IN = "print check-in"
    ENTER_CHECK_IN = "enter check-in"
    ASSESS_RISK = "assess risk"
    WRITE_NOTE = "write note"
    COSIGN_NOTE = "co-sign note"
    LIST_UNSIGNED_NOTES = "list unsigned notes"
    KEEP_PSYCHOTHERAPY_NOTES = "keep psychotherapy notes"
    KEEP_OWN_PHRASES = "keep own phrases"
    EDIT_NOTE_TEMPLATES = "edit note templates"
    EDIT_LETTER_WORDING = "edit letter wording"
    SIGN_VISIT = "sign visit"
    RECORD_TRIAL = "record trial"
    RECORD_EVENT = "record event"
    WRITE_CARE_PLAN = "write treatment plan"
    RECORD_CONSENT = "record consent"
    LABEL_RECORD = "label record"
    GIVE_EDUCATION = "give education"
    EDIT_HANDOUT_WORDS = "edit handout words"
    RECORD_OUTSIDE_MEDICATION = "record outside medication"
    FILE_DOCUMENT = "file document"
    FILE_SCANS = "file scans"
    REVIEW_DOCUMENT = "review document"
    EXPORT_DOCUMENT = "export document"
    LIST_DOCUMENTS = "list documents"
    CHANGE_PLAN = "change plan"
    RECORD_SUPPLY = "record supply"
    ENTER_RESULTS = "enter results"
    DECIDE_MONITORING = "decide monitoring"
    LIST_MONITORING = "list monitoring"
    EXPORT_MONITORING = "export monitoring"
    SEND_LETTER = "send letter"
    LIST_LETTERS = "list letters"
    FOLLOW_LETTER = "follow letter"
    CLOSE_LETTER = "close letter"
    PRINT_PAPER = "print emergency paper"
    IMPORT_RECORDS = "import records"
    VIEW_DISCLOSURES = "view disclosures"
    RECORD_DISCLOSURE = "record disclosure"
    GIVE_ACCOUNTING = "give accounting"
    VIEW_REQUESTS = "view requests"
    TAKE_DOWN_REQUEST = "take down request"
    RECORD_REQUEST = "record request"
    EXPORT_CHART = "export chart"
    RESTRICT_CHART = "restrict chart"
    BREAK_GLASS = "break glass"
    REVIEW_EMERGENCY_ACCESS = "review emergency access"
    ASK_APPROVAL = "ask approval"
    DECIDE_APPROVAL = "decide approval"
    VIEW_DIRECTORY = "view directory"
    EDIT_DIRECTORY = "edit directory"
    VIEW_KNOWLEDGE = "view knowledge"
    EDIT_KNOWLEDGE = "edit knowledge"
    REVIEW_KNOWLEDGE = "review knowledge"
    CHOOSE_PACK = "choose pack"
    VIEW_CLINIC = "view clinic"
    EDIT_CLINIC = "edit clinic"
    VIEW_ACCOUNTS = "view accounts"
    MANAGE_ACCOUNTS = "manage accounts"
    MANAGE_RECOVERY = "manage recovery code"
    BACK_UP = "back up"
    PLAN_BACKUPS = "plan backups"
    TEST_RESTORE = "test restore"
    RESTORE_OVER = "restore over"
    VERIFY_CLINIC = "verify clinic"
    CHANGE_KEY = "change key"
    EDIT_OWN_ACCOUNT = "edit own account"
    CHANGE_OWN_PASSPHRASE = "change own passphrase"
    VIEW_OVERRIDES = "view overrides"
    VIEW_REPORTS = "view reports"
    VIEW_ATTENDANCE = "view attendance"
    EXPORT_REPORT = "export report"
    LIST_WORKLIST = "list worklist"
    KEEP_WORKLIST = "keep worklist"
    EXPORT_WORKLIST = "export worklist"
    VIEW_CHART_ACCESS = "view chart access"
    VIEW_AUDIT_TRAIL = "view audit trail"
    EXPORT_AUDIT_TRAIL = "export audit trail"
    TAKE_NOTE_OF_TRAIL = "take note of trail"


def _may(*roles: Role | None) -> frozenset[Role]:
    return frozenset(role for role in roles if role is not None)


_P, _T, _F, _A, __ = Role.PRESCRIBER, Role.THERAPIST, Role.FRONT_DESK, Role.ADMINISTRATOR, None
_R = Role.PHARMACIST

# fmt: off
TABLE: dict[Operation, frozenset[Role]] = {
    #                                       prescriber, therapist, front desk, administrator, and
    #                                       pharmacist, where one may: who sees no patient
    Operation.UNLOCK:                    _may(_P, _T, _F, _A, _R),
    Operation.LOCK:                      _may(_P, _T, _F, _A, _R),
    Operation.KEEP_DRAFT:                _may(_P, _T, _F, _A, _R),
    Operation.ARRANGE_TODAY:             _may(_P, _T, _F, _A, _R),

    Operation.LIST_PATIENTS:             _may(_P, _T, _F, _A),
    Operation.VIEW_DEMOGRAPHICS:         _may(_P, _T, _F, _A),
    Operation.EDIT_PATIENT:              _may(_P, _T, _F, __),
    Operation.VIEW_SCHEDULE:             _may(_P, _T, _F, __),
    Operation.EDIT_SCHEDULE:             _may(_P, _T, _F, __),
    Operation.SET_UP_SCHEDULE:           _may(__, __, _F, _A),
    Operation.PRINT_SCHEDULE:            _may(_P, _T, _F, __),
    Operation.EXPORT_SCHEDULE:           _may(_P, _T, _F, __),
    Operation.LIST_RECALLS:              _may(_P, _T, _F, __),
    Operation.KEEP_RECALL:               _may(_P, _T, _F, __),
    Operation.CHECK_IN:                  _may(_P, _T, _F, __),
    Operation.REVIEW_CHECK_IN:           _may(_P, _T, _F, __),

    Operation.VIEW_CHART:                _may(_P, _T, __, __),
    Operation.EDIT_HEALTH_RECORD:        _may(_P, _T, __, __),
    Operation.SEARCH_TEXTS:              _may(_P, _T, __, __),
    Operation.TAKE_DOWN_CALL:            _may(_P, _T, _F, __),
    Operation.READ_INBOX:                _may(_P, _T, _F, _A),
    Operation.SEND_MESSAGE:              _may(_P, _T, _F, _A),
    Operation.ANSWER_MESSAGE:            _may(_P, _T, _F, _A),
    Operation.PASS_ON_CALL:              _may(_P, _T, _F, __),
    Operation.EDIT_QUEUES:               _may(__, __, __, _A),
    Operation.REPORT_SIDE_EFFECT:        _may(_P, _T, __, __),
    Operation.REVIEW_SIDE_EFFECT:        _may(_P, __, __, __),
    Operation.LIST_SIDE_EFFECTS:         _may(_P, _T, __, __),
    Operation.RECORD_MEASURE:            _may(_P, _T, __, __),
    Operation.PLAN_MEASURE:              _may(_P, _T, __, __),
    Operation.CHOOSE_BASELINE:           _may(_P, _T, __, __),
    Operation.PRINT_CHECK_IN:            _may(_P, _T, __, __),
    Operation.ENTER_CHECK_IN:            _may(_P, _T, __, __),
    Operation.ASSESS_RISK:               _may(_P, _T, __, __),
    Operation.WRITE_NOTE:                _may(_P, _T, __, __),
    Operation.COSIGN_NOTE:               _may(_P, _T, __, __),
    Operation.LIST_UNSIGNED_NOTES:       _may(_P, _T, __, __),
    Operation.KEEP_PSYCHOTHERAPY_NOTES:  _may(_P, _T, __, __),  # one's own: authorship decides
    Operation.KEEP_OWN_PHRASES:          _may(_P, _T, __, __),
    Operation.EDIT_NOTE_TEMPLATES:       _may(_P, _T, __, _A),
    Operation.EDIT_LETTER_WORDING:       _may(_P, __, __, _A),
    Operation.SIGN_VISIT:                _may(_P, __, __, __),
    Operation.RECORD_TRIAL:              _may(_P, _T, __, __),
    Operation.RECORD_EVENT:              _may(_P, _T, __, __),
    Operation.WRITE_CARE_PLAN:           _may(_P, _T, __, __),
    Operation.RECORD_CONSENT:            _may(_P, _T, __, __),
    Operation.LABEL_RECORD:              _may(_P, _T, __, __),
    Operation.GIVE_EDUCATION:            _may(_P, _T, __, __),
    Operation.EDIT_HANDOUT_WORDS:        _may(_P, _T, __, __),
    Operation.RECORD_OUTSIDE_MEDICATION: _may(_P, _T, __, __),
    Operation.FILE_DOCUMENT:             _may(_P, _T, __, __),
    Operation.FILE_SCANS:                _may(_P, _T, _F, __),
    Operation.REVIEW_DOCUMENT:           _may(_P, _T, __, __),
    Operation.EXPORT_DOCUMENT:           _may(_P, _T, __, __),
    Operation.LIST_DOCUMENTS:            _may(_P, _T, __, __),
    Operation.CHANGE_PLAN:               _may(_P, __, __, __),
    Operation.RECORD_SUPPLY:             _may(_P, __, __, __),
    Operation.ENTER_RESULTS:             _may(_P, __, __, __),
    Operation.DECIDE_MONITORING:         _may(_P, __, __, __),
    Operation.LIST_MONITORING:           _may(_P, _T, __, __),
    Operation.EXPORT_MONITORING:         _may(_P, __, __, __),
    Operation.SEND_LETTER:               _may(_P, __, __, __),
    Operation.LIST_LETTERS:              _may(_P, _T, _F, __),
    Operation.FOLLOW_LETTER:             _may(_P, _T, _F, __),
    Operation.CLOSE_LETTER:              _may(_P, _T, __, __),
    Operation.PRINT_PAPER:               _may(_P, _T, __, __),
    Operation.IMPORT_RECORDS:            _may(_P, __, __, _A),
    Operation.VIEW_DISCLOSURES:          _may(_P, _T, __, __),
    Operation.RECORD_DISCLOSURE:         _may(_P, _T, __, __),
    Operation.GIVE_ACCOUNTING:           _may(_P, _T, __, __),
    Operation.VIEW_REQUESTS:             _may(_P, _T, __, __),
    Operation.TAKE_DOWN_REQUEST:         _may(_P, _T, _F, __),
    Operation.RECORD_REQUEST:            _may(_P, _T, __, __),
    Operation.EXPORT_CHART:              _may(_P, _T, __, __),
    Operation.RESTRICT_CHART:            _may(_P, _T, __, _A),
    Operation.BREAK_GLASS:               _may(_P, _T, __, __),
    Operation.REVIEW_EMERGENCY_ACCESS:   _may(__, __, __, _A),
    Operation.ASK_APPROVAL:              _may(_P, _T, __, _A),
    Operation.DECIDE_APPROVAL:           _may(_P, __, __, _A),

    Operation.VIEW_DIRECTORY:            _may(_P, _T, _F, _A),
    Operation.EDIT_DIRECTORY:            _may(_P, _T, _F, _A),

    Operation.VIEW_KNOWLEDGE:            _may(_P, _T, _F, _A, _R),
    Operation.EDIT_KNOWLEDGE:            _may(_P, __, __, _A, _R),
    Operation.REVIEW_KNOWLEDGE:          _may(_P, __, __, __, _R),
    Operation.CHOOSE_PACK:               _may(__, __, __, _A),

    Operation.VIEW_CLINIC:               _may(_P, _T, _F, _A, _R),
    Operation.EDIT_CLINIC:               _may(__, __, __, _A),
    Operation.VIEW_ACCOUNTS:             _may(__, __, __, _A),
    Operation.MANAGE_ACCOUNTS:           _may(__, __, __, _A),
    Operation.MANAGE_RECOVERY:           _may(__, __, __, _A),
    Operation.BACK_UP:                   _may(_P, _T, _F, _A),
    Operation.PLAN_BACKUPS:              _may(__, __, __, _A),
    Operation.TEST_RESTORE:              _may(_P, _T, _F, _A),
    Operation.RESTORE_OVER:              _may(__, __, __, _A),
    Operation.VERIFY_CLINIC:             _may(_P, _T, _F, _A),
    Operation.CHANGE_KEY:                _may(__, __, __, _A),

    Operation.EDIT_OWN_ACCOUNT:          _may(_P, _T, _F, _A, _R),
    Operation.CHANGE_OWN_PASSPHRASE:     _may(_P, _T, _F, _A, _R),

    Operation.VIEW_OVERRIDES:            _may(_P, __, __, _A),
    Operation.VIEW_REPORTS:              _may(_P, _T, __, _A),  # numbers, and nobody's name
    Operation.VIEW_ATTENDANCE:           _may(_P, _T, _F, _A),
    Operation.EXPORT_REPORT:             _may(_P, _T, _F, _A),
    Operation.LIST_WORKLIST:             _may(_P, _T, __, __),
    Operation.KEEP_WORKLIST:             _may(_P, _T, __, __),
    Operation.EXPORT_WORKLIST:           _may(_P, _T, __, __),
    Operation.VIEW_CHART_ACCESS:         _may(_P, _T, __, _A),
    Operation.VIEW_AUDIT_TRAIL:          _may(__, __, __, _A),
    Operation.EXPORT_AUDIT_TRAIL:        _may(__, __, __, _A),
    Operation.TAKE_NOTE_OF_TRAIL:        _may(__, __, __, _A),
}
# fmt: on

BEFORE_OWN_PASSPHRASE = frozenset(
    {
        Operation.UNLOCK,
        Operation.LOCK,
        Operation.VIEW_CLINIC,
        Operation.CHANGE_OWN_PASSPHRASE,
    }
)
"""All that a person may do who has not yet replaced the passphrase given for the first unlock."""

WORDS: dict[str, dict[Operation, str]] = {
    "Patients": {
        Operation.LIST_PATIENTS: "find patients in the list",
        Operation.VIEW_DEMOGRAPHICS: "see names, birth dates, contacts and care teams",
        Operation.EDIT_PATIENT: "add patients and change names, contacts and care teams",
    },
    "Schedule": {
        Operation.VIEW_SCHEDULE: "see who has an appointment when",
        Operation.EDIT_SCHEDULE: "book, move, cancel and mark visits, keep the waiting list",
        Operation.SET_UP_SCHEDULE: "set up types, rooms, hours, days off, policy on missed visits",
        Operation.PRINT_SCHEDULE: "print reminder slips, phone lists, day sheets and notices",
        Operation.EXPORT_SCHEDULE: "save appointments as a calendar file, nothing clinical",
        Operation.LIST_RECALLS: "see who is due for a visit and not booked",
        Operation.KEEP_RECALL: "write recalls, put them off and close them",
        Operation.CHECK_IN: "hand the screen over to a patient who checks in",
        Operation.REVIEW_CHECK_IN: "accept or reject what patients corrected at check-in",
    },
    "Charts": {
        Operation.VIEW_CHART: "see charts: conditions, allergies, plans, measures and letters",
        Operation.EDIT_HEALTH_RECORD: "record conditions, allergies, vitals and substance use",
        Operation.SEARCH_TEXTS: "search the texts of charts: notes, documents, letters, reasons",
        Operation.TAKE_DOWN_CALL: "take down what a patient says, without seeing the chart",
        Operation.READ_INBOX: "read messages that wait for them or that they took part in",
        Operation.SEND_MESSAGE: "send messages to others of the clinic",
        Operation.ANSWER_MESSAGE: "answer, hand on, put off and end messages",
        Operation.PASS_ON_CALL: "pass on a call word for word, without seeing the chart",
        Operation.EDIT_QUEUES: "make queues for messages and choose who sees to them",
        Operation.REPORT_SIDE_EFFECT: "report side effects, and how they are going",
        Operation.REVIEW_SIDE_EFFECT: "review side effects, decide about them and close them",
        Operation.LIST_SIDE_EFFECTS: "see in which charts side effects wait for a decision",
        Operation.RECORD_MEASURE: "fill measures in and record their scores",
        Operation.PLAN_MEASURE: "set when measures are due",
        Operation.CHOOSE_BASELINE: "choose with which total a measure is compared",
        Operation.PRINT_CHECK_IN: "print the questions of a check-in, to be answered on paper",
        Operation.ENTER_CHECK_IN: "enter what a patient has answered on the paper of a check-in",
        Operation.ASSESS_RISK: "assess suicide risk and write safety plans",
        Operation.WRITE_NOTE: "write notes of visits, sessions and calls",
        Operation.COSIGN_NOTE: "co-sign notes of those whom one supervises",
        Operation.LIST_UNSIGNED_NOTES: "see which of one's notes wait for a signature",
        Operation.KEEP_PSYCHOTHERAPY_NOTES: "keep psychotherapy notes that nobody else can read",
        Operation.KEEP_OWN_PHRASES: "keep phrases of one's own for writing notes",
        Operation.EDIT_NOTE_TEMPLATES: "change the clinic's templates and phrases for notes",
        Operation.EDIT_LETTER_WORDING: "change the clinic's own wording of letters",
        Operation.SIGN_VISIT: "sign medication visits: plan, note, consent and follow-up as one",
        Operation.RECORD_TRIAL: "record and judge trials of medications",
        Operation.GIVE_EDUCATION: "give handouts and record what was understood",
        Operation.EDIT_HANDOUT_WORDS: "add the clinic's own words to handouts",
        Operation.RECORD_EVENT: "record life events, hospital stays and steps of therapy",
        Operation.WRITE_CARE_PLAN: "set goals of treatment, rate them and sign the plan",
        Operation.RECORD_CONSENT: "draw up consents, have them signed, and revoke them",
        Operation.LABEL_RECORD: "label records that leave with the patient’s consent only",
        Operation.RECORD_OUTSIDE_MEDICATION: "record medications from elsewhere, as told",
        Operation.FILE_DOCUMENT: "file documents in a chart, and correct what is said of them",
        Operation.FILE_SCANS: "file scans in a chart, without seeing the chart",
        Operation.REVIEW_DOCUMENT: "sign off that one has read a document",
        Operation.EXPORT_DOCUMENT: "save a document as a file to hand it to somebody",
        Operation.LIST_DOCUMENTS: "see in which charts documents wait to be reviewed",
        Operation.CHANGE_PLAN: "change the medication plan",
        Operation.RECORD_SUPPLY: "record fills, counts, checks and decisions about supply",
        Operation.ENTER_RESULTS: "enter results of laboratory tests and examinations",
        Operation.DECIDE_MONITORING: "decide that a check is not needed or was done elsewhere",
        Operation.LIST_MONITORING: "see in which charts monitoring is overdue",
        Operation.EXPORT_MONITORING: "save the list of overdue monitoring as a file",
        Operation.SEND_LETTER: "write letters to pharmacies",
        Operation.LIST_LETTERS: "see which letters wait for a reply, without what they say",
        Operation.FOLLOW_LETTER: "record how letters were sent, calls about them, and replies",
        Operation.CLOSE_LETTER: "settle questions of recipients, and close letters unanswered",
        Operation.PRINT_PAPER: "print the emergency paper for days without a computer",
        Operation.IMPORT_RECORDS: "import records",
        Operation.VIEW_DISCLOSURES: "see what was told to others about a patient",
        Operation.RECORD_DISCLOSURE: "record what was told to others about a patient",
        Operation.GIVE_ACCOUNTING: "give patients the list of what was told to others",
        Operation.VIEW_REQUESTS: "see what patients ask for about their records",
        Operation.TAKE_DOWN_REQUEST: "take down what patients ask for about their records",
        Operation.RECORD_REQUEST: "answer requests of patients about their records",
        Operation.EXPORT_CHART: "export a chart for the patient or another clinic",
        Operation.RESTRICT_CHART: "restrict a chart to its care team",
        Operation.BREAK_GLASS: "open a restricted chart in an emergency, for one hour",
        Operation.REVIEW_EMERGENCY_ACCESS: "review charts opened in an emergency",
        Operation.ASK_APPROVAL: "ask for what takes two people, such as merging charts",
        Operation.DECIDE_APPROVAL: "approve or decline what another person asked for",
    },
    "Directory": {
        Operation.VIEW_DIRECTORY: "see pharmacies and outside clinicians",
        Operation.EDIT_DIRECTORY: "add and change pharmacies and outside clinicians",
    },
    "Clinical pack": {
        Operation.VIEW_KNOWLEDGE: "look things up in the clinical pack",
        Operation.EDIT_KNOWLEDGE: "add own entries to the clinical pack and correct it",
        Operation.REVIEW_KNOWLEDGE: "review entries of the clinical pack: accept or reject them",
        Operation.CHOOSE_PACK: "load another clinical pack from a file, and go back",
    },
    "Clinic": {
        Operation.UNLOCK: "unlock the clinic",
        Operation.LOCK: "lock the clinic",
        Operation.KEEP_DRAFT: "get back what one has typed and not saved",
        Operation.ARRANGE_TODAY: "hand on a line of one's own Today, or put it off with a reason",
        Operation.VIEW_CLINIC: "see the clinic's name and letterhead",
        Operation.EDIT_CLINIC: "change the clinic's name and letterhead",
        Operation.VIEW_ACCOUNTS: "see who has an account",
        Operation.MANAGE_ACCOUNTS: "add people, change their roles and close their accounts",
        Operation.MANAGE_RECOVERY: "try the emergency sheet and make a new recovery code",
        Operation.BACK_UP: "back the clinic up",
        Operation.PLAN_BACKUPS: "change when and where backups are made, and what opens them",
        Operation.TEST_RESTORE: "restore a backup on trial, to see that it is whole",
        Operation.RESTORE_OVER: "put a backup in the place of the clinic's data",
        Operation.VERIFY_CLINIC: "check that the clinic's data is whole",
        Operation.CHANGE_KEY: "change the clinic's key",
        Operation.VIEW_OVERRIDES: "see how often findings of the safety checks are overridden",
    },
    "Reports": {
        Operation.VIEW_REPORTS: "see reports: numbers over all charts, without names",
        Operation.VIEW_ATTENDANCE: "see how often appointments were missed",
        Operation.EXPORT_REPORT: "save reports that one may see as files",
        Operation.KEEP_WORKLIST: "keep worklists, and put entries off with a reason",
        Operation.EXPORT_WORKLIST: "save a worklist as a file",
        Operation.LIST_WORKLIST: "see which patients are behind a number, or on a worklist",
    },
    "Audit trail": {
        Operation.VIEW_CHART_ACCESS: "see who has opened or changed a chart",
        Operation.VIEW_AUDIT_TRAIL: "read the audit trail",
        Operation.EXPORT_AUDIT_TRAIL: "export the audit trail",
        Operation.TAKE_NOTE_OF_TRAIL: "decide to go on when records are missing",
    },
    "Own account": {
        Operation.EDIT_OWN_ACCOUNT: "change one's own name and this computer's keyring",
        Operation.CHANGE_OWN_PASSPHRASE: "change one's own passphrase",
    },
}
"""Every operation in plain words that follow "may", in groups, for the settings and refusals."""


CHART_OPERATIONS = frozenset(
    {
        Operation.VIEW_CHART,
        Operation.EDIT_HEALTH_RECORD,
        Operation.REPORT_SIDE_EFFECT,
        Operation.REVIEW_SIDE_EFFECT,
        Operation.RECORD_MEASURE,
        Operation.PLAN_MEASURE,
        Operation.CHOOSE_BASELINE,
        Operation.PRINT_CHECK_IN,
        Operation.ENTER_CHECK_IN,
        Operation.ASSESS_RISK,
        Operation.WRITE_NOTE,
        Operation.COSIGN_NOTE,
        Operation.SIGN_VISIT,
        Operation.KEEP_PSYCHOTHERAPY_NOTES,
        Operation.RECORD_TRIAL,
        Operation.RECORD_EVENT,
        Operation.WRITE_CARE_PLAN,
        Operation.RECORD_CONSENT,
        Operation.LABEL_RECORD,
        Operation.GIVE_EDUCATION,
        Operation.RECORD_OUTSIDE_MEDICATION,
        Operation.FILE_DOCUMENT,
        Operation.REVIEW_DOCUMENT,
        Operation.EXPORT_DOCUMENT,
        Operation.CHANGE_PLAN,
        Operation.RECORD_SUPPLY,
        Operation.ENTER_RESULTS,
        Operation.DECIDE_MONITORING,
        Operation.SEND_LETTER,
        Operation.CLOSE_LETTER,
        Operation.VIEW_DISCLOSURES,
        Operation.RECORD_DISCLOSURE,
        Operation.GIVE_ACCOUNTING,
        Operation.VIEW_REQUESTS,
        Operation.RECORD_REQUEST,
        Operation.KEEP_WORKLIST,
        Operation.EXPORT_CHART,
    }
)
"""What a restricted chart is closed to for all but its care team."""

NAMES_NO_PATIENT = frozenset({Operation.KEEP_PSYCHOTHERAPY_NOTES})
"""What the audit trail tells of without whose chart it was: that would tell that there is such a
note."""


def is_permitted(roles: AbstractSet[Role], operation: Operation) -> bool:
    """Return True when one of *roles* may do *operation*."""
    return bool(TABLE.get(operation, frozenset()) & roles)


def in_words(operation: Operation) -> str:
    """Return what *operation* does, in words that follow "may"."""
    return next(group[operation] for group in WORDS.values() if operation in group)
