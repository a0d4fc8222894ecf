"""Which codes a required binding allows: expansions from the archive, and grammars where the system is a grammar."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from sandbox.fhir.validation import archive
from sandbox.json_reading import list_at, text_at
from sandbox.json_value import JsonValue

_HL7 = "http://hl7.org/fhir/ValueSet/"
_WORD = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
# BCP 13 (RFC 2045, 5.1): type, subtype, parameters. FHIR's own short forms are of R4, 3.1.0.1.11.
_MIME_TYPE = re.compile(rf"(?:{_WORD}/{_WORD}(?:\s*;\s*{_WORD}=(?:{_WORD}|\"[^\"\\]*\"))*\s*;?|json|xml|ttl)")
# BCP 47 (RFC 5646, 2.1), without the primary subtags of four letters and more, which IANA never gave out.
_LANGUAGE = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*"
    r"(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?|[xX](?:-[A-Za-z0-9]{1,8})+|[iI]-[A-Za-z0-9-]{2,20})"
)
_GRAMMARS: Final[dict[str, tuple[re.Pattern[str], str]]] = {
    f"{_HL7}mimetypes": (_MIME_TYPE, "a MIME type such as application/pdf (BCP 13)"),
    "http://www.rfc-editor.org/bcp/bcp13.txt": (_MIME_TYPE, "a MIME type such as application/pdf (BCP 13)"),
    f"{_HL7}all-languages": (_LANGUAGE, "a language tag such as fr-FR (BCP 47)"),
    f"{_HL7}currencies": (re.compile("[A-Z]{3}"), "a currency such as EUR (ISO 4217)"),
    f"{_HL7}ucum-units": (re.compile("[!-~]+"), "a unit of UCUM"),
}


@dataclass(frozen=True)
class ValueSet:
    """A set of codes.

    Attributes:
        url: its canonical.
        known: whether its content is at hand; if not, nothing is refused.
        systems: the codes of each system.
        codes: all of them.
        matches: for a grammar, whether a code is of it.
        says: how to say what it holds.
    """

    url: str
    known: bool = True
    systems: dict[str, frozenset[str]] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    matches: Callable[[str], bool] | None = None
    says: str = ""

    def holds_code(self, code: str, system: str | None = None) -> bool:
        """Tell whether a code is in; without a system, in any of its systems."""
        if self.matches is not None:
            return self.matches(code)
        return code in (self.codes if system is None else self.systems.get(system, frozenset()))

    def holds_coding(self, coding: JsonValue) -> bool:
        """Tell whether a Coding or a Quantity is in."""
        code = text_at(coding, "code")
        return code is not None and self.holds_code(code, text_at(coding, "system"))

    def holds_concept(self, concept: JsonValue) -> bool:
        """Tell whether one coding at least of a CodeableConcept is in."""
        return any(self.holds_coding(coding) for coding in list_at(concept, "coding"))

    def refusal(self) -> str:
        """Say what to give instead."""
        return self.says or f"is none of the codes of {self.url}{_few(self.codes)}"


@cache
def value_set(canonical: str) -> ValueSet:
    """Return the value set of a canonical, with or without |version; an unknown one has `known` false."""
    url = canonical.partition("|")[0]
    if url in _GRAMMARS:
        pattern, says = _GRAMMARS[url]
        return ValueSet(url, matches=lambda code: pattern.fullmatch(code) is not None, says=f"is not {says}")
    expansion = archive.read("valuesets.json").get(url)
    return ValueSet(url, known=False) if expansion is None else enumerated(url, expansion)


def enumerated(url: str, systems: dict[str, list[str]]) -> ValueSet:
    """Make a value set of codes listed system by system."""
    held = {system: frozenset(codes) for system, codes in systems.items()}
    return ValueSet(url, systems=held, codes=frozenset().union(*held.values()))


def _few(codes: frozenset[str]) -> str:
    most_told = 12
    return f": {', '.join(sorted(codes))}" if 0 < len(codes) <= most_told else ""
