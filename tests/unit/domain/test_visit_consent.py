"""What is told before somebody agrees says each part; where nothing is written somebody says it."""

from __future__ import annotations

from practice_desk.domain.education import HandoutKind, Topic
from practice_desk.domain.handout import SPANISH
from practice_desk.domain.visit import ConsentElement, ConsentTalk
from practice_desk.domain.visit_consent import consent_texts, counted, told_from, told_text
from practice_desk.knowledge.education import handout

WHOLE = ConsentTalk("ketamine", frozenset(ConsentElement))


def test_that_a_part_of_which_nothing_is_written_counts_only_with_somebodys_own_words():
    texts = consent_texts(None, "Depression", raised=False)
    left = counted(WHOLE, texts)
    assert frozenset(ConsentElement) - left.discussed == {
        ConsentElement.BENEFITS, ConsentElement.RISKS,
    }  # fmt: skip
    said = WHOLE.with_comment(ConsentElement.BENEFITS, "Lifts mood within days.")
    said = said.with_comment(ConsentElement.RISKS, "Dizzy for some hours.")
    assert counted(said, texts).is_whole
    assert told_text(said, ConsentElement.RISKS, texts) == "Dizzy for some hours."


def test_that_without_treatment_names_what_it_is_for():
    texts = consent_texts(None, "insomnia", raised=False)
    assert texts[ConsentElement.NO_TREATMENT].startswith("Insomnia may stay as it is")


def test_that_what_is_told_in_spanish_is_spanish_throughout_and_names_its_sources():
    about = Topic(HandoutKind.MEDICATION, "sertraline")
    text = handout(about, SPANISH, "sertraline")
    assert text is not None
    for raised in (False, True):
        texts = consent_texts(text, "Depression", raised=raised, language=SPANISH)
        assert set(texts) == set(ConsentElement)
        words = " ".join(texts.values())
        english = (
            "Most important",
            "Common",
            "Serious",
            "medication",
            "dose ",
            " or ",
            "Depression",
        )
        assert [each for each in english if each in words] == []
    assert "Lo más importante: En personas de 24 años o menos" in words
    assert any("Zoloft" in each for each in told_from(text))
