"""The ten questions of the adverse drug reaction probability scale, their scores and bands.

Source: Naranjo CA, Busto U, Sellers EM et al.: A method for estimating the probability of adverse
drug reactions. Clin Pharmacol Ther 1981; 30: 239-245. "Not known" scores 0 in every question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from practice_desk.domain.adverse_event_review import Causality, NaranjoAnswer

SOURCE = "Naranjo et al., Clin Pharmacol Ther 1981; 30: 239-245"


@dataclass(frozen=True, slots=True)
class NaranjoQuestion:
    """One question, and what "yes" and "no" count."""

    text: str
    yes: int
    no: int

    def score(self, answer: NaranjoAnswer) -> int:
        """Return what *answer* counts."""
        if answer is NaranjoAnswer.YES:
            return self.yes
        return self.no if answer is NaranjoAnswer.NO else 0


QUESTIONS = (
    NaranjoQuestion("Are there previous conclusive reports on this reaction?", 1, 0),
    NaranjoQuestion("Did it appear after the suspected medication was given?", 2, -1),
    NaranjoQuestion(
        "Did it improve when the medication was stopped, or a specific antagonist was given?", 1, 0
    ),
    NaranjoQuestion("Did it come back when the medication was given again?", 2, -1),
    NaranjoQuestion("Are there other causes that could on their own have brought it about?", -1, 2),
    NaranjoQuestion("Did it come back when a placebo was given?", -1, 1),
    NaranjoQuestion(
        "Was the medication found in blood or other fluids in amounts known to be toxic?", 1, 0
    ),
    NaranjoQuestion("Was it worse when the dose was raised, or milder when it was lowered?", 1, 0),
    NaranjoQuestion(
        "Did the patient react in a like way to the same or a similar medication before?", 1, 0
    ),
    NaranjoQuestion("Was it confirmed by any objective evidence?", 1, 0),
)
"""In the order of the paper."""
UNANSWERED = (NaranjoAnswer.NOT_KNOWN,) * len(QUESTIONS)


@dataclass(frozen=True, slots=True)
class ProposedAnswer:
    """What the chart says about one question, with its evidence in words.

    NOT_KNOWN with an evidence is something to consider, and the question stays to be asked.
    """

    answer: NaranjoAnswer = NaranjoAnswer.NOT_KNOWN
    evidence: str = ""

    @property
    def is_to_ask(self) -> bool:
        """Whether the chart doesn't answer it."""
        return self.answer is NaranjoAnswer.NOT_KNOWN


def total(answers: Sequence[NaranjoAnswer]) -> int:
    """Return the sum of ten *answers*, from -4 to 13. Raises ValueError for another number."""
    if len(answers) != len(QUESTIONS):
        raise ValueError("the scale has ten questions")
    return sum(q.score(answer) for q, answer in zip(QUESTIONS, answers, strict=True))


def band(score: int) -> Causality:
    """Return the band of a total: definite from 9, probable from 5, possible from 1."""
    if score >= 9:
        return Causality.DEFINITE
    if score >= 5:
        return Causality.PROBABLE
    return Causality.POSSIBLE if score >= 1 else Causality.DOUBTFUL
