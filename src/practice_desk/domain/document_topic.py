"""The folders of a chart's documents: mental-health topics, and the clinic's own labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.errors import Problem
from practice_desk.domain.text import fold

LONGEST_LABEL = 40
MOST_TOPICS = 40
GENERAL = "general"
"""The key of the folder that is always there, for what belongs to no topic."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A folder: `key` is what documents keep, so that the label can change; *hidden* ones take
    nothing new and are shown only where something lies in them."""

    key: str
    label: str
    hidden: bool = False


DEFAULT_TOPICS = (
    Topic("depression", "Depression"),
    Topic("bipolar", "Bipolar"),
    Topic("anxiety", "Anxiety"),
    Topic("trauma", "Trauma"),
    Topic("ocd", "OCD"),
    Topic("psychosis", "Psychosis"),
    Topic("adhd", "ADHD"),
    Topic("autism", "Autism"),
    Topic("substance", "Substance use"),
    Topic("sleep", "Sleep"),
    Topic("eating", "Eating"),
    Topic("personality", "Personality"),
    Topic("memory", "Memory and thinking"),
    Topic("grief", "Grief"),
    Topic("general", "General"),
)
"""The folders of a clinic that did not change them."""


def topic_label(topics: Sequence[Topic], key: str) -> str:
    """Return what the folder with that key is called; the key itself where it is unknown."""
    return next((topic.label for topic in topics if topic.key == key), key)


def shown_topics(topics: Sequence[Topic], used: Sequence[str]) -> tuple[Topic, ...]:
    """Return the folders to show in a chart in whose documents the keys *used* occur."""
    known = {topic.key for topic in topics}
    strange = [Topic(key, key, hidden=True) for key in dict.fromkeys(used) if key not in known]
    return (*(t for t in topics if not t.hidden or t.key in used), *strange)


def renamed(
    topics: Sequence[Topic], lines: Sequence[tuple[str, str]]
) -> tuple[Topic, ...] | Problem:
    """Return *topics* as somebody has put them: keys and labels in their order, "" for a new one.

    Whatever is left out is hidden, never lost. Returns a problem where a label can't be used.
    """
    made: list[Topic] = []
    keys = {topic.key for topic in topics} | {key for key, _ in lines if key}
    seen: set[str] = set()
    for key, typed in lines:
        label = " ".join(typed.split())
        if problem := _label_problem(label, seen):
            return Problem("topics", problem)
        seen.add(fold(label))
        if not key:
            key = _key_of_removed(topics, label, made) or _new_key(label, keys)
            keys.add(key)
        made.append(Topic(key, label))
    if GENERAL not in {topic.key for topic in made}:
        general = next((topic for topic in topics if topic.key == GENERAL), DEFAULT_TOPICS[-1])
        made.append(Topic(GENERAL, general.label))
    if len(made) > MOST_TOPICS:
        return Problem("topics", f"At most {MOST_TOPICS} folders can be shown. Remove some.")
    kept = {topic.key for topic in made}
    gone = (Topic(topic.key, topic.label, hidden=True) for topic in topics if topic.key not in kept)
    return (*made, *gone)


def _label_problem(label: str, seen: set[str]) -> str:
    if not fold(label):
        return "Give each folder a label of letters or numbers."
    if len(label) > LONGEST_LABEL:
        return f"“{label[:20]}…” is too long: {LONGEST_LABEL} characters fit."
    if has_control_characters(label):
        return "A label holds invisible control characters. Type it again by hand."
    if fold(label) in seen:
        return f"Two folders are called “{label}”. Give one another label."
    return ""


def _key_of_removed(topics: Sequence[Topic], label: str, made: Sequence[Topic]) -> str:
    """Return the key of a folder with that label that was removed before, else nothing."""
    taken = {topic.key for topic in made}
    same = (t.key for t in topics if t.hidden and fold(t.label) == fold(label))
    return next((key for key in same if key not in taken), "")


def _new_key(label: str, taken: set[str]) -> str:
    base = fold(label).replace(" ", "-")[:30].strip("-")
    candidates = (base, *(f"{base}-{number}" for number in range(2, 1000)))
    return next(key for key in candidates if key not in taken)
