"""What a window says about a safety check, worked out without widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.directions import joined
from practice_desk.domain.knowledge import EntryKey
from practice_desk.domain.safety import AlertKind, AlertSeverity, SafetyAlert, SafetyFindings
from practice_desk.domain.safety_decision import (
    OTHER,
    OVERRIDE_REASONS,
    FindingKey,
    SafetyDecision,
    finding_key,
)
from practice_desk.services.signing import CheckedChange

Tone = Literal["neutral", "info", "caution", "danger"]

_WORDS: dict[AlertSeverity, tuple[str, Tone]] = {
    AlertSeverity.EMERGENCY: ("Emergency", "danger"),
    AlertSeverity.CONTRAINDICATED: ("Contraindicated", "danger"),
    AlertSeverity.MAJOR: ("Major", "danger"),
    AlertSeverity.MODERATE: ("Moderate", "caution"),
    AlertSeverity.MINOR: ("Minor", "info"),
    AlertSeverity.INFORMATION: ("Note", "neutral"),
}


@dataclass(frozen=True, slots=True)
class SafetyLine:
    """One finding: how bad, between what, what happens, what to do, and who says so.

    `mark` says in a word how the entry stands ("Draft", "Own entry, not reviewed"), `standing` in a
    sentence, `entry` is where to read it; all are empty where it comes from no entry of the pack.
    `asks` is the finding whose reason signing needs, `accepted` tells of the reason that stands
    from an earlier time, `earlier` of one that no longer does.
    """

    word: str
    tone: Tone
    about: str
    message: str
    management: str
    sources: str
    mark: str = ""
    standing: str = ""
    asks: FindingKey | None = None
    accepted: str = ""
    entry: EntryKey | None = None
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class SafetyView:
    """`shown` stands open, the worst first; `folded` waits behind "n more"."""

    shown: tuple[SafetyLine, ...]
    folded: tuple[SafetyLine, ...]
    foot: str

    @property
    def more(self) -> str:
        """What the button says that opens the rest; empty without a rest."""
        return f"{len(self.folded)} more" if self.folded else ""

    @property
    def entries(self) -> tuple[EntryKey, ...]:
        """The entries of the pack that the findings come from, each once, the worst first."""
        keys = (line.entry for line in (*self.shown, *self.folded))
        return tuple(dict.fromkeys(key for key in keys if key is not None))

    @property
    def urgent(self) -> tuple[SafetyLine, ...]:
        """What is in sight wherever the form was scrolled: major or worse, and not yet accepted."""
        return tuple(line for line in self.shown if line.tone == "danger" and not line.accepted)

    def rest_text(self, beside: Collection[SafetyLine]) -> str:
        """Return how many findings there are but for those *beside*: "2 moderate and 3 more"."""
        rest = [line for line in self.shown if line not in beside]
        words = Counter("accepted" if line.accepted else line.word.lower() for line in rest)
        parts = [f"{count} {word}" for word, count in words.items()]
        return joined([*parts, self.more] if self.folded else parts)


def safety_view(checked: CheckedChange) -> SafetyView:
    """Return what to show; it never says that all is well, only what was found.

    What already has a reason comes after what still needs one. The same fact shows once: pairs that
    one rule is about are one line, where none of them needs a reason.
    """
    findings = checked.findings
    names, people = dict(findings.names), dict(checked.people)
    accepted = dict(checked.standing)
    lapsed = {finding_key(alert): (decision, why) for alert, decision, why in checked.lapsed}
    asking = set(map(finding_key, checked.unanswered))
    shown: list[SafetyLine] = []
    folded: list[SafetyLine] = []
    said: set[tuple[str, str]] = set()
    for alert in _joined(checked):
        line = _line(alert, names)
        if (line.about, line.message) in said:
            continue
        said.add((line.about, line.message))
        key = finding_key(alert)
        if key in asking:
            line = replace(line, asks=key)
        elif (decision := accepted.get(alert)) is not None:
            line = replace(line, accepted=_accepted(decision, people))
        if key in lapsed:
            decision, why = lapsed[key]
            now = "Asked again" if key in asking else "It no longer stands"
            line = replace(line, earlier=f"{_accepted(decision, people)}. {now}: {why}.")
        stands = alert.severity.rank <= AlertSeverity.MODERATE.rank
        (shown if stands else folded).append(line)
    shown.sort(key=lambda line: line.asks is None)
    return SafetyView(tuple(shown), tuple(folded), _foot(findings))


def _joined(checked: CheckedChange) -> list[SafetyAlert]:
    """Return what was found, with the pairs of one rule that need no reason as one finding.

    Such as two pairs of antipsychotics out of three: it names all of them.
    """
    found: dict[object, SafetyAlert] = {}
    for place, alert in enumerate(checked.findings.alerts):
        is_pair = len(alert.medications) > 1 and not alert.severity.interrupts
        key: object = replace(alert, medications=()) if is_pair else place
        if (before := found.get(key)) is not None:
            named = dict.fromkeys((*before.medications, *alert.medications))
            alert = replace(alert, medications=tuple(named))
        found[key] = alert
    return list(found.values())


def failed_view(why: str) -> SafetyView:
    """Return that the check could not be made, and why."""
    return SafetyView((SafetyLine("Not checked", "caution", "", why, "", ""),), (), "")


def waiting_view() -> SafetyView:
    """Return that the check is still under way."""
    line = SafetyLine("Not checked yet", "neutral", "", "The checks are running.", "", "")
    return SafetyView((line,), (), "")


def _accepted(decision: SafetyDecision, people: dict[str, str]) -> str:
    """Return who went on in spite of a finding, when and why."""
    who = people.get(decision.decided_by, decision.decided_by)
    when = write_date(decision.decided_at.astimezone().date())
    why = OVERRIDE_REASONS.get(decision.reason_code, decision.reason_code)
    if decision.reason_code == OTHER:
        why = decision.reason_text
    elif decision.reason_text:
        why = f"{why} ({decision.reason_text})"
    return f"Accepted {when} by {who}: {why}"


def _line(alert: SafetyAlert, names: dict[str, str]) -> SafetyLine:
    word, tone = _WORDS[alert.severity]
    if alert.kind is AlertKind.NOT_CHECKED:
        word, tone = "Not checked", "caution" if tone == "caution" else "neutral"
    about = joined([names.get(med, med.replace("_", " ")) for med in alert.medications])
    return SafetyLine(
        word,
        tone,
        about,
        alert.message.removeprefix("Not checked: ") if word == "Not checked" else alert.message,
        alert.management,
        "; ".join(alert.sources),
        alert.standing.mark if alert.standing else "",
        alert.standing.sentence if alert.standing else "",
        entry=alert.entry if alert.standing else None,
    )


def _foot(findings: SafetyFindings) -> str:
    draft = ", a draft that no clinician has reviewed" if findings.is_draft else ""
    pack = f"clinical pack {findings.pack_version} of {write_date(findings.pack_date)}{draft}"
    if findings.past_review is not None:
        return (
            f"Not checked against current facts: looked up in the {pack}, which was to be reviewed "
            f"by {write_date(findings.past_review)}. A missing alert means nothing."
        )
    return f"Checked with the {pack}. A missing alert does not mean that it is safe."
