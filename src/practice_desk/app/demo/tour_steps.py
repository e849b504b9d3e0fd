"""The steps of the tour, in order."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from practice_desk.app.demo import tour_desk, tour_records, tour_reports, tour_today
from practice_desk.app.demo.access import DEMO_PASSPHRASE, DEMO_USER
from practice_desk.app.demo.bundle import demo_bundle
from practice_desk.app.demo.clinic import copy_demo_clinic
from practice_desk.app.demo.colleagues import FRONT_DESK
from practice_desk.app.demo.letters import write_one_of_each
from practice_desk.app.demo.tour_find import find_anything
from practice_desk.app.demo.visitor import TourFailed, Visitor
from practice_desk.app.flow import Flow
from practice_desk.domain.knowledge import EntryKey, EntryKind
from practice_desk.gui.dialogs.change_dose_dialog import ChangeDoseDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStepDialog
from practice_desk.gui.dialogs.start_medication_dialog import StartMedicationDialog
from practice_desk.gui.letters.composer import LetterComposer
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.page_stack import PATIENTS
from practice_desk.gui.pages.backup_page import BackupPage
from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.gui.pages.registry import (
    APP_PAGES,
    BACKUP,
    PLAN,
    REPORTS,
    SETTINGS,
    SUMMARY,
    TODAY,
)
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.pages.settings_tabs import CLINIC, KNOWLEDGE, PEOPLE, ROLES, SCHEDULE_SETUP
from practice_desk.services.backups import ByPassphrase, verify_backup

NEW_PASSPHRASE = "a tour through the harbor"
SIZE = (1366, 768)
LOOKS = ("light", "dark")
SHOWN_ELSEWHERE = (TODAY, REPORTS, BACKUP, SETTINGS)
"""Pages that have a part of the tour of their own."""
SETTINGS_SHOWN = (CLINIC, SCHEDULE_SETUP, "Messages", "This computer", PEOPLE, ROLES)


class TourSteps:
    """One tour. Each method is one part of the main job."""

    def __init__(
        self,
        flow: Flow,
        visitor: Visitor,
        output: Path,
        work: Path,
    ) -> None:
        self._flow = flow
        self._visitor = visitor
        self._output = output
        self._work = work

    def take(self) -> None:
        """Take all steps. Raises TourFailed at the first that does not work."""
        self.create_clinic()
        self.unlock_demo()
        self.bring_in_records()
        self.open_chart()
        self.start_medication()
        self.change_dose()
        self.stop_medication()
        self.show_letters()
        self.show_charts()
        self.back_up()
        find_anything(self._visitor, self.window)
        page = tour_today.show_today(self._visitor, self.window, "prescriber")
        tour_today.hand_on_and_put_off(self._visitor, page)
        self.show_pages()
        tour_reports.show_reports(self._visitor, self.window)
        tour_desk.show_paper(self._visitor, self.window)
        self.show_knowledge()
        self.lock()
        self.enter_as_front_desk()
        tour_today.show_today(self._visitor, self.window, "front-desk")
        tour_desk.check_in(self._visitor, self._flow)
        tour_today.show_others(self._visitor, self._flow)

    def create_clinic(self) -> None:
        """Create an encrypted clinic from nothing."""
        visitor, flow = self._visitor, self._flow
        flow.start(None)
        set_up = flow.set_up
        if set_up is None:
            raise TourFailed("The welcome window did not come up.")
        visitor.picture("welcome", set_up.dialog, "Welcome")
        visitor.click(set_up.dialog.create_button, "Create a clinic")
        create = set_up.create
        if create is None:
            raise TourFailed("The dialog for a new clinic did not come up.")
        form = create.form
        visitor.type_into(form.name, "Lighthouse Clinic")
        visitor.type_into(form.phone, "(503) 555-0160")
        visitor.type_into(form.folder, str(self._work / "lighthouse"), instead=True)
        visitor.picture("create-clinic", create, "Create a clinic: name, address, folder")
        visitor.click(form.next_button, "Next")
        visitor.type_into(form.given_name, "Noor")
        visitor.type_into(form.family_name, "Haddad")
        visitor.type_into(form.credentials, "MD")
        visitor.type_into(form.passphrase, NEW_PASSPHRASE)
        visitor.type_into(form.passphrase_again, NEW_PASSPHRASE)
        visitor.picture("create-person", create, "Create a clinic: the first person")
        visitor.click(form.next_button, "Create")
        visitor.until(lambda: set_up.sheet is not None, "the recovery code")
        sheet = set_up.sheet
        if sheet is None:
            raise TourFailed("The recovery code did not come up.")
        code = sheet.form.code.text().splitlines()
        sheet.save_sheet(self._output / "letters" / "emergency-sheet.pdf")
        visitor.picture("recovery-code", sheet, "The recovery code, shown once; sheet saved")
        visitor.click(sheet.form.next_button, "Next")
        visitor.type_into(sheet.form.line, code[sheet.asked].replace("–", "-"))
        visitor.picture("sheet-tried", sheet, "A line of the code is typed back from the sheet")
        visitor.click(sheet.form.next_button, "Finish")
        visitor.until(lambda: flow.window is not None, "the new clinic's window")
        self.window.resize(*SIZE)
        visitor.picture("empty-clinic", self.window, "The new clinic is open and empty")

    def unlock_demo(self) -> None:
        """Unlock a copy of the demo clinic, so that every tour begins alike."""
        visitor, flow = self._visitor, self._flow
        visitor.say("Preparing the demo clinic: forty-one fictional patients, made once …")
        place = self._work / "harbor-mind"
        copy_demo_clinic(place)
        self.window.clinic_wanted.emit(place)
        visitor.until(lambda: flow.unlock is not None, "the unlock window")
        if flow.unlock is None:
            raise TourFailed("The unlock window did not come up.")
        form = flow.unlock.form
        visitor.type_into(form.secret, "not the passphrase")
        visitor.click(form.unlock_button, "Unlock")
        visitor.picture("wrong-passphrase", flow.unlock, "A wrong passphrase is said plainly")
        visitor.type_into(form.secret, DEMO_PASSPHRASE, instead=True)
        visitor.click(form.unlock_button, "Unlock")
        visitor.until(lambda: flow.window is not None, "the main window")
        self.window.resize(*SIZE)
        visitor.picture("patients", self.window, f"Unlocked as {DEMO_USER}: the patient list")

    def bring_in_records(self) -> None:
        """Drop a FHIR bundle on the window."""
        with demo_bundle() as bundle:
            self._visitor.drop(self.window, bundle)
            self._visitor.picture("import", self.window, "FHIR records dropped in, all accounted")
        window, search = self.window, self.window.patients.search
        window.show_page(PATIENTS)
        self._visitor.type_into(search, "montgomery", instead=True)
        self._visitor.press(search, Qt.Key.Key_Return)
        self.plan_page()
        self._visitor.picture("imported", window, "Imported medications wait for reconciliation")

    def open_chart(self) -> None:
        """Find an imported patient with a typing error and open the chart."""
        visitor, window = self._visitor, self.window
        window.show_page(PATIENTS)
        search = window.patients.search
        visitor.type_into(search, "dabrowsky", instead=True)
        visitor.picture("search", window, "The search forgives a typing error")
        visitor.press(search, Qt.Key.Key_Return)
        visitor.until(lambda: window.chart.patient_id is not None, "the chart")
        window.chart.show_page(SUMMARY.title)
        visitor.settle()
        visitor.picture("chart-summary", window, "A chart: summary")

    def start_medication(self) -> None:
        """Start a medication by keyboard."""
        visitor, page = self._visitor, self.plan_page()
        visitor.picture("plan", self.window, "The medication plan")
        visitor.press(page.form.plan_list, "n")
        dialog = page.dialog
        if not isinstance(dialog, StartMedicationDialog):
            raise TourFailed("The dialog that starts a medication did not come up.")
        visitor.type_into(dialog.form.name, "mirtaz")
        visitor.picture("start-search", self.window, "Start a medication: coded list")
        visitor.press(dialog.form.name, Qt.Key.Key_Return)
        visitor.choose(dialog.form.reason_code, "augmentation")
        visitor.picture(
            "start", self.window, "Start a medication: directions written as it is entered"
        )
        visitor.click(dialog.form.save_and_write, "Save and write letter")
        self.save_letter("letter-started", "The letter that tells of the start")
        visitor.picture("plan-started", self.window, "Started")

    def change_dose(self) -> None:
        """Change the dose, with a reason."""
        visitor, page = self._visitor, self.plan_page()
        visitor.press(page.form.plan_list, "c")
        dialog = page.dialog
        if not isinstance(dialog, ChangeDoseDialog):
            raise TourFailed("The dialog that changes a dose did not come up.")
        visitor.type_into(dialog.form.dosage_editor.dose, "30", instead=True)
        visitor.choose(dialog.form.reason_code, "planned_step")
        visitor.picture("change", self.window, "Change the dose: old and new side by side")
        visitor.click(dialog.form.save_and_write, "Save and write letter")
        self.save_letter("letter-changed", "The letter with OLD and NEW side by side")
        visitor.picture("plan-changed", self.window, "Changed")

    def stop_medication(self) -> None:
        """Stop it, with a reason and a comment that stays in the chart."""
        visitor, page = self._visitor, self.plan_page()
        visitor.press(page.form.plan_list, "s")
        dialog = page.dialog
        if not isinstance(dialog, PlanStepDialog):
            raise TourFailed("The dialog that stops a medication did not come up.")
        visitor.choose(dialog.form.reason_code, "side_effect")
        visitor.type_into(dialog.form.comment, "Grogginess until noon")
        visitor.picture("stop", self.window, "Stop, with a coded reason and a comment")
        visitor.click(dialog.form.save_and_write, "Save and write letter")
        self.save_letter("letter-stopped", "The stop notice: cancel remaining refills")

    def save_letter(self, name: str, what: str) -> None:
        """Preview the letter to the pharmacy and save it as a PDF."""
        visitor, page = self._visitor, self.plan_page()
        visitor.until(lambda: isinstance(page.dialog, LetterComposer), "the letter composer")
        composer = page.dialog
        if not isinstance(composer, LetterComposer):
            raise TourFailed("The letter composer did not come up.")
        visitor.until(lambda: composer.can_send, "the letter")
        visitor.picture(name, composer, what)
        code = composer.draft.code if composer.draft is not None else "letter"
        composer.save_to(self._output / "letters" / f"{code}.pdf")
        visitor.settle()

    def show_letters(self) -> None:
        """Write one letter of every other kind, and show those of the chart."""
        context, folder = self.window.context, self._output / "letters"
        context.tasks.run(lambda: write_one_of_each(context.clinic, folder), parent=self.window)
        self._visitor.settle()
        self.window.chart.show_page("Letters")
        self._visitor.picture("letters", self.window, "The pages that left are kept in the chart")

    def show_charts(self) -> None:
        """Show every page of a chart with a long history, light and dark."""
        visitor, window = self._visitor, self.window
        visitor.type_into(window.patients.search, "eleni", instead=True)
        visitor.press(window.patients.search, Qt.Key.Key_Return)
        for look in LOOKS:
            visitor.use_look(look)
            for place in range(window.chart.tabs.count()):
                window.chart.tabs.setCurrentIndex(place)
                title = window.chart.tabs.tabText(place).replace("&", "")
                name = f"chart-{title.casefold().replace(' ', '-')}-{look}"
                visitor.picture(name, window, f"A long history: {title}, {look}")
        visitor.use_look("light")
        tour_records.show_requests(visitor, window, self._output / "letters")

    def back_up(self) -> None:
        """Back the clinic up and verify the file with the passphrase."""
        visitor, folder = self._visitor, self._output / "backup"
        page = self._backup_page()
        page.use_folder(str(folder))
        visitor.click(page.backup_button, "Back up now")
        visitor.until(lambda: any(folder.glob("*.pdbackup")), "the backup")
        visitor.click(page.drill.drill_button, "Try a restore")
        visitor.click(page.check.button, "Check this clinic")
        visitor.picture("backup", self.window, "Backed up, read back and restored on trial")
        (file,) = folder.glob("*.pdbackup")
        report = verify_backup(file, ByPassphrase(DEMO_USER, DEMO_PASSPHRASE))
        rows = sum(report.counts.values())
        visitor.say(f"Verified: {rows:,} rows and {report.documents} documents in {file.name}")

    def show_pages(self) -> None:
        """Show the other pages of the rail, light and dark, and the settings of some of them."""
        for look in LOOKS:
            self._visitor.use_look(look)
            for number, entry in enumerate(APP_PAGES, start=1):
                if entry not in SHOWN_ELSEWHERE:
                    self.window.show_page(number)
                    title = entry.title.replace("&", "")
                    name = title.casefold().replace(" ", "-")
                    self._visitor.picture(f"page-{name}-{look}", self.window, f"{title}, {look}")
            for title in SETTINGS_SHOWN:
                self.window.show_page_of(SETTINGS, title)
                name = title.casefold().replace(" ", "-")
                what = f"Settings: {title}, {look}"
                self._visitor.picture(f"settings-{name}-{look}", self.window, what)
        self._visitor.use_look("light")

    def lock(self) -> None:
        """Lock: every window gives way to the unlock window."""
        self.window.lock_wanted.emit()
        self._visitor.until(lambda: self._flow.unlock is not None, "the lock")
        if self._flow.unlock is not None:
            self._visitor.picture("locked", self._flow.unlock, "Locked")

    def show_knowledge(self) -> None:
        """Show an entry of the clinical pack, in the settings."""
        self.window.show_page_of(SETTINGS)
        page = self.window.pages[self.window.page]
        if not isinstance(page, SettingsPage):
            raise TourFailed("The settings did not come up.")
        page.show_tab(KNOWLEDGE)
        section = page.knowledge
        self._visitor.until(lambda: section.detail is not None, "the entries of the pack")
        section.show_entry(EntryKey(EntryKind.MEDICATION, "lithium"))
        self._visitor.until(lambda: not section.counting.is_running, "what is in use, counted")
        what = "An entry of the clinical pack, with its source and its review"
        self._visitor.in_both_looks("settings-knowledge", self.window, what)

    def enter_as_front_desk(self) -> None:
        """Unlock as somebody who sees nothing clinical, and open a patient."""
        visitor, unlock = self._visitor, self._flow.unlock
        if unlock is None:
            raise TourFailed("The unlock window did not come up.")
        visitor.choose(unlock.form.user_name, FRONT_DESK)
        visitor.type_into(unlock.form.secret, DEMO_PASSPHRASE, instead=True)
        visitor.click(unlock.form.unlock_button, "Unlock")
        visitor.until(lambda: self._flow.window is not None, "front desk's window")
        self.window.resize(*SIZE)
        self.window.show_page(PATIENTS)
        visitor.press(self.window.patients.search, Qt.Key.Key_Return)
        visitor.picture("front-desk", self.window, "What front desk sees of a patient")

    @property
    def window(self) -> MainWindow:
        """The main window. Raises TourFailed when there is none."""
        if self._flow.window is None:
            raise TourFailed("The main window did not come up.")
        return self._flow.window

    def plan_page(self) -> PlanPage:
        """Bring the plan forward and return it."""
        self.window.chart.show_page(PLAN.title)
        page = self.window.chart.tabs.currentWidget()
        if not isinstance(page, PlanPage):
            raise TourFailed("The plan page did not come up.")
        self._visitor.settle()
        return page

    def _backup_page(self) -> BackupPage:
        self.window.show_page_of(BACKUP)
        self._visitor.settle()
        page = self.window.pages[self.window.page]
        if not isinstance(page, BackupPage):
            raise TourFailed("The backup page did not come up.")
        return page
