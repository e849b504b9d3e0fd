"""What the Monitoring page writes: due lines, results with flags, and their explanations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.knowledge import EntryKey, EntryKind
from practice_desk.domain.laboratory import LabTest
from practice_desk.domain.monitoring import DueItem, DueStatus
from practice_desk.domain.monitoring_decision import DecisionKind
from practice_desk.domain.observation import ObservationCategory
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.result_flag import Threshold
from practice_desk.domain.units import rounded, shown_unit
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.wording import write_count
from practice_desk.services.monitoring_state import (
    JudgedResult,
    MonitoringState,
    in_usual_unit,
    thresholds_of,
)

DUE_HEADERS = ("State", "Check", "For", "Due", "Last done")
RESULT_HEADERS = ("Date", "Test", "Result", "Against the pack")
_NOW = frozenset({DueStatus.OVERDUE, DueStatus.DUE, DueStatus.UNSURE, DueStatus.WAITING})
_MOST_DECIMALS = 4
_STATES = {
    DueStatus.DUE: "Due",
    DueStatus.UNSURE: "To decide",
    DueStatus.WAITING: "Result pending",
    DueStatus.LATER: "Later",
    DueStatus.VISIT: "Next visit",
    DueStatus.WHEN: "When needed",
    DueStatus.DONE: "Done",
    DueStatus.MISSED: "Not recorded",
}
_TONES = {
    DueStatus.OVERDUE: "danger",
    DueStatus.DUE: "caution",
    DueStatus.UNSURE: "caution",
}
_DECIDED = {
    DecisionKind.DECLINED: "Declined",
    DecisionKind.NOT_NEEDED: "Not needed",
    DecisionKind.DONE_ELSEWHERE: "Done elsewhere",
}


def due_rows(state: MonitoringState, today: date, *, also_later: bool) -> list[RecordRow]:
    """Return the checks, overdue ones first; those of later only when asked for."""
    return [
        RecordRow(
            (
                state_text(item, today),
                item.name,
                ", ".join(item.medications),
                _due_day(item),
                "" if item.last_on is None else write_date(item.last_on),
            ),
            item,
            tones=(_TONES.get(item.status, ""),),
        )
        for item in state.items
        if also_later or item.status in _NOW
    ]


def _due_day(item: DueItem) -> str:
    if item.due_on is not None:
        return write_date(item.due_on)
    return "not booked" if item.status is DueStatus.VISIT else ""


def state_text(item: DueItem, today: date) -> str:
    """Return where a check stands: "Overdue 12 days"."""
    if item.status is DueStatus.OVERDUE and item.due_on is not None:
        return f"Overdue {_since(item.due_on, today)}"
    if item.status is DueStatus.NOT_NEEDED and item.decision is not None:
        return _DECIDED[item.decision.kind]
    return _STATES[item.status]


def _since(day: date, today: date) -> str:
    days = (today - day).days
    if days < 60:
        return write_count(days, "day", "days")
    months = (today.year - day.year) * 12 + today.month - day.month
    if months < 24:
        return write_count(months, "month", "months")
    return write_count(months // 12, "year", "years")


def due_detail(item: DueItem, names: dict[str, str], people: dict[str, str]) -> str:
    """Return why a check is due, what of it is missing, what was decided, and the source."""
    lines = [f"Why: {item.why}."]
    if item.missing:
        missing = [" or ".join(names.get(code, code) for code in codes) for codes in item.missing]
        lines.append(f"Still missing: {', '.join(missing)}.")
    if item.decision is not None:
        decision = item.decision
        who = people.get(decision.recorded_by, decision.recorded_by)
        reason = f": {decision.reason}" if decision.reason else ""
        lines.append(
            f"{_DECIDED[decision.kind]} on {write_date(decision.decided_on)} by {who}{reason}. "
            f"Until {write_date(decision.until)}."
        )
    if item.note:
        lines.append(item.note)
    lines.append(f"Source: {'; '.join(item.sources)}")
    if item.ours:
        lines.append(f"Practice Desk’s own rule, not the pack’s: {' '.join(item.ours)}")
    return "\n".join(lines)


def entries_of(record: object) -> tuple[EntryKey, ...]:
    """Return the entries of the pack that ask for a check, or that flag a result."""
    ids: tuple[str, ...] = ()
    if isinstance(record, DueItem):
        ids = record.ids
    elif isinstance(record, JudgedResult):
        ids = tuple(flag.monitoring_id for flag in record.judgement.flags if flag.monitoring_id)
    return tuple(EntryKey(EntryKind.MONITORING, each) for each in dict.fromkeys(ids))


def result_rows(judged: Iterable[JudgedResult]) -> list[RecordRow]:
    """Return the results, the newest first as given."""
    return [
        RecordRow(
            (
                write_date(each.result.on),
                each.test.name,
                result_text(each),
                verdict(each),
            ),
            each,
            tones=("", "", "", tone_of(each)),
        )
        for each in judged
    ]


def result_text(each: JudgedResult) -> str:
    """Return a result as it came, with the usual unit behind it where it came in another.

    More decimals than any laboratory reports are rounded for reading; the record keeps them.
    """
    result = each.result
    if result.value is None:
        return result.text
    exponent = result.value.as_tuple().exponent
    is_long = isinstance(exponent, int) and -exponent > _MOST_DECIMALS
    shown = rounded(result.value) if is_long else result.value
    number = f"{result.comparator}{amount_text(shown)}"
    came = f"{number} {shown_unit(result.unit)}".strip()
    usual = in_usual_unit(each.test, result)
    if usual is None or shown_unit(result.unit) == shown_unit(each.test.unit):
        return came
    sign = result.comparator
    return f"{came} ({sign}{amount_text(rounded(usual))} {shown_unit(each.test.unit)})"


def verdict(each: JudgedResult) -> str:
    """Return what the pack's thresholds say, or that nothing was compared."""
    found = each.judgement
    words = [flag.words for flag in found.flags]
    words += [f"Not checked: {reason}" for reason in found.unchecked]
    if words:
        return "; ".join(words)
    return "Within the thresholds" if found.compared else "No threshold for this patient"


def tone_of(each: JudgedResult) -> str:
    """Return how a result is marked: danger, caution or nothing."""
    flags = each.judgement.flags
    if not flags:
        return "caution" if each.judgement.unchecked else ""
    return "danger" if flags[0].severity.interrupts else "caution"


def result_detail(each: JudgedResult) -> str:
    """Return what each flag asks for and who says so."""
    lines = []
    for flag in each.judgement.flags:
        action = f" {flag.action}" if flag.action else ""
        source = f" Source: {'; '.join(flag.sources)}" if flag.sources else ""
        lines.append(f"{flag.name}: {flag.words}.{action}{source}")
    lines += [f"Not checked: {reason}." for reason in each.judgement.unchecked]
    return "\n".join(lines)


def bounds_text(state: MonitoringState, test: LabTest, today: date) -> str:
    """Return the thresholds of a test for this patient, each with what to do, and who says so."""
    lines: dict[str, None] = {}
    sources: dict[str, None] = {}
    for each in thresholds_of(state, test, today):
        if bound := _bound_words(each):
            lines[f"{bound}: {each.action}"] = None
            sources.update(dict.fromkeys(each.sources))
    if not lines:
        return ""
    return "\n".join((*lines, f"Source: {'; '.join(sources)}"))


def _bound_words(each: Threshold) -> str:
    bounds = []
    if each.low is not None:
        bounds.append(f"Below {amount_text(each.low)} {each.unit}")
    if each.high is not None and each.reaches:
        bounds.append(f"{amount_text(each.high)} {each.unit} or more")
    elif each.high is not None:
        bounds.append(f"Above {amount_text(each.high)} {each.unit}")
    if each.pct_change is not None:
        bounds.append(f"Changed by {amount_text(each.pct_change)} % since the start")
    if each.uln_multiple is not None:
        bounds.append(f"Above {amount_text(each.uln_multiple)} times the laboratory's upper limit")
    return ", or ".join(bounds)


def overdue_words(state: MonitoringState) -> str:
    """Return what the header says: "3 checks overdue"; empty for none."""
    count = len(state.overdue)
    return write_count(count, "check overdue", "checks overdue") if count else ""


def drawn_first(judged: Iterable[JudgedResult]) -> list[str]:
    """Return the codes of the tests that can be drawn: laboratory first, most results first."""
    counts = Counter(each.test for each in judged if each.test.is_number)
    laboratory = ObservationCategory.LABORATORY
    ordered = sorted(counts, key=lambda test: (test.category is not laboratory, -counts[test]))
    return [test.code for test in ordered]
