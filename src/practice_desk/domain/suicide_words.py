"""Words of suicide in what a patient, a parent or a caller has said, in English and in Spanish.

The list is Practice Desk's own; no clinician has reviewed it. It rather finds too much: "I don't
want to kill myself any more" is found too, and a clinician reads the sentence.
"""

from __future__ import annotations

import re

from practice_desk.domain.text import fold

_SELF = r"(?:my|your|him|her|them) ?sel(?:f|ves)"
_OWN = r"(?:my|his|her|their)(?: own)?"
_PILLS = r"(?:pills|meds|medicine|medication)\w*"
_NOT_WANT = r"(?:dont|do not|didnt|doesnt|does not|no longer) (?:wants?|wanna)(?: to)?"
_ENGLISH = (
    r"suicid\w*",
    rf"kill(?:s|ed|ing)? {_SELF}",
    rf"(?:end|ending|take|taking) {_OWN} life",
    r"end(?:ing)? it all",
    r"(?:wants?|wanted|wanting|wanna|going|ready) (?:to )?die",
    r"wish (?:i|that i) (?:was|were|had never been|would die|could die)(?: dead| born)?",
    r"better off (?:dead|without (?:me|him|her|them))",
    rf"(?:hurt|harm|cut|shoot|hang|hung)(?:s|ed|t?ing)? {_SELF}",
    r"self harm\w*",
    r"overdos\w*",
    rf"(?:took|taken|swallowed) (?:all|too many|a lot of)(?: of)?(?: {_OWN}| the)? {_PILLS}",
    r"(?:no|any) reason to (?:live|go on)",
    rf"{_NOT_WANT} (?:live|exist|wake up)",
    rf"{_NOT_WANT} be (?:alive|here|around)",
    r"not (?:be )?worth living",
    r"never wake up",
)
_SPANISH = (
    r"matar[ms]e",
    r"(?:me|se) (?:voy a|va a|quiero|quiere) matar",
    r"quitar(?:me|se)? la vida",
    r"(?:quiero|quiere|quisiera|deseo|ganas de|prefiero) morir\w*",
    r"(?:me|se) (?:quiero|quiere|quisiera) morir",
    r"(?:estar|estuviera|estaria) muert\w+",
    r"mejor muert\w+",
    r"no (?:quiero|quiere|quisiera|deseo) (?:vivir|seguir viv\w+|despertar\w*|existir)",
    r"(?:acabar|terminar) con (?:mi vida|su vida|todo)",
    r"(?:hacer[ms]e dano|lastimar[ms]e|cortarme|ahorcar[ms]e)",
    r"sobredosis",
)
_WORDS = re.compile(rf"\b(?:{'|'.join((*_ENGLISH, *_SPANISH))})\b")


def speaks_of_suicide(text: str) -> bool:
    """Return whether *text* may speak of suicide or of harming oneself."""
    return _WORDS.search(fold(text)) is not None
