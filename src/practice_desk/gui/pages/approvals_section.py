"""What takes two people, charts opened in an emergency, and safeguards, in the settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from practice_desk.domain.approval import ApprovalState
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.domain.safeguard import Safeguard
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.decision_dialog import Decision, DecisionDialog
from practice_desk.gui.models import approval_view
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.widgets.list_card import ListCard
from practice_desk.services.approvals import ApprovalLine, list_approvals, withdraw_approval
from practice_desk.services.chart_access import AccessToReview, accesses_to_review
from practice_desk.services.safeguards import put_on, safeguards_on

_NOUNS = frozenset({"approval", "emergency_access", "safeguard", "restriction"})


class ApprovalsSection(QWidget):
    """Lists what waits for this person, and takes their decisions."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted = ""
        self.waiting = ListCard(
            "Waiting for a second person",
            approval_view.WAITING_HEADERS,
            "Nothing waits. What takes two people is asked for in a chart, under More.",
            widest=2,
        )
        self.access = ListCard(
            "Charts opened in an emergency",
            approval_view.ACCESS_HEADERS,
            "Nothing to review. A restricted chart that somebody opens in an emergency is listed "
            "here until an administrator signs it off.",
            widest=2,
        )
        self.safeguards = ListCard("Safeguards", approval_view.SAFEGUARD_HEADERS, "", widest=0)
        self.decided = ListCard(
            "Decided", approval_view.DECIDED_HEADERS, "Nothing was decided yet.", widest=1
        )
        self._add_buttons()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(16)
        for card in (self.waiting, self.access, self.safeguards, self.decided):
            rows.addWidget(card)
        self.access.setVisible(context.may(Operation.REVIEW_EMERGENCY_ACCESS))
        context.events.store_changed.connect(self._changed)

    def load(self) -> None:
        """Read everything again."""
        context = self._context
        tasks = context.tasks
        if not context.may(Operation.ASK_APPROVAL):
            return
        tasks.run(lambda: list_approvals(context.clinic), done=self._show, parent=self)
        tasks.run(
            lambda: safeguards_on(context.clinic),
            done=lambda on: self.safeguards.show_rows(approval_view.safeguard_rows(on)),
            parent=self,
        )
        if context.may(Operation.REVIEW_EMERGENCY_ACCESS):
            tasks.run(
                lambda: accesses_to_review(context.clinic),
                done=self._show_access,
                parent=self,
            )

    def choose(self, wanted: str) -> None:
        """Choose a request or an emergency by the key of its line on Today, once it is read."""
        self._wanted = wanted
        self._find_wanted()

    def _show(self, lines: list[ApprovalLine]) -> None:
        _fill(self.waiting, approval_view.waiting_rows(lines))
        self.decided.show_rows(approval_view.decided_rows(lines))
        self._find_wanted()

    def _show_access(self, found: list[AccessToReview]) -> None:
        _fill(self.access, approval_view.access_rows(found))
        self._find_wanted()

    def _find_wanted(self) -> None:
        wanted = self._wanted
        tables = (self.waiting.table, self.access.table)
        if wanted and any(each.choose(lambda record: _key(record) == wanted) for each in tables):
            self._wanted = ""

    def _add_buttons(self) -> None:
        may_decide = self._context.may(Operation.DECIDE_APPROVAL)
        if may_decide:
            for decision in (Decision.APPROVE, Decision.DECLINE):
                self.waiting.add_button(
                    decision.value.button, partial(self._decide, decision), _is_mine_to_decide
                )
        self.waiting.add_button("Take back", self._withdraw, self._is_my_own)
        self.access.add_button(
            Decision.SIGN_OFF.value.button, partial(self._decide, Decision.SIGN_OFF), _anything
        )
        self.safeguards.add_button("Ask to put off…", self._ask_put_off, _anything)
        if self._context.may(Operation.EDIT_CLINIC):
            self.safeguards.add_button("Put on", self._put_on, _anything)

    def _decide(self, decision: Decision, row: RecordRow) -> None:
        record = row.record
        assert isinstance(record, ApprovalLine | AccessToReview)  # what these lists hold
        DecisionDialog(self._context, decision, record, self.window()).open()

    def _ask_put_off(self, row: RecordRow) -> None:
        safeguard = row.record
        assert isinstance(safeguard, Safeguard)  # what this list holds
        DecisionDialog(self._context, Decision.PUT_OFF, safeguard, self.window()).open()

    def _withdraw(self, row: RecordRow) -> None:
        line, context = row.record, self._context
        assert isinstance(line, ApprovalLine)  # what this list holds
        number = line.approval.id or 0
        self._run(lambda: withdraw_approval(context.clinic, number))

    def _put_on(self, row: RecordRow) -> None:
        safeguard, context = row.record, self._context
        assert isinstance(safeguard, Safeguard)  # what this list holds
        self._run(lambda: put_on(context.clinic, safeguard))

    def _run(self, work: Callable[[], Changes]) -> None:
        self._context.tasks.run(
            work,
            done=self._context.events.store_changed.emit,
            failed=self._failed,
            parent=self,
        )

    def _failed(self, error: ExpectedError) -> None:
        self._context.messages.show_error(error)
        self.load()

    def _is_my_own(self, row: RecordRow) -> bool:
        line = row.record
        return isinstance(line, ApprovalLine) and (
            line.approval.asked_by == self._context.user_name
            and line.approval.state is ApprovalState.WAITING
        )

    def _changed(self, changes: Changes) -> None:
        if changes.nouns & _NOUNS and self.isVisible():
            self.load()


def _fill(card: ListCard, rows: list[RecordRow]) -> None:
    """Show what was read again; what is chosen stays so."""
    chosen = card.table.chosen
    card.show_rows(rows)
    if chosen is not None:
        key = _key(chosen.record)
        card.table.choose(lambda record: _key(record) == key, focus=False)


def _key(record: object) -> str:
    """Return the key of the line on Today about a request or an emergency."""
    if isinstance(record, ApprovalLine):
        return f"approval:{record.approval.id}"
    return f"emergency:{record.access.id}" if isinstance(record, AccessToReview) else ""


def _is_mine_to_decide(row: RecordRow) -> bool:
    return isinstance(row.record, ApprovalLine) and row.record.may_decide


def _anything(_row: RecordRow) -> bool:
    return True
