"""The tour of what a patient asked for about the record, and of the chart's export."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from practice_desk.app.demo.visitor import TourFailed, Visitor
from practice_desk.gui import theme
from practice_desk.gui.dialogs.chart_export_dialog import ChartExportDialog
from practice_desk.gui.dialogs.requests_dialog import RequestsDialog
from practice_desk.gui.main_window import MainWindow


def show_requests(visitor: Visitor, window: MainWindow, app: QApplication, folder: Path) -> None:
    """Show the requests of the open chart and its export, light and dark; save the export."""
    for dark in (True, False):
        theme.theme().use(app, dark)
        look = "dark" if dark else "light"
        window.chart.access.show_requests()
        visitor.settle()
        requests = window.findChild(RequestsDialog)
        if requests is None:
            raise TourFailed("The requests of the chart did not come up.")
        visitor.picture(f"requests-{look}", requests, f"What the patient asked for, {look}")
        export = _export(visitor, requests, look)
        if dark:
            export.reject()
        else:
            export.save_to(folder / "chart-export.pdf")
        visitor.settle()
        requests.accept()
        visitor.settle()


def _export(visitor: Visitor, requests: RequestsDialog, look: str) -> ChartExportDialog:
    """Make the pages of the export, and show them."""
    visitor.click(requests.form.export_button, "Export chart")
    export = requests.findChild(ChartExportDialog)
    if export is None:
        raise TourFailed("The export of the chart did not come up.")
    visitor.click(export.form.make, "Make the pages")
    visitor.until(lambda: export.can_send, "the pages of the export")
    visitor.picture(f"chart-export-{look}", export, f"The export, before it is given, {look}")
    return export
