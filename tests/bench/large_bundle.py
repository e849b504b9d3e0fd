"""A big FHIR bundle: a real one where there is one, else a made-up one of the same size."""

from __future__ import annotations

import json
from pathlib import Path

from tests import fhir_samples as samples

REAL = Path(__file__).resolve().parents[3] / "shared" / "real_input"
OBSERVATIONS, ENCOUNTERS, REQUESTS = 14_000, 1_500, 1_500


def real_bundle() -> Path | None:
    """Return the largest bundle of real input beside the checkout, if any."""
    found = sorted(REAL.glob("*.json"), key=lambda path: path.stat().st_size)
    return found[-1] if found else None


def write_bundle(path: Path, *, times: int = 1) -> Path:
    """Write one patient with about 10 MB of records, or so many *times* that."""
    resources = [samples.patient()]
    for make, letter, count in (
        (samples.encounter, "e", ENCOUNTERS),
        (samples.observation, "o", OBSERVATIONS),
        (samples.medication_request, "m", REQUESTS),
    ):
        resources += [make(f"{letter}{number}") for number in range(count * times)]
    path.write_text(json.dumps(samples.bundle(*resources), ensure_ascii=False), encoding="utf-8")
    return path
