"""Warning signs as a banner says them: what to do now, why, and where that is said."""

from __future__ import annotations

from collections.abc import Sequence

from practice_desk.domain.adverse_event import Urgency
from practice_desk.knowledge.warning_signs import WarningSign
from practice_desk.services.charts import Chart


def warning_words(signs: Sequence[WarningSign], chart: Chart | None = None) -> tuple[str, str]:
    """Return what a banner says of the signs, and its tone; no words without signs."""
    now = any(sign.urgency is Urgency.NOW for sign in signs)
    text = "\n\n".join(_paragraph(sign, chart) for sign in signs)
    return text, "danger" if now else "caution"


def _paragraph(sign: WarningSign, chart: Chart | None) -> str:
    when = "NOW" if sign.urgency is Urgency.NOW else "TODAY"
    name = "" if chart is None or not sign.medication else chart.rules.name(sign.medication)
    about = f"{sign.effect} with {name}" if name else sign.effect
    why = f" {sign.why}" if sign.why else ""
    return f"{when} · {about}: {sign.do}{why}\nSource: {'; '.join(sign.sources)}"
