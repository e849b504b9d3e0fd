"""What holds for letters of every kind: a new kind is tested by being registered."""

from __future__ import annotations

import os
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from practice_desk.letters.controlled import ControlledRule
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.kind import AnswerSort, LetterKind
from practice_desk.letters.offered import passage_problems
from practice_desk.letters.registry import KINDS, LETTER_KINDS
from practice_desk.letters.rendering import RenderedLetter, render
from practice_desk.services.letters import suggested_file_name

from .canaries import Canaries, paths_under
from .kind_samples import AUTHOR, NOW, sample_choices, sample_facts
from .samples import pages_of, text_of

GOLDEN = Path(__file__).with_name("golden")
SCHEDULES = ("CII", "CIII", "CIV", "CV")
WRONG_PLACE = (("If this reached you by mistake", "Si esto le llegó por error"),)
SIGNED = (("Signature", "Firma"),)
"""What stands on the last page, in English or Spanish."""
EVERY_KIND = pytest.mark.parametrize("kind", LETTER_KINDS, ids=lambda kind: kind.code)


def made(kind: LetterKind[object], facts: LetterFacts) -> RenderedLetter:
    return render(kind.code, kind.build(facts), made_at=NOW)


def text_and_properties(letter: RenderedLetter) -> tuple[str, str]:
    reader = PdfReader(BytesIO(letter.pdf))
    properties = " ".join(str(each) for each in (reader.metadata or {}).values())
    return text_of(letter.pdf), properties


@EVERY_KIND
def test_that_a_letter_reads_as_its_golden_text(kind: LetterKind[object]) -> None:
    """WRITE_GOLDEN=1 writes the texts; read them before you commit them."""
    facts = sample_facts(kind)
    assert [*kind.check(facts), *kind.problems(kind.build(facts))] == []
    pages = pages_of(made(kind, facts).pdf)
    golden = GOLDEN / f"{kind.code}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text("\n".join(pages) + "\n", "utf-8")
    assert pages == golden.read_text("utf-8").splitlines()
    for always in (*WRONG_PLACE, *SIGNED):
        assert always[0] in pages[-1] or always[1] in pages[-1]


@EVERY_KIND
def test_that_nothing_reaches_the_page_that_is_not_on_the_whitelist(
    kind: LetterKind[object],
) -> None:
    canaries = Canaries()
    facts = canaries.facts(sample_choices(kind), kind.offer.organizations)
    letter = made(kind, facts)
    text, properties = text_and_properties(letter)
    allowed = {path for name in kind.carries for path in paths_under(canaries.needles, name)}
    assert canaries.found_in(text) - allowed == set()
    assert {"patient.family_name", "recipient.name", "callback"} <= canaries.found_in(text)
    outside = f"{properties} {suggested_file_name(facts.code)}"
    assert canaries.found_in(outside) <= {"code"}


@EVERY_KIND
def test_that_each_fact_on_the_whitelist_is_one_that_there_is(kind: LetterKind[object]) -> None:
    canaries = Canaries()
    canaries.facts(sample_choices(kind))
    gone = {name for name in kind.carries if not any(paths_under(canaries.needles, name))}
    assert gone == set()


@EVERY_KIND
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_that_no_letter_about_a_controlled_medication_can_pass_as_a_prescription(
    kind: LetterKind[object], schedule: str
) -> None:
    facts = sample_facts(kind, schedule)
    if [*kind.check(facts), *kind.problems(kind.build(facts))]:
        assert kind.code == "refill_authorization"  # C-II has no refills
        assert schedule == "CII"
        return
    text = text_of(made(kind, facts).pdf)
    if facts.controlled:
        assert "NOT A PRESCRIPTION" in text
    for never in (AUTHOR.dea_number, "4321", "4,321", "97 refills", "367"):
        assert never not in text
    directions = ("by mouth", "every morning", "1½ tablets", "2 tablets", "2½ tablets")
    if kind.controlled is not ControlledRule.DIRECTIONS:
        assert not [each for each in directions if each in text]
    if kind.controlled is ControlledRule.NAME:
        assert not [each for each in ("50 mg", "75 mg", "100 mg", "125 mg") if each in text]


@EVERY_KIND
def test_that_nobody_writes_a_prescription_of_a_controlled_medication_into_a_letter(
    kind: LetterKind[object],
) -> None:
    free = [each.name for each in kind.offer.passages]
    asked = [each.name for each in kind.offer.questions if each.sort is AnswerSort.TEXT]
    typed = "Take 1 tablet daily, #30, 2 refills"
    chosen = sample_choices(kind)
    chosen = replace(
        chosen,
        passages=tuple((dict(chosen.passages) | dict.fromkeys(free, typed)).items()),
        answers=tuple((dict(chosen.answers) | dict.fromkeys(asked, typed)).items()),
    )
    facts = sample_facts(kind, "CIV", chosen)
    found = {each.field for each in passage_problems(kind.offer, facts)}
    wanted = {f"passages.{name}" for name in free} | {f"answers.{name}" for name in asked}
    assert found == (wanted if facts.controlled else set())
    assert not tuple(passage_problems(kind.offer, sample_facts(kind, "", chosen)))


def test_that_every_kind_has_a_code_of_its_own_and_a_file_of_wording() -> None:
    wording = Path("resources/letters")
    for code, kind in KINDS.items():
        assert kind.code == code
        assert kind.title
    for kind in LETTER_KINDS:
        assert (wording / f"{kind.code}.yaml").is_file()
        assert len(kind.code) <= 40
