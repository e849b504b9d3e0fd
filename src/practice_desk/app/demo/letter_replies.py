"""What became of the demo clinic's letters: nearly all were acknowledged; a few are not done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from practice_desk.app.demo.agenda import Agenda
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.letter_entry import (
    Acknowledged,
    Called,
    CallResult,
    NotSent,
    Refills,
    Sent,
    Way,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_board import follow_letter as read_letter
from practice_desk.services.letter_content import NoticeOptions
from practice_desk.services.letter_following import Happening, record_happening
from practice_desk.services.letters import pharmacy_notice_draft, render_draft, send_letter

_NEW = timedelta(days=32)
"""Among letters that are not older, some were never answered."""
_CORRECTED = timedelta(days=70)
"""Among letters that are older than that but not than this, some were replaced by another."""
_BY = "Kim Nguyen, pharmacy technician"
_SAID = "They look for it in today's faxes and call back."
_ASKS = "The patient has three tablets left. From which day does the new dose count?"


def follow_letter(
    agenda: Agenda,
    when: datetime,
    today: date,
    patient_id: Callable[[], int],
    letters: Sequence[int],
) -> None:
    """Put on the agenda how the letter of the visit at *when* went out, and what came back.

    *letters* has its id once it was sent.
    """
    days = when.toordinal() % 4 if when.date() > today - _NEW else -1

    def record(happening: Happening) -> Callable[[Clinic], None]:
        def act(clinic: Clinic) -> None:
            record_happening(clinic, patient_id(), letters[0], happening)

        return act

    def fax(clinic: Clinic) -> None:
        followed = read_letter(clinic, patient_id(), letters[0])
        name, number = followed.letter.recipient, followed.fax
        way = Way.FAXED if number else Way.HANDED
        sent: Happening = Sent(way, name if number else "the patient", number)
        if days == 1 and number:
            sent = NotSent(way, name, number, "Busy five times.")
        record_happening(clinic, patient_id(), letters[0], sent)

    agenda.add(when + timedelta(hours=3), fax)
    if days == 0:
        said = Called("the pharmacy", _SAID, CallResult.SPOKE)
        agenda.add(when + timedelta(days=6), record(said))
    elif days == 2:
        asked = Acknowledged(_BY, question=_ASKS)
        agenda.add(when + timedelta(days=1, hours=1), record(asked))
    elif days == 3:
        agenda.add(when + timedelta(days=2), _replacing(patient_id, letters))
    elif days != 1:
        done = Acknowledged(_BY, Refills.NOT_SAID)
        agenda.add(when + timedelta(days=1), record(done))


def _replacing(patient_id: Callable[[], int], sent: Sequence[int]) -> Callable[[Clinic], None]:
    """Return the act of writing a letter anew, which replaces the one that was sent."""

    def act(clinic: Clinic) -> None:
        followed = read_letter(clinic, patient_id(), sent[0])
        events = followed.letter.case.letter.event_ids
        options = NoticeOptions(replaces=sent[0])
        draft = pharmacy_notice_draft(clinic, patient_id(), events, options)
        again = send_letter(clinic, draft, render_draft(draft), LetterDelivery.PRINTED)
        done = Acknowledged(_BY, Refills.CANCELED)
        record_happening(clinic, patient_id(), again.letter_id, done)

    return act
