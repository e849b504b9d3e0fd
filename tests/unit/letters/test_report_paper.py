"""Reports on paper."""

from __future__ import annotations

from datetime import UTC, datetime

from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.report import Answer, CellKind, Report, ReportColumn, ReportTable
from practice_desk.letters.report_paper import render_report
from tests.unit.letters.samples import text_of

TITLES = ("In treatment", "Not measured", "Measured again", "Remission share", "Cancelled late")


def test_that_no_word_of_a_title_breaks_in_a_table_of_many_columns() -> None:
    titles = [f"{title} {number}" for number in (1, 2, 3) for title in TITLES]
    columns = [
        ReportColumn(f"n{place}", title, CellKind.COUNT) for place, title in enumerate(titles)
    ]
    table = ReportTable(
        (ReportColumn("who", "Clinician"), *columns),
        (("Ana Berg", *range(len(titles))), ("Ida Holm", *(None for _ in titles))),
    )
    answer = Answer(table, None, ("How it is counted.",), 2)
    report = Report("Visits", "Everybody", datetime(2026, 11, 26, 18, tzinfo=UTC), answer)
    text = text_of(render_report(report, ClinicProfile("Harbor Street Clinic")).pdf)
    assert [title for title in titles if title not in text] == []
    parts = text.count("Ana Berg")
    assert (parts > 1, text.count("Clinician")) == (True, parts), "each part says whose row it is"
    assert "Letter" not in text
