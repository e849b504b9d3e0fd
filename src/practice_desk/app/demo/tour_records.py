"""The tour of what a patient asked for about the record, and of the chart's export."""

from __future__ import annotations

from pathlib import Path

from practice_desk.app.demo.visitor import TourFailed, Visitor
from practice_desk.gui.dialogs.chart_export_dialog import ChartExportDialog
from practice_desk.gui.dialogs.requests_dialog import RequestsDialog
from practice_desk.gui.main_window import MainWindow


def show_requests(visitor: Visitor, window: MainWindow, folder: Path) -> None:
    """Show the requests of the open chart and its export, light and dark; save the export."""
    window.chart.access.show_requests()
    visitor.settle()
    requests = window.findChild(RequestsDialog)
    if requests is None:
        raise TourFailed("The requests of the chart did not come up.")
    visitor.in_both_looks("requests", requests, "What the patient asked for")
    visitor.click(requests.form.export_button, "Export chart")
    export = requests.findChild(ChartExportDialog)
    if export is None:
        raise TourFailed("The export of the chart did not come up.")
    visitor.click(export.form.make, "Make the pages")
    visitor.until(lambda: export.can_send, "the pages of the export")
    visitor.in_both_looks("chart-export", export, "The export, before it is given")
    export.save_to(folder / "chart-export.pdf")
    visitor.settle()
    requests.accept()
    visitor.settle()
