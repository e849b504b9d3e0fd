"""Answers of a check-in as its screen seals them, and the screen within the test's process."""

from __future__ import annotations

from datetime import date

from practice_desk.app.demo.screen_here import ScreenHere
from practice_desk.app.flow import Flow
from practice_desk.credentials.answer_seal import seal
from practice_desk.domain.check_in_sheet import Answers, CheckInEnd, CheckInSheet
from practice_desk.exchange.check_in_messages import decode_sheet, encode_answers
from practice_desk.gui.check_in.screen import CheckInScreen
from practice_desk.services.check_in import HandedOver, file_answers, hand_over
from practice_desk.services.check_in_waiting import sealed_check_ins
from practice_desk.services.clinic import Clinic
from tests.factories import an_appointment

BORN = date(1985, 3, 14)
"""When the patients of `factories` are born."""


def sheet_of(handed: HandedOver) -> CheckInSheet:
    """Return what the screen is given."""
    return decode_sheet(handed.sheet)


def put_sealed(
    handed: HandedOver,
    given: dict[str, str],
    ending: CheckInEnd = CheckInEnd.ANSWERED,
    skipped: tuple[str, ...] = (),
    alarms: tuple[tuple[str, str], ...] = (),
) -> None:
    """Leave answers where a locked program keeps them."""
    sheet = sheet_of(handed)
    plain = encode_answers(Answers(ending, "en", given, skipped, alarms))
    handed.place.parent.mkdir(exist_ok=True)
    handed.place.write_bytes(seal(sheet.public_half, sheet.about, plain))


def checked_in(clinic: Clinic, patient_id: int, given: dict[str, str]) -> None:
    """Let somebody go through a whole check-in."""
    put_sealed(hand_over(clinic, an_appointment(clinic, patient_id)), given)
    file_all(clinic)


def file_all(clinic: Clinic) -> int:
    """File what is sealed, as unlocking does; return how many."""
    return len([file_answers(clinic, each) for each in sealed_check_ins(clinic)])


def screen_of(flow: Flow) -> CheckInScreen:
    """Return the check-in screen, which is up."""
    assert flow.check_in is not None
    assert isinstance(flow.check_in.screen, ScreenHere)
    return flow.check_in.screen.screen


def recognize(screen: CheckInScreen, born: date = BORN) -> None:
    """Type a birth date and go on."""
    for name, number in (("month", born.month), ("day", born.day), ("year", born.year)):
        screen.who.edits[name].setText(str(number))
    screen.who.go_on.click()


def go_to(screen: CheckInScreen, key: str) -> None:
    """Go on to the page *key*."""
    while screen.page is not None and screen.page.page.key != key:
        screen.next.click()
    assert screen.page is not None
