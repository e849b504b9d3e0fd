"""Composing, previewing, printing and saving letters in real windows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from practice_desk.domain.errors import DiskFull
from practice_desk.domain.letter import Letter, LetterDelivery
from practice_desk.domain.letter_cover import CoverKind
from practice_desk.gui.context import AppContext, StoreEvents
from practice_desk.gui.dialogs.patient_paper_dialog import PatientPaperDialog
from practice_desk.gui.letters import composer as composer_module
from practice_desk.gui.letters.compose_model import Wanted
from practice_desk.gui.letters.composer import LetterComposer
from practice_desk.gui.letters.item_lists import ItemList
from practice_desk.gui.messages import MessageBar
from practice_desk.gui.pages.letters_page import LettersPage
from practice_desk.gui.pdf_pages import page_images
from practice_desk.gui.places import Place, WantedPlace
from practice_desk.gui.printing.job import letter_printer
from practice_desk.gui.tasks import InlineTasks, Tasks
from practice_desk.letters.kinds.medication_notice import CODE as MEDICATION_NOTICE
from practice_desk.services import charts, directory, letters, patients, plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.drafts import own_drafts
from practice_desk.services.plan import PlanEntry
from tests.factories import a_medication, a_patient, a_pharmacy


@dataclass
class Desk:
    """A patient with one stopped medication, and what a window needs."""

    clinic: Clinic
    context: AppContext
    patient_id: int
    event_ids: tuple[int, ...]
    qtbot: QtBot

    def compose(self) -> LetterComposer:
        """Open the composer."""
        patient = patients.get_patient(self.clinic, self.patient_id)
        wanted = Wanted.events(MEDICATION_NOTICE, self.event_ids)
        composer = LetterComposer(self.context, patient, wanted)
        composer.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        self.qtbot.addWidget(composer)
        composer.open()
        return composer

    def sent(self) -> tuple[Letter, ...]:
        """Return the letters in the chart."""
        return charts.reload_chart(self.clinic, self.patient_id).letters


@pytest.fixture
def desk(clinic: Clinic, qtbot: QtBot) -> Desk:
    """A chart with a stop that the pharmacy was not told about."""
    messages = MessageBar()
    qtbot.addWidget(messages)
    context = AppContext(clinic, InlineTasks(), StoreEvents(), messages)
    patient_id = a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))
    started = a_medication(clinic, patient_id)
    entry = PlanEntry(clinic.today(), "side_effect")
    stop = plan.stop_medication(clinic, patient_id, started.medication_id, entry)
    return Desk(clinic, context, patient_id, (stop.event_id,), qtbot)


def pages_text(pdf: bytes) -> str:
    """Return the text of a PDF with single spaces."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def test_that_the_preview_shows_the_finished_pages(desk: Desk) -> None:
    composer = desk.compose()
    assert composer.can_send
    assert composer.form.preview.page_count == 1
    assert "Łukasz Dąbrowski · born Mar 14, 1985" in composer.form.patient.text()
    assert composer.form.recipient.currentText().endswith("(usual)")
    assert "Phone (503) 555-0177" in composer.form.recipient_text.text()


def test_that_the_preview_is_drawn_off_the_gui_thread(desk: Desk) -> None:
    tasks = Tasks()
    desk.context.tasks = tasks
    composer = desk.compose()
    assert composer.form.preview.page_count == 0
    desk.qtbot.waitUntil(lambda: composer.form.preview.page_count == 1, timeout=10_000)
    tasks.shut_down()


def test_that_a_saved_letter_is_kept_byte_for_byte(desk: Desk, tmp_path: Path) -> None:
    composer = desk.compose()
    path = tmp_path / "letter.pdf"
    composer.save_to(path)
    (letter,) = desk.sent()
    assert letter.delivery is LetterDelivery.SAVED
    assert path.read_bytes() == letters.letter_bytes(desk.clinic, letter.patient_id, letter.id or 0)
    assert letter.code in pages_text(path.read_bytes())
    assert composer.result() == QDialog.DialogCode.Accepted
    assert letter.code in desk.context.messages.text


def test_that_a_printed_letter_reaches_the_printer_and_the_chart(
    desk: Desk, tmp_path: Path
) -> None:
    composer = desk.compose()
    assert composer.draft is not None
    printer = letter_printer(composer.draft.code)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    composer.print_on(printer)
    (letter,) = desk.sent()
    assert letter.delivery is LetterDelivery.PRINTED
    kept = letters.letter_bytes(desk.clinic, letter.patient_id, letter.id or 0)
    printed = (tmp_path / "printed.pdf").read_bytes()
    assert difference(kept, printed) < 0.01


def difference(first: bytes, second: bytes) -> float:
    """Return the share of pixels that clearly differ between the first pages of two PDFs."""
    one, other = (next(page_images(pdf, 300)) for pdf in (first, second))
    size = (one.width() // 4, one.height() // 4)
    modes = (Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    small = [image.scaled(*size, *modes) for image in (one, other)]
    grey = [image.convertToFormat(image.Format.Format_Grayscale8) for image in small]
    pairs = zip(bytes(grey[0].constBits()), bytes(grey[1].constBits()), strict=True)
    differing = sum(abs(a - b) > 64 for a, b in pairs)
    return differing / (size[0] * size[1])


def test_that_a_cancelled_print_is_not_recorded(desk: Desk) -> None:
    composer = desk.compose()
    composer.form.print.click()
    assert composer.print_dialog is not None
    composer.print_dialog.reject()
    assert desk.sent() == ()
    assert composer.isVisible()
    assert composer.form.print.isEnabled()


def test_that_a_printed_letter_is_not_closed_away_before_it_is_recorded(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise DiskFull("There is no room left.")

    composer = desk.compose()
    printer = letter_printer("L-TEST3")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    with monkeypatch.context() as patched:
        patched.setattr(composer_module, "send_made_letter", full)
        composer.print_on(printer)
    composer.reject()
    assert composer.isVisible()
    assert "not recorded" in composer.form.problem.text()
    composer.form.print.click()
    (letter,) = desk.sent()
    assert letter.delivery is LetterDelivery.PRINTED
    assert not composer.isVisible()


def test_that_a_failed_print_is_said_and_not_recorded(desk: Desk, tmp_path: Path) -> None:
    composer = desk.compose()
    printer = letter_printer("L-TEST2")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "missing" / "printed.pdf"))
    composer.print_on(printer)
    assert desk.sent() == ()
    assert "printer" in composer.form.problem.text()
    assert composer.form.print.isEnabled()


def test_that_a_missing_pharmacy_is_named_and_can_be_chosen_there(desk: Desk) -> None:
    patient = patients.get_patient(desk.clinic, desk.patient_id)
    patients.save_patient(desk.clinic, replace(patient, preferred_pharmacy_id=None))
    composer = desk.compose()
    assert not composer.can_send
    assert not composer.form.print.isEnabled()
    assert "no pharmacy" in composer.form.missing.text()
    assert composer.form.fix_it.isVisible()
    composer.form.recipient.setCurrentIndex(1)
    assert composer.can_send
    assert not composer.form.missing_frame.isVisible()


def test_that_a_letter_about_nothing_cannot_be_sent(desk: Desk) -> None:
    composer = desk.compose()
    code = composer.draft.code if composer.draft else ""
    for row in range(events_of(composer).count()):
        events_of(composer).item(row).setCheckState(Qt.CheckState.Unchecked)
    assert not composer.can_send
    assert "Choose what the letter is about." in composer.form.missing.text()
    events_of(composer).item(0).setCheckState(Qt.CheckState.Checked)
    assert composer.can_send
    assert composer.draft is not None
    assert composer.draft.code == code


def events_of(composer: LetterComposer) -> ItemList:
    """Return the list of plan events."""
    return composer.form.items.lists[0]


def shown_events(composer: LetterComposer) -> list[str]:
    """Return what the letter may be about, as listed."""
    events = events_of(composer)
    items = [events.item(row) for row in range(events.count())]
    return [item.text() for item in items if not item.isHidden()]


def test_that_what_was_told_before_is_offered_only_when_asked_for(
    desk: Desk, tmp_path: Path
) -> None:
    desk.compose().save_to(tmp_path / "first.pdf")
    composer = desk.compose()
    assert not any("told before" in line for line in shown_events(composer))

    desk.event_ids = ()
    composer = desk.compose()
    listed = shown_events(composer)  # nothing is left to tell, so all can be told again
    assert len(listed) == 2
    assert all("told before" in line for line in listed)
    assert not composer.can_send
    events_of(composer).item(0).setCheckState(Qt.CheckState.Checked)
    assert composer.can_send


def test_that_a_plan_without_anything_of_ours_says_so(desk: Desk, clinic: Clinic) -> None:
    desk.patient_id, desk.event_ids = a_patient(clinic, family_name="Lee"), ()
    composer = desk.compose()
    assert "nothing to tell" in composer.form.missing.text()
    assert composer.form.items.isHidden()


def test_that_text_no_font_has_is_refused_with_a_sentence(desk: Desk) -> None:
    other = a_patient(
        desk.clinic,
        given_name="李",
        family_name="小龙",
        preferred_pharmacy_id=a_pharmacy(desk.clinic),
    )
    desk.event_ids = (a_medication(desk.clinic, other).event_id,)
    desk.patient_id = other
    composer = desk.compose()
    assert not composer.can_send
    assert "cannot print" in composer.form.problem.text()


def test_that_the_letters_page_shows_what_was_sent_and_saves_a_copy(
    desk: Desk, tmp_path: Path
) -> None:
    page = LettersPage(desk.context)
    desk.qtbot.addWidget(page)
    page.show()
    page.show_chart(charts.open_chart(desk.clinic, desk.patient_id))
    assert page.form.stack.currentWidget() is page.form.empty_page
    composer = desk.compose()
    composer.save_to(tmp_path / "letter.pdf")
    page.show_chart(charts.open_chart(desk.clinic, desk.patient_id))
    (row,) = page.model.rows
    assert row.cells[1:3] == ("Stopped sertraline", "Saved as PDF")
    assert page.form.preview.page_count == 1
    assert row.letter.sha256[:12] in page.form.facts.text()
    page.save_copy_to(tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == (tmp_path / "letter.pdf").read_bytes()
    other = a_patient(desk.clinic, family_name="Okafor")
    page.show_chart(charts.open_chart(desk.clinic, other))
    assert page.model.rows == ()
    assert page.selected is None


def test_that_the_papers_for_the_patient_open_from_one_menu(desk: Desk) -> None:
    page = LettersPage(desk.context)
    desk.qtbot.addWidget(page)
    page.show_chart(charts.reload_chart(desk.clinic, desk.patient_id))
    offered = {each.text(): each for each in page.papers.menu.actions()}
    offered["Safety plan…"].trigger()
    (paper,) = page.findChildren(PatientPaperDialog)
    paper.reject()
    offered["Medication card for the wallet…"].trigger()
    assert isinstance(page.composer, LetterComposer)
    assert page.composer.kind.code == "medication_card"
    page.composer.reject()
    assert {"Plan as a dose calendar…", "Treatment plan…", "Handouts"} < offered.keys()


def test_that_a_fax_cover_is_printed_before_the_letter_and_names_no_patient(
    desk: Desk, tmp_path: Path
) -> None:
    composer = desk.compose()
    covers = composer.form.cover
    covers.setCurrentIndex(covers.findData(CoverKind.FAX.value))
    printer = letter_printer("L-TEST4")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    ready = composer.ready_pages()
    assert ready is not None
    assert ready.cover is not None
    cover = pages_text(ready.cover)
    assert "FAX" in cover
    assert "Riverside Pharmacy" in cover
    assert "Dąbrowski" not in cover
    assert "sertraline" not in cover
    composer.print_on(printer)
    (letter,) = desk.sent()
    kept = letters.letter_bytes(desk.clinic, letter.patient_id, letter.id or 0)
    assert difference(ready.cover, (tmp_path / "out-cover.pdf").read_bytes()) < 0.01
    assert difference(kept, (tmp_path / "out.pdf").read_bytes()) < 0.01


def test_that_a_cover_that_cannot_be_made_keeps_the_letter_back_and_says_why(desk: Desk) -> None:
    (pharmacy,) = directory.list_organizations(desk.clinic)
    directory.save_organization(desk.clinic, replace(pharmacy, fax=""))
    composer = desk.compose()
    assert composer.can_send
    covers = composer.form.cover
    covers.setCurrentIndex(covers.findData(CoverKind.FAX.value))
    assert not composer.can_send
    assert "fax number is missing" in composer.form.problem.text()
    covers.setCurrentIndex(0)
    assert composer.can_send


def test_that_a_missing_fact_leads_out_of_the_letter_which_is_kept(desk: Desk) -> None:
    patient = patients.get_patient(desk.clinic, desk.patient_id)
    patients.save_patient(desk.clinic, replace(patient, birth_date=None))
    led: list[object] = []
    desk.context.events.place_wanted.connect(led.append)
    composer = desk.compose()
    assert not composer.can_send
    assert composer.form.fix_it.text() == "Edit the patient…"
    composer.form.fix_it.click()
    assert led == [WantedPlace(Place.PERSON, desk.patient_id)]
    assert not composer.isVisible()
    (kept,) = own_drafts(desk.clinic)
    assert kept.kind == "letter"
    assert desk.sent() == ()
