"""The forms of which no draft is kept."""

from __future__ import annotations

NOT_KEPT = {
    "PsychotherapyNoteDialog": "kept sealed as the note itself, as test_psychotherapy_page shows",
    "NoteEditor": "kept as a draft of the note itself, as test_note_editor shows",
    "AccountDialog": "a person's names and roles: no chart's text, and typed in a minute",
    "CloseAccountDialog": "one sentence about an account",
    "LetInDialog": "nothing is typed but a passphrase, which is never kept",
    "TrailNoteDialog": "one sentence, and what it is about may not wait",
    "DecisionDialog": "one sentence, and what it is about may not wait",
    "MissedDialog": "one sentence about an appointment",
    "TakeOffDialog": "one sentence about who waits",
    "RecallDecisionDialog": "a day and one line after a call",
    "AppointmentTypeDialog": "the name of a type of appointment and its length",
    "RoomDialog": "the name of a room",
    "DayOffDialog": "two days and a few words, nothing of a patient",
    "WorklistDialog": "a name; what the list asks stays on its page",
    "WorklistDelayDialog": "one sentence and a day",
    "ReasonDialog": "one sentence, and what it is about may not wait",
    "DisclosureDialog": "four short lines that are copied from a paper",
    "RetractDisclosureDialog": "one sentence about a disclosure",
    "DocumentExportDialog": "three short lines about a file that is saved at once",
    "FilingDialog": "where files are filed: they are chosen again in a moment",
    "LabelDialog": "nothing is typed but what a record is found by",
    "RelatedPersonDialog": "a part of the patient's form, and kept with it",
    "EntryReviewDialog": "one judgement about an entry of the pack, typed in a minute",
    "OwnEntryDialog": "a base",
    "OwnRuleDialog": "a base",
    "RecordDialog": "a base",
    "PartDialog": "a base",
    "ChartDialog": "a base",
    "ChosenPatientDialog": "a base",
    "PlanDialog": "a base",
    "TrayDialog": "a base",
}
"""Forms whose typing a crash may cost, and why. The lock keeps them, as it keeps every window."""
