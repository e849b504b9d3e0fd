"""How many guesses a passphrase takes, by zxcvbn.

Importing zxcvbn takes 25 ms and 15 MB, and a guess can take 200 ms: import this module and call it
on a worker only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from zxcvbn import zxcvbn

from practice_desk.credentials.common_passphrases import common_phrases, is_common
from practice_desk.domain.passphrase import Strength, Weakness, normal_form
from practice_desk.domain.text import fold

_LOOKED_AT = 40
"""Characters. zxcvbn's time grows steeply with the length, and what begins well stays good."""
_SHORTEST_KNOWN = 3
_PATTERNS = {
    "repeat": Weakness.REPEATED,
    "spatial": Weakness.KEYBOARD,
    "sequence": Weakness.SEQUENCE,
    "date": Weakness.DATE,
    "regex": Weakness.DATE,
}


def strength_of(passphrase: str, known: Iterable[str] = ()) -> Strength:
    """Estimate *passphrase* for somebody who has the *known* names in mind.

    A name counts whole and word by word, with its accents and without. Spaces do not make words
    harder to guess, though zxcvbn counts each as if they did: without them it is estimated too.
    """
    if is_common(passphrase):
        return Strength(0.0, Weakness.COMMON)
    text = _repeated_once(normal_form(passphrase))[:_LOOKED_AT]
    joined = "".join(char for char in text if char.isalnum())
    words = [*known_forms(known), *sorted(common_phrases())]
    found = [zxcvbn(form, user_inputs=words) for form in sorted({text, joined} - {""})]
    if not found:
        return Strength(0.0, Weakness.FEW_WORDS)
    weakest = min(found, key=lambda result: float(result["guesses_log10"]))
    return Strength(float(weakest["guesses_log10"]), _weakness(weakest["sequence"]))


def _repeated_once(text: str) -> str:
    """Return *text* with what it repeats to its end said twice: cut off, it would not look so."""
    for length in range(1, len(text) // 2 + 1):
        if text.startswith(text[length:]):
            return text[: 2 * length]
    return text


def known_forms(names: Iterable[str]) -> list[str]:
    """Return every form in which zxcvbn should know *names*: in order, each once."""
    forms: dict[str, None] = {}
    for name in names:
        for spelling in (normal_form(name).casefold(), fold(name)):
            words = spelling.split()
            for form in ("".join(words), *words):
                if len(form) >= _SHORTEST_KNOWN:
                    forms.setdefault(form)
    return list(forms)


def _weakness(sequence: Iterable[Mapping[str, Any]]) -> Weakness:
    """Return what the greater part of the passphrase is made of."""
    characters: Counter[Weakness] = Counter()
    for part in sequence:
        characters[_weakness_of(part)] += len(part["token"])
    return max(characters, key=lambda weakness: characters[weakness])


def _weakness_of(part: Mapping[str, Any]) -> Weakness:
    if part["pattern"] == "dictionary" and part["dictionary_name"] == "user_inputs":
        is_phrase = part["matched_word"] in common_phrases()
        return Weakness.COMMON if is_phrase else Weakness.KNOWN_NAMES
    return _PATTERNS.get(part["pattern"], Weakness.FEW_WORDS)
