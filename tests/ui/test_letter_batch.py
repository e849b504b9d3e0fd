"""All letters that wait, printed with one dialog: collated, and each counted only if it went."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from practice_desk.gui.letters import batch_dialog
from practice_desk.gui.letters.batch_dialog import LetterBatchDialog
from practice_desk.gui.letters.batch_making import BatchLetter
from practice_desk.gui.letters.batch_model import BatchState
from practice_desk.gui.printing.job import PrintFailed, letter_printer
from practice_desk.services import charts
from practice_desk.services.clinic import Clinic
from tests.factories import a_medication, a_patient, a_pharmacy
from tests.ui.contexts import inline_context


@pytest.fixture
def patients(clinic: Clinic) -> dict[str, int]:
    """Three whose start of a medication nobody was told, at two pharmacies, and one at none."""
    harbor, river = a_pharmacy(clinic, name="Harbor Drugs"), a_pharmacy(clinic, name="Riverside")
    places = {"Vega": river, "Moss": harbor, "Abel": river, "Nowhere": None}
    found = {}
    for name, pharmacy in places.items():
        found[name] = a_patient(clinic, family_name=name, preferred_pharmacy_id=pharmacy)
        a_medication(clinic, found[name])
    return found


def open_batch(qtbot: QtBot, clinic: Clinic) -> LetterBatchDialog:
    """Open the window with all letters that wait."""
    dialog = LetterBatchDialog(inline_context(clinic))
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def order(dialog: LetterBatchDialog) -> list[tuple[str, str]]:
    """Return pharmacy and patient of each letter, as they come out of the printer."""
    lines = dialog.model.lines
    return [(each.letter.pharmacy, each.letter.patient.display_name.split()[-1]) for each in lines]


def to_files(path: Path) -> QPrinter:
    """Return a printer that prints into files beside *path*."""
    printer = letter_printer("letters")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def sent(clinic: Clinic, patients: dict[str, int]) -> set[str]:
    """Return the patients with a letter in the chart."""
    return {
        name for name, number in patients.items() if charts.reload_chart(clinic, number).letters
    }


def test_that_all_letters_are_printed_by_pharmacy_and_one_without_waits(
    qtbot: QtBot, clinic: Clinic, patients: dict[str, int], tmp_path: Path
) -> None:
    dialog = open_batch(qtbot, clinic)
    assert order(dialog) == [
        ("Harbor Drugs", "Moss"),
        ("Riverside", "Abel"),
        ("Riverside", "Vega"),
        ("", "Nowhere"),
    ]
    assert dialog.form.summary.text() == "3 letters to 2 pharmacies"
    assert "no pharmacy" in dialog.model.lines[-1].letter.problem
    assert dialog.form.preview.page_count == 1
    dialog.print_on(to_files(tmp_path / "out.pdf"))
    assert sent(clinic, patients) == {"Moss", "Abel", "Vega"}
    assert len(list(tmp_path.glob("out-L-*.pdf"))) == 3
    assert not dialog.isVisible()


def test_that_what_did_not_print_is_not_counted_and_prints_the_next_time(
    qtbot: QtBot,
    clinic: Clinic,
    patients: dict[str, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def jams_at_the_second(letter: BatchLetter, printer: QPrinter) -> None:
        if letter.patient.display_name.endswith("Abel"):
            raise PrintFailed("The printer is out of paper.")
        prints(letter, printer)

    prints = batch_dialog._print
    dialog = open_batch(qtbot, clinic)
    first = next(iter(dialog._items.values()))
    with monkeypatch.context() as patched:
        patched.setattr(batch_dialog, "_print", jams_at_the_second)
        dialog.print_on(to_files(tmp_path / "out.pdf"))
    assert first.text(1) == BatchState.PRINTED
    assert [line.state for line in dialog.model.lines] == [
        BatchState.PRINTED,
        BatchState.NOT_PRINTED,
        BatchState.READY,
        BatchState.MISSING,
    ]
    assert sent(clinic, patients) == {"Moss"}
    assert "out of paper" in dialog.form.problem.text()
    assert dialog.form.print.isEnabled()
    dialog.print_on(to_files(tmp_path / "again.pdf"))
    assert sent(clinic, patients) == {"Moss", "Abel", "Vega"}
    assert not dialog.isVisible()
