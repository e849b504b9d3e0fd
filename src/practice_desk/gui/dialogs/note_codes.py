"""The CPT codes of a note in its editor: what was chosen, what fits, and the minutes rule."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from practice_desk.domain.note import Note
from practice_desk.gui.models.note_form import advise, code_line
from practice_desk.gui.widgets.flow_row import FlowRow
from practice_desk.knowledge.note_forms import cpt_codes


class NoteCodes(QObject):
    """Leads the form's widgets for codes. Nothing is chosen but by a person."""

    changed = Signal()

    def __init__(
        self,
        add: QComboBox,
        chosen: FlowRow,
        suggestion: QPushButton,
        notes: QLabel,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.codes: tuple[str, ...] = ()
        self._add_box, self._chosen = add, chosen
        self._suggestion, self._notes = suggestion, notes
        add.addItem("Choose a code…", None)
        for code in cpt_codes():
            add.addItem(code_line(code), code.code)
        add.activated.connect(self._choose)
        suggestion.clicked.connect(lambda: self._add(suggestion.property("code")))

    def show(self, note: Note, *, prescribes: bool) -> None:
        """Show what *note* has, and what fits its kind and minutes."""
        self.codes = note.codes
        advice = advise(cpt_codes(), note, prescribes=prescribes)
        self._show_chosen()
        self._notes.setText("\n".join(advice.sentences))
        self._notes.setVisible(bool(advice.sentences))
        offered = advice.suggestion
        self._suggestion.setVisible(offered is not None)
        if offered is None:
            return
        rule = f"{offered.words}: {offered.rule}. Source: {offered.source}."
        self._suggestion.setText(f"Add {offered.code}, which fits")
        self._suggestion.setToolTip(rule)
        self._suggestion.setAccessibleDescription(rule)
        self._suggestion.setProperty("code", offered.code)

    def _choose(self) -> None:
        self._add(self._add_box.currentData())
        self._add_box.setCurrentIndex(0)

    def _add(self, code: object) -> None:
        if isinstance(code, str) and code not in self.codes:
            self.codes = (*self.codes, code)
            self.changed.emit()

    def _remove(self, code: str) -> None:
        self.codes = tuple(each for each in self.codes if each != code)
        self._add_box.setFocus()
        self.changed.emit()

    def _show_chosen(self) -> None:
        for former in self._chosen.findChildren(QPushButton):
            former.hide()
            former.deleteLater()
        self._chosen.show_widgets([self._chip(code) for code in self.codes])
        self._chosen.setVisible(bool(self.codes))

    def _chip(self, code: str) -> QPushButton:
        button = QPushButton(f"{code}  ✕")
        button.setAutoDefault(False)
        button.setProperty("kind", "chip")
        button.setAccessibleName(f"Remove {code}")
        button.setToolTip(f"Remove {code}")
        button.clicked.connect(partial(self._remove, code))
        return button
