"""The foot of a visit: what is still needed, which papers are printed, and signing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from practice_desk.domain.visit import VisitPaper
from practice_desk.gui import theme
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.visit.section import empty, link

_SHORT = {
    "risk": "Risk",
    "findings": "Findings",
    "consent": "Consent",
    "follow_up": "Follow-up",
    "plan": "Reason",
    "note": "Note",
    "session": "Times",
}


class VisitFoot:
    """Shows in the widgets of the form what the model says; its links call *lead_to*."""

    def __init__(
        self,
        model: VisitModel,
        needed: QWidget,
        boxes: dict[VisitPaper, QCheckBox],
        sign: QPushButton,
        lead_to: Callable[[str], object],
    ) -> None:
        self._model, self._boxes, self._sign, self._lead_to = model, boxes, sign, lead_to
        row = needed.layout()
        assert isinstance(row, QHBoxLayout)  # the form has it
        self._links = QHBoxLayout()
        self._links.setSpacing(row.spacing())
        row.addLayout(self._links)
        self._missing: list[str] = []
        for paper, box in boxes.items():
            box.clicked.connect(partial(self._choose, paper))

    def show_model(self, *, busy: bool) -> str:
        """Show it; return the words before what is missing."""
        model, sign = self._model, self._sign
        fields = list(dict.fromkeys(each.field for each in model.missing()))
        if fields != self._missing:
            self._missing = fields
            empty(self._links)
            for field in fields:
                words = _SHORT.get(field, field)
                self._links.addWidget(link(words, f"Go to: {words}", partial(self._lead_to, field)))
        papers = model.papers()
        offered = bool(model.state.changes) and not model.is_session
        for paper, box in self._boxes.items():
            box.setVisible(offered)
            box.setChecked(paper in papers)
        sign.setText("  Si&gn and print" if papers else "Si&gn")  # off the icon
        sign.setAccessibleName("Sign and print" if papers else "Sign")
        sign.setEnabled(not busy)
        theme.style(sign, kind="" if fields else "primary")
        set_icon(sign, "printer" if papers else "check", "dim" if fields else "on_accent")
        return "Still needed:" if fields else "Nothing is missing."

    def _choose(self, paper: VisitPaper) -> None:
        model = self._model
        model.put(replace(model.state, papers=model.papers() ^ {paper}))
