"""What a window says about a safety check, worked out without widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.safety import AlertKind, AlertSeverity, SafetyAlert, SafetyFindings

Tone = Literal["neutral", "info", "caution", "danger"]

_BESIDE_SAVE = 55
"""Characters that fit beside the buttons of the narrowest form that scrolls."""

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
    sentence; both are empty where it comes from no entry of the pack.
    """

    word: str
    tone: Tone
    about: str
    message: str
    management: str
    sources: str
    mark: str = ""
    standing: str = ""


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
    def warning(self) -> str:
        """What stands beside Save, wherever the form was scrolled; empty unless it is major."""
        worst = next((line for line in self.shown if line.tone == "danger"), None)
        if worst is None:
            return ""
        fits = worst.about and len(worst.about) <= _BESIDE_SAVE
        return f"{worst.word}: {worst.about}" if fits else worst.word


def safety_view(findings: SafetyFindings) -> SafetyView:
    """Return what to show; it never says that all is well, only what was found."""
    names = dict(findings.names)
    shown: list[SafetyLine] = []
    folded: list[SafetyLine] = []
    for alert in findings.alerts:
        standing = alert.severity.rank <= AlertSeverity.MODERATE.rank
        (shown if standing else folded).append(_line(alert, names))
    return SafetyView(tuple(shown), tuple(folded), _foot(findings))


def _line(alert: SafetyAlert, names: dict[str, str]) -> SafetyLine:
    word, tone = _WORDS[alert.severity]
    if alert.kind is AlertKind.NOT_CHECKED:
        word, tone = "Not checked", "caution" if tone == "caution" else "neutral"
    about = " and ".join(names.get(med, med.replace("_", " ")) for med in alert.medications)
    return SafetyLine(
        word,
        tone,
        about,
        alert.message.removeprefix("Not checked: ") if word == "Not checked" else alert.message,
        alert.management,
        "; ".join(alert.sources),
        alert.standing.mark if alert.standing else "",
        alert.standing.sentence if alert.standing else "",
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
