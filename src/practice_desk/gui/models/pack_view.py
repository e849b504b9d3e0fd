"""What a window says about another clinical pack: what it changes, in entries and for patients."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.safety import AlertKind
from practice_desk.gui.wording import write_count
from practice_desk.knowledge.entry_words import KIND_WORDS
from practice_desk.knowledge.pack_diff import ChangeKind, EntryChange, FactChange
from practice_desk.services.knowledge_packs import Effect, PackProposal

_WORDS = {ChangeKind.ADDED: "New", ChangeKind.CHANGED: "Changed", ChangeKind.REMOVED: "Gone"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and what stands under it."""

    text: str
    parts: tuple[str, ...] = ()


def summary(proposal: PackProposal) -> str:
    """Say which pack would take the place of which, and how much differs."""
    new, old = proposal.identity, proposal.in_use
    counts = [
        f"{sum(change.kind is kind for change in proposal.changes):,} {words.casefold()}"
        for kind, words in _WORDS.items()
    ]
    return (
        f"Pack {new.version} of {write_date(new.released_on)} in the place of pack {old.version} "
        f"of {write_date(old.released_on)}. Entries: {', '.join(counts)}. "
        f"{write_count(proposal.plans, 'current plan', 'current plans')} compared."
    )


def warning(proposal: PackProposal) -> str:
    """Say what to look at twice; empty where there is nothing."""
    sentences = []
    if proposal.is_older:
        sentences.append("It is older than the pack in use.")
    if lost := sum(bool(change.lost_classes) for change in proposal.changes):
        sentences.append(
            f"{write_count(lost, 'medication leaves', 'medications leave')} a class that rules "
            "rely on: what they found about it is found no more."
        )
    if proposal.identity.is_draft:
        sentences.append("It is a draft that no clinician has reviewed.")
    return " ".join(sentences)


def effect_lines(proposal: PackProposal) -> list[Line]:
    """Return what appears and vanishes in current plans; a sentence where nothing does."""
    if not proposal.effects:
        return [Line("Nothing that is found in current plans changes.")]
    return [Line(_effect(effect), effect.patients) for effect in proposal.effects]


def change_lines(proposal: PackProposal) -> list[Line]:
    """Return every entry that differs; a sentence where none does."""
    if not proposal.changes:
        return [Line("The entries of both packs are the same.")]
    return [_change(change) for change in proposal.changes]


def as_text(lines: list[Line]) -> str:
    """Return lines and their parts as one text to read."""
    return "\n\n".join("\n".join((line.text, *(f"   {p}" for p in line.parts))) for line in lines)


def _effect(effect: Effect) -> str:
    verb = "Appears" if effect.appears else "Vanishes"
    plans = write_count(effect.count, "plan", "plans")
    severity = (
        "not checked" if effect.kind is AlertKind.NOT_CHECKED else effect.severity.replace("_", " ")
    )
    return f"{verb} in {plans}: {severity}. {effect.message}"


def _change(change: EntryChange) -> Line:
    parts = [f"no longer in the class {name}" for name in change.lost_classes]
    parts += [text for fact in change.facts for text in _fact(fact)]
    return Line(
        f"{_WORDS[change.kind]}: {KIND_WORDS[change.key.kind]}, {change.title}", tuple(parts)
    )


def _fact(fact: FactChange) -> tuple[str, str]:
    before, after = (" ".join(text.split()) or "nothing" for text in (fact.before, fact.after))
    return f"{fact.label} now: {before}", f"{fact.label} then: {after}"
