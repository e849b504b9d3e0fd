"""About which school grade a text asks for, while somebody types it.

English: Flesch-Kincaid grade level (Kincaid et al., 1975). Spanish: Crawford's formula (1984).
Syllables are counted by groups of vowels. What is delivered is measured by `textstat` in the tests,
which also hold this estimate to it; that library takes 80 MB and three seconds to load.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SENTENCE = re.compile(r"[.!?:…]+(?:\s|$)|\n+")
_GROUP = re.compile(r"[aeiouy]+", re.IGNORECASE)
_SILENT = re.compile(r"(?:[^laeiouy]es|[^aeiouytd]ed|[^laeiouy]e)$", re.IGNORECASE)
_SPANISH_GROUP = re.compile(r"[aeiouáéíóúü]+", re.IGNORECASE)
_APART = re.compile(r"[aeoáéó](?=[aeoáéó])|[íú](?=[aeoáéó])|[aeoáéó](?=[íú])", re.IGNORECASE)
_FEWEST_WORDS = 3


def reading_grade(text: str, language: str) -> int | None:
    """Return the grade, at least 0, of *text* in "en" or "es"; None for too few words."""
    words = _WORD.findall(text)
    if len(words) < _FEWEST_WORDS:
        return None
    sentences = sum(1 for part in _SENTENCE.split(text) if part and _WORD.search(part))
    count = _spanish_syllables if language == "es" else _english_syllables
    syllables = sum(count(word) for word in words)
    if language == "es":
        by_hundred = 100 / len(words)
        grade = -0.205 * sentences * by_hundred + 0.049 * syllables * by_hundred - 3.407
    else:
        grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return max(0, round(grade))


def _english_syllables(word: str) -> int:
    groups = len(_GROUP.findall(word))
    return max(1, groups - (1 if _SILENT.search(word) else 0))


def _spanish_syllables(word: str) -> int:
    return max(1, len(_SPANISH_GROUP.findall(word)) + len(_APART.findall(word)))
