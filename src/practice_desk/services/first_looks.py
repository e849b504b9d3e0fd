"""Whether it is worth looking for what waits. Asked all day, so without what the look takes."""

from __future__ import annotations

from datetime import datetime, timedelta

from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import first_looks
from practice_desk.storage.unit_of_work import UnitOfWork

_AT_LEAST = timedelta(days=30)


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
    """Return whether any visit was signed, whose papers may wait to be printed."""
    with clinic.reading(Operation.SEND_LETTER) as work:
        return first_looks.any_visit(work.connection)


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
    """Return whether any plan was changed, of which a pharmacy may not be told."""
    with clinic.reading(Operation.VIEW_CHART) as work:
        return first_looks.any_plan_event_since(
            work.connection, letters_expected_since(work, clinic.now())
        )


def letters_expected_since(work: UnitOfWork, now: datetime) -> datetime:
    """Return from when on a change of a plan wants a letter (aware).

    From the clinic's first such letter on: it told of what was before in other ways. A clinic that
    has written none yet is told of the changes of a month.
    """
    lately = now - _AT_LEAST
    first = first_looks.first_telling_letter(work.connection)
    return lately if first is None else min(first, lately)


def may_be_worklists(clinic: Clinic) -> bool:
    """Return whether any question about patients is kept as a list."""
    with clinic.reading(Operation.LIST_WORKLIST) as work:
        return first_looks.any_worklist(work.connection)
