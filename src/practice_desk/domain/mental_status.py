"""The mental status examination: a template of what is usual, of which only differences are said.

What was examined is a deliberate statement: without one there is no examination, and a part that
is not named was found as the template says. The template is data, with its sources.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.errors import Problem

LONGEST = 500
"""Characters of one finding."""


@dataclass(frozen=True, slots=True)
class MentalStatusPart:
    """One part, such as speech: what is usual, and the findings that are offered in its place."""

    id: str
    name: str
    normal: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MentalStatusTemplate:
    """All parts in the order in which they are examined, and whom they follow."""

    parts: tuple[MentalStatusPart, ...]
    sources: tuple[str, ...]

    def part(self, part_id: str) -> MentalStatusPart | None:
        """Return the part of that id, None where the template has none."""
        return next((part for part in self.parts if part.id == part_id), None)


@dataclass(frozen=True, slots=True)
class MentalStatus:
    """An examination that took place: what differed from the template, by the part's id."""

    differences: tuple[tuple[str, str], ...] = ()

    def finding(self, part_id: str) -> str:
        """Return what differed in a part, empty where nothing did."""
        return dict(self.differences).get(part_id, "")

    def with_finding(self, part_id: str, words: str) -> MentalStatus:
        """Return the examination with *words* for a part; empty words put the template back."""
        others = [each for each in self.differences if each[0] != part_id]
        words = " ".join(words.split())
        return MentalStatus(tuple([*others, (part_id, words)] if words else others))

    def toggled(self, part_id: str, choice: str) -> MentalStatus:
        """Return the examination with *choice* added to a part's findings, or taken out again."""
        said = [each for each in self.finding(part_id).split("; ") if each]
        said = [each for each in said if each != choice] if choice in said else [*said, choice]
        return self.with_finding(part_id, "; ".join(said))


def check_mental_status(value: MentalStatus) -> tuple[Problem, ...]:
    """Return what is wrong with the findings."""
    too_long = any(len(words) > LONGEST for _, words in value.differences)
    invisible = any(has_control_characters(words) for _, words in value.differences)
    problems = []
    if too_long:
        problems.append(Problem("mental_status", f"Keep each finding under {LONGEST} characters."))
    if invisible:
        problems.append(
            Problem("mental_status", "A finding holds invisible characters. Type it again.")
        )
    return tuple(problems)


def mental_status_lines(template: MentalStatusTemplate, value: MentalStatus) -> list[str]:
    """Return the examination as lines of a note, every part, in the template's order."""
    return [_line(part, value) for part in template.parts] + list(_unknown(template, value))


def _line(part: MentalStatusPart, value: MentalStatus) -> str:
    return f"{part.name}: {value.finding(part.id) or part.normal}."


def _unknown(template: MentalStatusTemplate, value: MentalStatus) -> Iterable[str]:
    """Yield what was found in parts that the template no longer has: nothing is dropped."""
    for part_id, words in value.differences:
        if template.part(part_id) is None:
            yield f"{part_id.capitalize()}: {words}."
