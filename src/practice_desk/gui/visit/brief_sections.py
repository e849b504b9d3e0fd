"""What to know before anything is said: the brief, and what waits to be reconciled."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.medication import PlanStatus
from practice_desk.domain.visit_brief import BriefLine, BriefTone, BriefTopic
from practice_desk.gui.icons import set_pixmap
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.visit.section import VisitSection, action, empty, link
from practice_desk.gui.wording import write_count

_ICONS = {
    BriefTone.PLAIN: ("info", "dim"),
    BriefTone.GOOD: ("circle-check", "success"),
    BriefTone.CAUTION: ("triangle-alert", "caution"),
    BriefTone.DANGER: ("circle-alert", "danger"),
}
_WORDS = {BriefTone.CAUTION: "Caution", BriefTone.DANGER: "Danger"}
_TOP = Qt.AlignmentFlag.AlignTop
_LINE = 28
_ABOVE = 5
"""Pixels above a line, as in a button."""


class BriefSection(VisitSection):
    """What has changed since the last visit, topic by topic; each line leads to its page."""

    key, title = "brief", "Since last time"

    def __init__(self, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._shown: tuple[BriefLine, ...] | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(2, 1)
        self.body.addLayout(self._grid)

    def show_model(self) -> None:
        """Show the lines."""
        opened = self.model.opened
        since = opened.since
        self.say("First visit here" if since is None else f"Last visit {write_date(since)}")
        if opened.brief == self._shown:
            return
        self._shown = opened.brief
        empty(self._grid)
        if not opened.brief:
            self._grid.addWidget(plain_label("Nothing new is known.", "dim"), 0, 0, 1, 4)
        said: BriefTopic | None = None
        led: set[tuple[BriefTopic, str]] = set()
        for row, line in enumerate(opened.brief):
            opens = "" if (line.topic, line.opens) in led else line.opens
            self._add(row, line, "" if line.topic is said else str(line.topic), opens)
            said = line.topic
            led.add((line.topic, line.opens))

    def _add(self, row: int, line: BriefLine, topic: str, page: str) -> None:
        icon = QLabel()
        name, tone = _ICONS[line.tone]
        set_pixmap(icon, name, 16, tone)
        icon.setAccessibleName(_WORDS.get(line.tone, "Note"))
        text = plain_label(line.text, "strong" if line.tone is BriefTone.DANGER else "", wrap=True)
        about = plain_label(topic, "field")
        for label in (about, icon, text):  # in line with the button at the end
            label.setContentsMargins(0, _ABOVE, 0, 0)
        self._grid.setRowMinimumHeight(row, _LINE)
        self._grid.addWidget(about, row, 0, _TOP)
        self._grid.addWidget(icon, row, 1, _TOP)
        self._grid.addWidget(text, row, 2, _TOP)
        if page:
            opens = link("Open", f"Open {page}", lambda: self.page_wanted.emit(page))
            self._grid.addWidget(opens, row, 3, _TOP)


class ReconcileSection(VisitSection):
    """What others prescribe and the patient told, as long as nobody has looked at it."""

    key, title = "reconcile", "Reconcile"

    def __init__(self, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._told = plain_label("", wrap=True)
        self.body.addWidget(self._told)
        self.open = action("Reconcile…", "reconcile", lambda: self.page_wanted.emit("Reconcile"))
        self.body.addWidget(self.open)

    def show_model(self) -> None:
        """Show what waits, or that nothing does."""
        chart = self.model.opened.chart
        waiting = [i.medication.name for i in chart.plan if i.status is PlanStatus.REPORTED]
        told = chart.check_in
        lines = 0 if told is None else len(told.open_lines)
        parts = []
        if waiting:
            count = write_count(len(waiting), "reported medication", "reported medications")
            parts.append(f"{count} not reconciled: {', '.join(waiting)}.")
        if lines:
            count = write_count(lines, "answer", "answers")
            parts.append(f"{count} of the check-in wait to be accepted on Schedule.")
        done = self.model.opened.reconciled
        today = f"Reconciled today: {'; '.join(done)}." if done else ""
        self._told.setText("\n".join(filter(None, (" ".join(parts), today))))
        standing = "Done today" if done else "Nothing waits"
        self.say(write_count(len(parts), "thing waits", "things wait") if parts else standing)
        self.fold(not parts and not done)
