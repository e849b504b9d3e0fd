"""Whether it is worth looking for what waits. Asked all day, so without what the look takes."""

from __future__ import annotations

from datetime import timedelta

from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import first_looks

LETTERS_TOLD_FOR = timedelta(days=30)
"""How long a change without its letter is listed for the clinic; the plan shows it after that."""
PAPERS_TOLD_FOR = timedelta(days=14)
"""How long papers of visits that were not printed are told of; the chart shows it after that."""


def may_be_open_risks(clinic: Clinic) -> bool:
    """Return whether any chart has answers about self-harm, assessed or not."""
    with clinic.reading(Operation.ASSESS_RISK) as work:
        return first_looks.any_alarming_answer(work.connection)


def may_be_unreviewed(clinic: Clinic) -> bool:
    """Return whether in any chart a document waits to be reviewed."""
    with clinic.reading(Operation.LIST_DOCUMENTS) as work:
        return first_looks.any_unreviewed_document(work.connection)


def may_be_consents_due(clinic: Clinic) -> bool:
    """Return whether a consent may end soon, have ended lately, or wait for a signature."""
    with clinic.reading(Operation.VIEW_CHART) as work:
        return first_looks.any_consent(work.connection)


def may_be_reviews_due(clinic: Clinic) -> bool:
    """Return whether a treatment plan may be due for its review."""
    with clinic.reading(Operation.VIEW_CHART) as work:
        return first_looks.any_signed_care_plan(work.connection)


def may_be_side_effects(clinic: Clinic) -> bool:
    """Return whether any chart has a side effect, reviewed or not."""
    with clinic.reading(Operation.LIST_SIDE_EFFECTS) as work:
        return first_looks.any_side_effect(work.connection)


def may_be_papers(clinic: Clinic) -> bool:
    """Return whether any visit was signed lately, whose papers may wait to be printed."""
    with clinic.reading(Operation.SEND_LETTER) as work:
        return first_looks.any_visit_since(work.connection, clinic.now() - PAPERS_TOLD_FOR)


def may_be_waiting_letters(clinic: Clinic) -> bool:
    """Return whether somebody waits for something about a letter."""
    with clinic.reading(Operation.LIST_LETTERS) as work:
        return first_looks.any_waiting_letter(work.connection)


def may_be_messages(clinic: Clinic) -> bool:
    """Return whether there is any message, open or not."""
    with clinic.reading(Operation.READ_INBOX) as work:
        return first_looks.any_message(work.connection)


def may_be_requests(clinic: Clinic) -> bool:
    """Return whether somebody has to act on what a patient asked for about the record."""
    with clinic.reading(Operation.VIEW_REQUESTS) as work:
        return first_looks.any_open_request(work.connection)


def may_be_due_letters(clinic: Clinic) -> bool:
    """Return whether any plan was changed lately, of which a pharmacy may not be told."""
    with clinic.reading(Operation.VIEW_CHART) as work:
        return first_looks.any_plan_event_since(work.connection, clinic.now() - LETTERS_TOLD_FOR)


def may_be_worklists(clinic: Clinic) -> bool:
    """Return whether any question about patients is kept as a list."""
    with clinic.reading(Operation.LIST_WORKLIST) as work:
        return first_looks.any_worklist(work.connection)
