"""What stands around the schedule: waiting list, recalls, papers, calendar files, missed visits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from practice_desk.domain.appointment import AppointmentStatus
from practice_desk.domain.permission import Operation
from practice_desk.domain.waiting_list import FreeSlot, slot_of
from practice_desk.gui.icons import set_icon
from practice_desk.gui.pages.registry import RECALLS, WAITING
from practice_desk.services.appointments import ScheduleEntry, people_to_see

if TYPE_CHECKING:
    from datetime import date

    from practice_desk.domain.appointment import Appointment
    from practice_desk.domain.directory import Practitioner
    from practice_desk.gui.models.schedule_view import ScheduleRow
    from practice_desk.gui.pages.app_page import AppPage
    from practice_desk.services.missed_appointments import MissedFacts
    from practice_desk.services.patients import Saved
    from practice_desk.services.waiting_list import WaitingLine

_S = AppointmentStatus


class Schedule(Protocol):
    """What this needs of the schedule's page."""

    @property
    def day(self) -> date:
        """The day that is shown."""

    @property
    def row(self) -> ScheduleRow | None:
        """The appointment that is chosen."""


class AroundSchedule(QWidget):
    """Buttons beside the schedule's title, and what cancelling and missing lead to."""

    def __init__(self, page: AppPage, schedule: Schedule) -> None:
        super().__init__(page)
        self._page, self._schedule, self.context = page, schedule, page.context
        self.waiting = QPushButton("Waiting list")
        self.recalls = QPushButton("Recalls")
        self.more = QToolButton()
        self.more.setText("More")
        self.more.setAccessibleName("More about appointments")
        self.more.setToolTip("Paper, calendar file, notices, policy (M)")
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_icon(self.more, "ellipsis")
        set_icon(self.waiting, "clock")
        set_icon(self.recalls, "phone")
        self.menu = QMenu(self.more)
        self.papers = self._action("&Slips, phone list and day sheets…", self.print_papers)
        self.slip = self._action("Slip for &this patient…", self.print_slip)
        self.calendar = self._action("Save for a &calendar…", self.save_calendar)
        self.menu.addSeparator()
        self.offer = self._action("&Offer this time to who waits…", self._offer_chosen)
        self.notice = self._action("&Notice to the patient…", self._print_chosen_notice)
        self.menu.addSeparator()
        self.policy = self._action("&Policy on missed appointments…", self.edit_policy)
        self.menu.aboutToShow.connect(self.allow)
        self.more.setMenu(self.menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.waiting, self.recalls, self.more):
            row.addWidget(widget)
        self.waiting.clicked.connect(lambda: page.page_wanted.emit(WAITING, ""))
        self.recalls.clicked.connect(lambda: page.page_wanted.emit(RECALLS, ""))
        for button, key in ((self.waiting, "W"), (self.recalls, "L")):
            button.setToolTip(f"{button.text()} ({key})")
            self._shortcut(key, button.click)
        self._shortcut("M", self._show_menu)

    def _show_menu(self) -> None:
        # QPushButton.showMenu() comes back only when the menu is closed
        self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def allow(self) -> None:
        """Offer what the chosen appointment and the person at the keyboard allow."""
        row, may = self._schedule.row, self.context.may
        prints = may(Operation.PRINT_SCHEDULE)
        self.papers.setVisible(prints)
        self.slip.setVisible(prints)
        self.slip.setEnabled(row is not None)
        self.calendar.setVisible(may(Operation.EXPORT_SCHEDULE))
        value = row.appointment if row is not None else None
        now = self.context.clinic.now()
        free = value is not None and value.status is _S.CANCELLED and value.starts_at > now
        self.offer.setVisible(may(Operation.EDIT_SCHEDULE))
        self.offer.setEnabled(free)
        late = value is not None and value.status is _S.CANCELLED and value.cancelled_late
        missed = value is not None and value.status is _S.NO_SHOW
        self.notice.setVisible(prints)
        self.notice.setEnabled(late or missed)
        self.policy.setVisible(may(Operation.SET_UP_SCHEDULE))

    def call_off(self, entry: ScheduleEntry, status: AppointmentStatus) -> None:
        """Ask how an appointment comes not to take place; *status* is cancelled or a no-show."""
        from practice_desk.services.missed_appointments import missed_facts

        context, value = self.context, entry.appointment

        def show(facts: MissedFacts) -> None:
            from practice_desk.gui.dialogs.missed_dialog import MissedDialog

            dialog = MissedDialog(context, entry, status, facts, self._page)
            dialog.saved.connect(lambda saved: self._called_off(dialog, entry, saved))
            dialog.open()

        context.tasks.run(lambda: missed_facts(context.clinic, value), done=show, parent=self._page)

    def print_notice(self, value: Appointment) -> None:
        """Show the notice about an appointment, to be printed."""
        from practice_desk.gui.dialogs.patient_paper_dialog import PatientPaperDialog
        from practice_desk.services.demographics import Demographics, open_demographics
        from practice_desk.services.missed_appointments import missed_notice_draft

        context = self.context

        def show(person: Demographics) -> None:
            dialog = PatientPaperDialog(
                context,
                person.patient,
                lambda clinic, _patient_id: missed_notice_draft(clinic, value),
                self._page,
            )
            dialog.open()

        context.tasks.run(
            lambda: open_demographics(context.clinic, value.patient_id),
            done=show,
            parent=self._page,
        )

    def offer_time(self, slot: FreeSlot) -> None:
        """Offer free time to those on the waiting list whom it suits; say so where nobody is."""
        self._look_for(slot, tell=True)

    def print_papers(self) -> None:
        """Open the papers of the day that is shown."""
        self._with_people(self._show_papers)

    def print_slip(self) -> None:
        """Open the slip of the chosen patient."""
        row = self._schedule.row
        if row is not None:
            patient_id = row.appointment.patient_id
            self._with_people(lambda people: self._show_papers(people, patient_id))

    def save_calendar(self) -> None:
        """Ask which appointments to save as a calendar file."""

        def show(people: Sequence[Practitioner]) -> None:
            from practice_desk.gui.dialogs.calendar_dialog import CalendarDialog

            CalendarDialog(self.context, self._schedule.day, people, self._page).open()

        self._with_people(show)

    def edit_policy(self) -> None:
        """Open the policy on missed appointments."""
        from practice_desk.gui.dialogs.missed_dialog import open_policy_dialog

        open_policy_dialog(self.context, self._page)

    def _called_off(self, dialog: QWidget, entry: ScheduleEntry, _saved: Saved) -> None:
        from practice_desk.gui.dialogs.missed_dialog import MissedDialog

        assert isinstance(dialog, MissedDialog)
        name, value = entry.patient.display_name, entry.appointment
        word = "did not come" if dialog.is_missed else "cancelled"
        self.context.messages.success(f"{name}: {word}.")
        if dialog.form.notice.isChecked():
            self._print_stored(value)
        elif not dialog.is_missed and value.starts_at > self.context.clinic.now():
            self._look_for(slot_of(value), tell=False)

    def _print_stored(self, value: Appointment) -> None:
        """Show the notice about an appointment as it is stored by now."""
        from practice_desk.services.appointments import saved_appointment

        context = self.context
        context.tasks.run(
            lambda: saved_appointment(context.clinic, value),
            done=self.print_notice,
            parent=self._page,
        )

    def _look_for(self, slot: FreeSlot, *, tell: bool) -> None:
        from practice_desk.services.waiting_list import who_fits

        context = self.context

        def show(lines: list[WaitingLine]) -> None:
            if lines:
                from practice_desk.gui.dialogs.waiting_dialog import FreeTimeDialog

                FreeTimeDialog(context, slot, lines, self._page).open()
            elif tell:
                context.messages.success("Nobody on the waiting list could take this time.")

        context.tasks.run(lambda: who_fits(context.clinic, slot), done=show, parent=self._page)

    def _offer_chosen(self) -> None:
        if (row := self._schedule.row) is not None:
            self.offer_time(slot_of(row.appointment))

    def _print_chosen_notice(self) -> None:
        if (row := self._schedule.row) is not None:
            self.print_notice(row.appointment)

    def _show_papers(self, people: Sequence[Practitioner], patient_id: int | None = None) -> None:
        from practice_desk.gui.dialogs.desk_paper_dialog import DeskPaperDialog

        day = self._schedule.day
        DeskPaperDialog(self.context, day, people, self._page, patient_id).open()

    def _with_people(self, show: Callable[[Sequence[Practitioner]], None]) -> None:
        context = self.context
        context.tasks.run(lambda: people_to_see(context.clinic), done=show, parent=self._page)

    def _action(self, text: str, call: Callable[[], None]) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(lambda _checked=False: call())
        return action

    def _shortcut(self, key: str, call: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self._page, call)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
