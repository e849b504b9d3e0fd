"""Words of suicide in what a patient has typed, in English and in Spanish.

The list is Practice Desk's own; no clinician has reviewed it. It rather finds too much: "I don't
want to kill myself any more" is found too, and a clinician reads the sentence.
"""

from __future__ import annotations

import re

from practice_desk.domain.text import fold

_ENGLISH = (
    r"suicid\w*",
    r"kill(?:ing)? my ?self",
    r"(?:end|ending|take|taking) (?:my|my own) life",
    r"end(?:ing)? it all",
    r"(?:want|wanted|wanting|wanna|going|ready) (?:to )?die",
    r"wish (?:i|that i) (?:was|were|had never been|would die|could die)(?: dead| born)?",
    r"better off (?:dead|without me)",
    r"(?:hurt|harm|cut|shoot|hang)(?:t?ing)? my ?self",
    r"self harm\w*",
    r"overdos\w*",
    r"took (?:all|too many|a lot of)(?: of)?(?: my| the)? (?:pills|meds|medicine|medication)\w*",
    r"(?:no|any) reason to (?:live|go on)",
    r"(?:dont|do not|didnt|no longer) (?:want|wanna)(?: to)? (?:live|exist|wake up)",
    r"(?:dont|do not|didnt|no longer) (?:want|wanna)(?: to)? be (?:alive|here|around)",
    r"not (?:be )?worth living",
    r"never wake up",
)
_SPANISH = (
    r"matarme",
    r"me (?:voy a|quiero) matar",
    r"quitar(?:me)? la vida",
    r"(?:quiero|quisiera|deseo|ganas de|prefiero) morir\w*",
    r"me (?:quiero|quisiera) morir",
    r"(?:estar|estuviera|estaria) muert\w+",
    r"mejor muert\w+",
    r"no (?:quiero|quisiera|deseo) (?:vivir|seguir viv\w+|despertar\w*|existir)",
    r"(?:acabar|terminar) con (?:mi vida|todo)",
    r"(?:hacerme dano|lastimarme|cortarme|ahorcarme)",
    r"sobredosis",
)
_WORDS = re.compile(rf"\b(?:{'|'.join((*_ENGLISH, *_SPANISH))})\b")


def speaks_of_suicide(text: str) -> bool:
    """Return whether *text* may speak of suicide or of harming oneself."""
    return _WORDS.search(fold(text)) is not None
