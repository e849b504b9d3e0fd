"""A measure as plain data, for a process that shows it and knows nothing else of the clinic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.instrument import Instrument


def form_of(instrument: Instrument) -> dict[str, Any]:
    """Return what has to be shown to fill *instrument* in, ready to be written as JSON.

    `gate` is the id of a question whose answer 0 ends the questions, or empty; `only_if` of a
    question names others, one of which must be answered above 0 for it to be asked. No score and
    no band is told.
    """
    return {
        "id": instrument.id,
        "version": instrument.version,
        "name": instrument.short_name,
        "stem": instrument.stem,
        "attribution": instrument.licence.attribution,
        "languages": list(instrument.languages),
        "gate": instrument.gate,
        "items": [
            {
                "id": item.id,
                "text": item.text,
                "only_if": list(item.only_if),
                "options": [
                    {"value": option.value, "label": option.label} for option in item.options
                ],
            }
            for item in instrument.items
        ],
    }


def answers_from_form(instrument: Instrument, plain: Mapping[str, object]) -> dict[str, int]:
    """Return the chosen values by item that came back as plain data. Raises Invalid.

    None stands for a question left open, and is left out.
    """
    answers: dict[str, int] = {}
    for item_id, value in plain.items():
        if value is None:
            continue
        item = instrument.item(item_id)
        if item is None or not isinstance(value, int) or not item.allows(value):
            sentence = f"An answer to “{instrument.short_name}” can't be read. Ask again."
            raise Invalid((Problem("answers", sentence),))
        answers[item_id] = value
    return answers
