"""Says, as soon as somebody has unlocked, that an answer of a check-in can't wait."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.services.check_in import Filed

_WIDTH = 520


class CheckInAlert(QDialog):
    """Names the patients; what they answered only to who sees charts."""

    patient_wanted = Signal(int)

    def __init__(
        self, context: AppContext, filed: Sequence[Filed], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle("Answers that can’t wait")
        self.setMinimumWidth(_WIDTH)
        self._first = filed[0].patient_id
        sees = context.may(Operation.VIEW_CHART)
        self.banner = Banner()
        self.open_chart = QPushButton("Open the chart")
        self.open_chart.setVisible(sees)
        self.open_chart.clicked.connect(self._open)
        self.done_button = QPushButton("I will see to it" if sees else "I will tell them now")
        self.done_button.clicked.connect(self.accept)
        self.done_button.setProperty("kind", "primary")
        self.done_button.setDefault(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(12)
        rows.addWidget(plain_label("A check-in needs a clinician now", "title", wrap=True))
        rows.addWidget(self.banner)
        step = _FOR_CLINICIANS if sees else _FOR_OTHERS
        rows.addWidget(plain_label(step, wrap=True))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.open_chart)
        foot.addWidget(self.done_button)
        rows.addLayout(foot)
        self.banner.say("\n".join(_sentence(each, sees) for each in filed), "danger")

    def _open(self) -> None:
        self.accept()
        self.patient_wanted.emit(self._first)


_FOR_CLINICIANS = (
    "Look at the answers before the visit goes on, and don’t leave the patient alone with them. "
    "At the screen the patient was shown whom to tell and, for thoughts of self-harm, the 988 "
    "lifeline; also where it was taken back. Words that were typed were only found by a list of "
    "phrases: read them."
)
_FOR_OTHERS = (
    "Tell a prescriber or therapist now, before the visit, and keep the patient in sight until "
    "then."
)


def _sentence(filed: Filed, sees: bool) -> str:
    what = ", ".join(filed.urgent)
    return f"{filed.patient_name}: {what}" if sees else filed.patient_name
