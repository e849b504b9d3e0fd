"""FHIR's coded texts: CodeableConcept and Coding."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.exchange.fhir.node import Node

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED = "http://snomed.info/sct"

_SYSTEM_NAMES = {
    ICD10CM: "ICD-10-CM",
    LOINC: "LOINC",
    RXNORM: "RxNorm",
    SNOMED: "SNOMED CT",
    "http://hl7.org/fhir/sid/ndc": "NDC",
    "http://hl7.org/fhir/sid/cvx": "CVX",
}


@dataclass(frozen=True, slots=True)
class Coded:
    """A concept: its words, and its codes as (system, code), the source's order kept."""

    text: str = ""
    codes: tuple[tuple[str, str], ...] = ()

    def code(self, system: str) -> str:
        """Return the first code of *system*, an empty text without one."""
        return next((code for found, code in self.codes if found == system), "")

    def values(self) -> frozenset[str]:
        """Return all codes, whatever their system."""
        return frozenset(code for _, code in self.codes)

    def source_code(self) -> str:
        """Return the first code with its system's name: "SNOMED CT 370143000"."""
        for system, code in self.codes:
            return f"{_SYSTEM_NAMES.get(system, system)} {code}".strip()[:80]
        return ""


def coded(concept: Node) -> Coded:
    """Read a CodeableConcept. Its words: its text, else the first display, else the first code."""
    codes: list[tuple[str, str]] = []
    displays: list[str] = []
    for coding in concept.children("coding"):
        code = coding.text("code")
        if code:
            codes.append((coding.text("system"), code))
        displays.append(coding.text("display"))
    words = (concept.text("text"), *displays, *(code for _, code in codes))
    return Coded(next((word for word in words if word), ""), tuple(codes))


def coding(node: Node) -> Coded:
    """Read a single Coding."""
    code = node.text("code")
    text = node.text("display") or code
    return Coded(text, ((node.text("system"), code),) if code else ())


def first_text(node: Node, name: str) -> str:
    """Return the words of the first concept in the list *name* that has any."""
    return next((found.text for item in node.children(name) if (found := coded(item)).text), "")


def all_texts(node: Node, name: str) -> str:
    """Return the words of all concepts in the list *name*, joined by commas."""
    found = (coded(item).text for item in node.children(name))
    return ", ".join(dict.fromkeys(text for text in found if text))


def notes(node: Node) -> str:
    """Return the texts of the annotations, one per line."""
    return "\n".join(text for note in node.children("note") if (text := note.lines("text")))
