"""What the import page says."""

from __future__ import annotations

from pathlib import Path

from practice_desk.domain.import_report import ImportOutcome, ImportReport, KeptAside
from practice_desk.gui.models.import_view import (
    RECONCILE_NOTE,
    acceptable_paths,
    figures,
    headline,
    note,
    reason_groups,
    unlisted_note,
)


def report_of(*imported: str, kept: tuple[tuple[str, str], ...] = ()) -> ImportReport:
    report = ImportReport(files=1, patients=1)
    for kind in imported:
        report.count(kind, ImportOutcome.IMPORTED)
    for number, (kind, reason) in enumerate(kept):
        report.keep_aside(KeptAside("a.json", number, kind, str(number), reason))
    return report


def test_that_the_figures_add_up():
    report = report_of("Patient", "Condition", kept=(("Claim", "no claims"),))
    (_, read), *outcomes = figures(report)
    assert read == 3 == sum(count for _, count in outcomes)


def test_that_imported_medications_are_said_to_be_unreconciled():
    assert note(report_of("Patient", "MedicationRequest")) == RECONCILE_NOTE
    assert note(report_of("MedicationStatement")) == RECONCILE_NOTE
    assert note(report_of("Patient", "Condition")) == ""


def test_that_a_medication_kept_aside_needs_no_reconciling():
    assert note(report_of("Patient", kept=(("MedicationRequest", "damaged"),))) == ""


def test_that_the_headline_says_what_happened():
    assert headline(report_of("Patient")) == "1 record imported from 1 file, with 1 new chart."
    assert headline(ImportReport()) == "No records were found in what you chose."
    again = ImportReport(files=1)
    again.count("Patient", ImportOutcome.ALREADY_HERE)
    assert headline(again) == "Everything was here already: nothing was added."


def test_that_a_stopped_import_says_that_it_kept_something():
    report = report_of("Patient")
    report.stopped = True
    assert headline(report).startswith("Stopped early: what was imported until then is kept.")


def test_that_reasons_are_grouped_with_the_most_frequent_first():
    kept = (("Claim", "no claims"), ("Observation", "in error"), ("Claim", "no claims"))
    first, second = reason_groups(report_of(kept=kept).kept, report_of(kept=kept).reasons)
    assert (first.reason, first.count, len(first.listed)) == ("no claims", 2, 2)
    assert (second.resource_type, second.count) == ("Observation", 1)


def test_that_a_shortened_list_says_so():
    report = report_of(kept=(("Claim", "no claims"),))
    assert unlisted_note(len(report.kept), report.kept_aside) == ""
    report.kept_aside = 5000
    assert "1 of 5,000" in unlisted_note(len(report.kept), report.kept_aside)


def test_that_only_folders_and_json_are_taken(tmp_path: Path):
    paths = [tmp_path, Path("a.JSON"), Path("b.ndjson"), Path("c.pdf"), Path("d")]
    assert acceptable_paths(paths) == (tmp_path, Path("a.JSON"), Path("b.ndjson"))
