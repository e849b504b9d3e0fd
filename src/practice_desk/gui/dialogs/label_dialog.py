"""Labelling records that leave the clinic with the patient's consent only."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.sensitivity import SensitivityLabel
from practice_desk.domain.text import fold
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.consent_dialog import ticked
from practice_desk.gui.models.consent_view import (
    LABELS,
    NOUNS,
    LabelledRecord,
    labels_text,
    records_of,
)
from practice_desk.services.charts import Chart
from practice_desk.services.documents import chart_documents
from practice_desk.services.patients import Saved
from practice_desk.services.sensitivity import label_record

_EFFECT = (
    "A labelled record stays out of letters, exports and the emergency paper until a consent"
    " covers it. In the chart everybody who may see the chart sees it."
)
_DATA = Qt.ItemDataRole.UserRole


class LabelForm(Form):
    """``ui/label_dialog.ui``."""

    ui = "label_dialog.ui"
    heading: QLabel
    patient: QLabel
    effect: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    find: QLineEdit
    label_find: QLabel
    label_records: QLabel
    records: QListWidget
    labels: QListWidget


class LabelDialog(ChartDialog):
    """A record of the chart on top, its labels below; *first* is selected at once.

    *alone* shows no other: it was opened where that record is.
    """

    def __init__(
        self,
        context: AppContext,
        chart: Chart,
        parent: QWidget | None,
        first: LabelledRecord | None = None,
        *,
        alone: bool = False,
    ) -> None:
        self.form = form = LabelForm()
        super().__init__(context, form, "Label a sensitive record", chart.patient, parent)
        self._chart, self._wanted = chart, first
        form.effect.setText(_EFFECT)
        for label, text in LABELS.items():
            item = QListWidgetItem(text, form.labels)
            item.setData(_DATA, str(label))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
        form.labels.setCurrentRow(0)
        form.find.textChanged.connect(self._find)
        form.records.currentItemChanged.connect(self._show_labels)
        if alone and first is not None:
            self._show_alone(first)
            return
        self._list(())
        (form.find if first is None else form.labels).setFocus()
        self._make_room()  # for the sentence below, which is two lines
        patient_id = chart.patient.id or 0
        context.tasks.run(
            lambda: chart_documents(context.clinic, patient_id).documents,
            done=lambda found: self._list([(each.id or 0, each.title) for each in found]),
            failed=self._failed,
            parent=self,
        )

    def _show_alone(self, record: LabelledRecord) -> None:
        form = self.form
        for widget in (form.find, form.label_find, form.records):
            widget.hide()
        form.label_records.setText(f"{NOUNS[record.noun]}: {record.words}")
        form.label_records.setWordWrap(True)
        form.labels.setFixedHeight(form.labels.sizeHintForRow(0) * form.labels.count() + 12)
        item = QListWidgetItem("", form.records)
        item.setData(_DATA, record)
        form.records.setCurrentItem(item)
        self._show_labels()
        form.labels.setFocus()
        self._make_room()

    def work(self) -> Callable[[], Saved]:
        """Return the call that puts the ticked labels on the selected record."""
        chosen, clinic = self._chosen(), self.context.clinic
        labels = [SensitivityLabel(each) for each in ticked(self.form.labels)]
        patient_id = self._chart.patient.id or 0

        def save() -> Saved:
            if chosen is None:
                raise Invalid((Problem("records", "Choose the record."),))
            noun, number = chosen.noun, chosen.record_id
            return Saved(number, label_record(clinic, patient_id, noun, number, labels))

        return save

    def _chosen(self) -> LabelledRecord | None:
        chosen = self.form.records.selectedItems()
        return None if not chosen or chosen[0].isHidden() else chosen[0].data(_DATA)

    def _list(self, documents: list[tuple[int, str]] | tuple[()]) -> None:
        records = self.form.records
        before = self._chosen() or self._wanted
        records.clear()
        for each in records_of(self._chart, documents):
            held = f"  [{labels_text(each.labels)}]" if each.labels else ""
            item = QListWidgetItem(f"{NOUNS[each.noun]}: {each.words}{held}", records)
            item.setData(_DATA, each)
            if before is not None and (each.noun, each.record_id) == (
                before.noun,
                before.record_id,
            ):
                records.setCurrentItem(item)
        self._find()

    def _find(self) -> None:
        wanted = fold(self.form.find.text())
        records, shown = self.form.records, None
        for row in range(records.count()):
            item = records.item(row)
            item.setHidden(wanted not in fold(item.text()))
            shown = shown or (None if item.isHidden() else item)
        if shown is not None and self._chosen() is None:
            records.setCurrentItem(shown)

    def _show_labels(self) -> None:
        chosen, listing = self._chosen(), self.form.labels
        for row in range(listing.count()):
            item = listing.item(row)
            on = chosen is not None and item.data(_DATA) in chosen.labels
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
