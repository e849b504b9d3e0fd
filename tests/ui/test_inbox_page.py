"""The inbox: a call that goes from the front desk to the prescriber, the therapist and its end."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QLabel
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Account, Role
from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.message_entry import CallWish
from practice_desk.domain.message_lists import InboxList
from practice_desk.domain.message_owner import Owner, person, team
from practice_desk.gui.dialogs.message_dialog import CallOnDialog, MessageDialog
from practice_desk.gui.dialogs.message_step_dialog import MessageStepDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.message_step import MessageStep
from practice_desk.gui.models.message_words import HIDDEN, ONLY_CLINICIANS
from practice_desk.gui.pages.inbox_page import InboxPage
from practice_desk.gui.pages.measures_page import MeasuresPage
from practice_desk.gui.pages.registry import APP_PAGES, INBOX, TODAY
from practice_desk.gui.pages.today_page import TodayPage
from practice_desk.gui.widgets.messages_card import MessagesCard
from practice_desk.gui.widgets.reply_field import ReplyField
from practice_desk.services import drafts, inbox, messages, staff
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import measures as known_measures
from practice_desk.services.measures import save_total
from practice_desk.services.session import Session
from tests.factories import a_colleague, a_patient, stored_account
from tests.ui.shell import open_window
from tests.ui.test_page_mnemonics import MNEMONIC

WORDS = "Since Monday he sleeps no more than three hours, and nobody calls us back."
FOR_DESK = "Tell his mother that Bo calls her at noon."
CLINICAL = "Hypomania? Hold the sertraline until I have seen him."


def sit_down(qtbot: QtBot, clinic: Clinic, account: Account) -> MainWindow:
    """Let somebody else open their window."""
    clinic.session = Session.of(account)
    return open_window(qtbot, clinic)


def inbox_of(window: MainWindow, which: InboxList = InboxList.MINE) -> InboxPage:
    window.show_page_of(INBOX, which.value)
    page = window.pages[window.page]
    assert isinstance(page, InboxPage)
    return page


def the(window: MainWindow, kind: type[QDialog]) -> QDialog:
    return next(each for each in window.findChildren(kind) if each.isVisible())


def pick(choice: QComboBox, owner: Owner) -> None:
    choice.setCurrentIndex(choice.findData(str(owner)))
    choice.activated.emit(choice.currentIndex())


def press(page: InboxPage, key: str) -> MessageStepDialog:
    """Press a key in the list and return the form that opens."""
    QTest.keyClicks(page.table, key)
    dialog = the(page.window(), MessageStepDialog)
    assert isinstance(dialog, MessageStepDialog)
    return dialog


def reply_in(page: InboxPage) -> ReplyField:
    """Press R in the list and return the field of the thread, which has the keyboard then."""
    page.table.setFocus()
    QTest.keyClicks(page.table, "r")
    reply = page.panel.reply
    assert reply is not None
    assert reply.words.hasFocus()
    return reply


def read_on(page: InboxPage) -> str:
    """Return all that the thread shows."""
    return " ".join(each.text() for each in page.panel.findChildren(QLabel))


def test_that_a_call_goes_from_the_front_desk_to_its_end_and_is_never_lost_by_reading(
    qtbot: QtBot, clinic: Clinic
) -> None:
    ana = stored_account(clinic, clinic.session.user_name)
    lena, bo = a_colleague(clinic), a_colleague(clinic, Role.THERAPIST, user="bo.ek")
    a_patient(clinic, prescriber_id=ana.practitioner_id)

    window = sit_down(qtbot, clinic, lena)
    window.show_page_of(TODAY)
    today = window.pages[window.page]
    assert isinstance(today, TodayPage)
    today.pass_on.click()
    call = the(window, CallOnDialog)
    assert isinstance(call, CallOnDialog)
    QTest.keyClicks(call.form.patient_name, "dabrow")
    choices = call.choice.search._completer
    choices.activated.emit(choices.completionModel().index(0, 0).data())
    assert call.form.owner.currentData() == str(person(ana.user_name))
    assert call.form.for_desk.isHidden()
    for field, text in ((call.form.caller, "Ewa, mother"), (call.form.number, "555-0117")):
        QTest.keyClicks(field, text)
    call.form.words.setPlainText(WORDS)
    call.form.wish.setCurrentIndex(call.form.wish.findData(str(CallWish.CALL_BACK)))
    call.form.save_button.click()
    assert not call.isVisible(), call.form.problem.text()
    assert len(inbox_of(window, InboxList.WAITING).model.rows) == 1
    window.close()

    window = sit_down(qtbot, clinic, ana)
    window.inbox.refresh()
    button = window.rail.pages()[APP_PAGES.index(INBOX) + 1]
    assert button.text().endswith("(1)")
    page = inbox_of(window)
    assert WORDS in read_on(page)
    assert "555-0117" in read_on(page)
    assert not button.text().endswith(")")
    page.refresh()
    assert len(page.model.rows) == 1  # read, and still there
    reply = reply_in(page)
    assert reply.desk_note.text().startswith(ONLY_CLINICIANS)
    texts = [each.text() for each in window.findChildren(QAbstractButton) if each.isVisible()]
    keys = "".join(MNEMONIC.findall(" ".join(texts))).casefold()
    assert len(keys) == len(set(keys))
    assert lena.display_name in reply.desk_note.text()  # who began it would not read it
    QTest.keyClicks(reply.words, CLINICAL)
    QTest.keyClick(reply.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert CLINICAL in read_on(page)
    assert page.table.hasFocus()
    hand_on = press(page, "h")
    pick(hand_on.form.owner, person(bo.user_name))
    hand_on.form.words.setPlainText(FOR_DESK)
    hand_on.form.for_desk.setChecked(True)
    hand_on.form.save_button.click()
    assert not inbox_of(window).model.rows
    assert len(inbox_of(window, InboxList.WAITING).model.rows) == 1
    window.close()

    window = sit_down(qtbot, clinic, lena)
    thread = read_on(inbox_of(window, InboxList.WAITING))
    assert WORDS in thread
    assert FOR_DESK in thread
    assert HIDDEN in thread
    assert CLINICAL not in thread
    window.close()

    window = sit_down(qtbot, clinic, bo)
    page = inbox_of(window)
    assert CLINICAL in read_on(page)
    QTest.keyClicks(page.table, "t")
    done = press(page, "d")
    done.form.words.setPlainText("Called her.")
    done.form.save_button.click()
    assert not inbox_of(window).model.rows
    page = inbox_of(window, InboxList.DONE)
    assert len(page.model.rows) == 1
    again = press(page, "o")
    again.form.reason.setPlainText("She called once more.")
    again.form.save_button.click()
    assert len(inbox_of(window).model.rows) == 1
    window.close()


def test_that_a_message_about_a_record_says_so_and_opens_it_and_who_must_be_told_is_asked(
    qtbot: QtBot, clinic: Clinic
) -> None:
    a_colleague(clinic)
    patient_id = a_patient(clinic)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.access.message.trigger()
    dialog = the(window, MessageDialog)
    assert isinstance(dialog, MessageDialog)
    assert dialog.form.patient_name.isHidden()
    QTest.keyClicks(dialog.form.subject, "Form of the school")
    dialog.form.words.setPlainText("Please scan it in.")
    pick(dialog.form.owner, team(Role.FRONT_DESK))
    assert dialog.form.for_desk.isChecked()
    assert not dialog.form.for_desk.isEnabled()  # else they could not read it
    dialog.form.save_button.click()
    card = window.chart.findChild(MessagesCard)
    assert card is not None
    assert [link.text() for link in card.links] == ["Form of the school · for Front desk"]
    card.links[0].click()
    page = window.pages[window.page]
    assert isinstance(page, InboxPage)
    assert "Please scan it in." in read_on(page)
    page.open_selected()
    assert window.chart.patient_id == patient_id
    messages.finish_message(clinic, page.inbox.messages[0].id)  # type: ignore[union-attr]
    window.context.events.store_changed.emit(Changes.of(patient_id, "message"))
    assert card.links == []
    assert card.more is not None
    card.more.click()  # what ended is never out of the chart
    assert [link.text() for link in card.links] == ["Form of the school · done"]


def test_that_a_call_typed_before_a_lock_goes_on_with_its_patient_and_its_owner(
    qtbot: QtBot, clinic: Clinic
) -> None:
    bo = a_colleague(clinic, Role.THERAPIST, user="bo.ek")
    patient_id = a_patient(clinic)
    window = open_window(qtbot, clinic)
    page = inbox_of(window)
    page.call.click()
    call = the(window, CallOnDialog)
    assert isinstance(call, CallOnDialog)
    call.form.owner.setCurrentIndex(call.form.owner.findData(str(person(bo.user_name))))
    QTest.keyClicks(call.form.patient_name, "dabrow")
    choices = call.choice.search._completer
    choices.activated.emit(choices.completionModel().index(0, 0).data())
    QTest.keyClicks(call.form.caller, "Ewa, mother")
    call.form.words.setPlainText(WORDS)
    assert call.drafts is not None
    draft = Draft("call passed on", "", call.drafts.body(), "", clinic.now())
    call.done(0)
    assert page.go_on(draft)
    again = the(window, CallOnDialog)
    assert isinstance(again, CallOnDialog)
    again.form.save_button.click()
    assert not again.isVisible(), again.form.problem.text()
    (row,) = inbox_of(window, InboxList.WAITING).model.rows
    assert row.message.case.message.patient_id == patient_id
    assert row.message.case.owner == person(bo.user_name)
    assert row.message.case.first.words == WORDS


def test_that_a_closed_account_leaves_its_messages_before_who_can_take_them(
    qtbot: QtBot, clinic: Clinic
) -> None:
    bo = a_colleague(clinic, Role.THERAPIST, user="bo.ek")
    today = clinic.today()
    new = messages.NewMessage(
        a_patient(clinic), "Homework", "See page two.", person(bo.user_name), today
    )
    number = messages.send_message(clinic, new).id
    messages.date_forward(clinic, number, today + timedelta(days=2), "He is away.")
    staff.close_account(clinic, stored_account(clinic, bo.user_name))
    assert number in {each.id for each in inbox.waiting_messages(clinic)}
    window = open_window(qtbot, clinic)
    window.show_page_of(INBOX)  # begins with the teams' list, where all that waits stands
    page = window.pages[window.page]
    assert isinstance(page, InboxPage)
    assert page.model.rows[0].cells[0] == "No owner"
    QTest.keyClicks(page.table, "t")
    assert len(inbox_of(window).model.rows) == 1


def test_that_a_reply_waits_in_its_own_thread_while_another_is_read(
    qtbot: QtBot, clinic: Clinic
) -> None:
    me = person(clinic.session.user_name)
    for subject in ("First", "Second"):
        new = messages.NewMessage(a_patient(clinic), subject, "Please.", me, clinic.today())
        messages.send_message(clinic, new)
    window = open_window(qtbot, clinic)
    page = inbox_of(window)
    reply = reply_in(page)
    QTest.keyClicks(reply.words, "Half a sent")
    QTest.keyClick(reply.words, Qt.Key.Key_Escape)
    assert page.table.hasFocus()
    page.table.selectRow(1)
    other = reply_in(page)
    assert other.words.toPlainText() == ""
    assert window.unsaved.strip.text.text().startswith("Not saved: Reply")
    QTest.keyClicks(other.words, "To the second")
    other.send_button.click()
    page.table.selectRow(0)
    assert page.panel.reply is not None
    assert page.panel.reply.words.toPlainText() == "Half a sent"
    assert window.unsaved.strip.isHidden()  # it is open where it belongs
    window.show_page_of(TODAY)
    window.show_page_of(INBOX)
    assert page.panel.reply.words.hasFocus()  # letters typed on take no step in the list
    QTest.keyClicks(page.panel.reply.words, "ence")
    page.panel.reply.send_button.click()
    said = [inbox.open_thread(clinic, number).message.case.entries for number in (1, 2)]
    assert [[e.words for e in each[1:]] for each in said] == [
        ["Half a sentence"],
        ["To the second"],
    ]
    assert drafts.own_drafts(clinic) == []


def test_that_a_message_in_no_list_of_ones_own_is_shown_and_a_draft_of_a_step_finds_its_message(
    qtbot: QtBot, clinic: Clinic
) -> None:
    bo, cy = (a_colleague(clinic, Role.THERAPIST, user=each) for each in ("bo.ek", "cy.ek"))
    patient_id, me = a_patient(clinic), person(clinic.session.user_name)
    for subject in ("Mine", "Mine too"):
        own = messages.NewMessage(patient_id, subject, "Please.", me, clinic.today())
        second = messages.send_message(clinic, own).id
    before, clinic.session = clinic.session, Session.of(bo)
    theirs = messages.NewMessage(patient_id, "Theirs", "x", person(cy.user_name), clinic.today())
    number = messages.send_message(clinic, theirs).id
    clinic.session = before
    window = open_window(qtbot, clinic)
    window.context.events.thread_wanted.emit(number)
    page = window.pages[window.page]
    assert isinstance(page, InboxPage)
    assert page.panel.title.text().endswith("Theirs")
    assert page.selected is None
    QTest.keyClicks(reply_in(page).words, "I saw it too.")
    assert page.panel.reply is not None
    page.panel.reply.send_button.click()
    assert page.panel.title.text().endswith("Theirs")
    target = {"message": second, "step": MessageStep.HAND_ON.name, "entry": 0}
    draft = Draft("message step", "", {"target": target, "state": {}}, "", clinic.now(), patient_id)
    assert page.go_on(draft)
    dialog = the(window, MessageStepDialog)
    assert isinstance(dialog, MessageStepDialog)
    assert dialog.form.patient.text().endswith("Mine too")
    assert page.selected is not None
    assert page.selected.id == second
    dialog.done(0)


def test_that_a_message_about_a_measure_opens_its_row(qtbot: QtBot, clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    for total in ("20", "9"):
        save_total(clinic, patient_id, known_measures()[0], total)
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    window.chart.show_page("Measures")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, MeasuresPage)
    page.entries.table.selectRow(1)
    page.message.click()
    dialog = the(window, MessageDialog)
    assert isinstance(dialog, MessageDialog)
    assert dialog.form.about.text().startswith("Measure: PHQ-9")
    QTest.keyClicks(dialog.form.subject, "Twenty points")
    dialog.form.words.setPlainText("Is this a slip?")
    pick(dialog.form.owner, person(clinic.session.user_name))
    dialog.form.save_button.click()
    assert not dialog.isVisible(), dialog.form.problem.text()
    page.entries.table.selectRow(0)
    inbox_of(window).open_selected()
    assert window.chart.tabs.currentWidget() is page
    row = page.entries.table.chosen
    assert row is not None
    assert row.cells[2] == "20"
