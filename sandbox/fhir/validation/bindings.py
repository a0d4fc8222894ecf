"""Required bindings: a code, Coding, CodeableConcept or Quantity must be of a value set (FHIR R4, 4.1.5)."""

from collections.abc import Callable

from sandbox.fhir.validation.examination import Examination
from sandbox.fhir.validation.place import Place
from sandbox.fhir.validation.value_sets import ValueSet
from sandbox.json_value import JsonValue

Check = Callable[[JsonValue, Place, Examination], None]


def bound(kind: str, codes: ValueSet) -> Check:
    """Make the check of a binding on elements of a type; a value of the wrong JSON type is told by others."""
    if not codes.known:
        return _unknown(codes)
    if kind == "CodeableConcept":
        return _concept(codes)
    if kind in {"Coding", "Quantity", "SimpleQuantity", "Age", "Duration"}:
        return _coding(codes)
    return _code(codes)


def bound_in_part(kind: str, codes: ValueSet) -> Check:
    """Make the check of a binding to codes of which only a part is known: the others are not checked."""
    holds = {"CodeableConcept": codes.holds_concept, "Coding": codes.holds_coding}.get(kind)

    def check(node: JsonValue, place: Place, run: Examination) -> None:
        known = holds(node) if holds else isinstance(node, str) and codes.holds_code(node)
        if node is not None and not known:
            run.not_checked(f"which codes {codes.url} holds today is not known for certain", place)

    return check


def _unknown(codes: ValueSet) -> Check:
    def check(_node: JsonValue, place: Place, run: Examination) -> None:
        run.not_checked(f"the codes of {codes.url} are not at hand", place)

    return check


def _code(codes: ValueSet) -> Check:
    def check(node: JsonValue, place: Place, run: Examination) -> None:
        if isinstance(node, str) and node and not codes.holds_code(node):
            run.error("code-invalid", codes.refusal(), place)

    return check


def _coding(codes: ValueSet) -> Check:
    def check(node: JsonValue, place: Place, run: Examination) -> None:
        if isinstance(node, dict) and not codes.holds_coding(node) and not _is_left_out(node, "code"):
            run.error("code-invalid", codes.refusal(), place)

    return check


def _concept(codes: ValueSet) -> Check:
    def check(node: JsonValue, place: Place, run: Examination) -> None:
        if codes.matches is not None and isinstance(node, dict) and "coding" not in node:
            return  # grammars bind concepts as the outermost of a preferred binding only: text alone is within it
        if isinstance(node, dict) and not codes.holds_concept(node) and not _is_left_out(node, "coding"):
            run.error("code-invalid", codes.refusal(), place)

    return check


def _is_left_out(node: dict[str, JsonValue], member: str) -> bool:
    """Tell whether an extension stands for the code, such as data-absent-reason."""
    return member not in node and ("extension" in node or f"_{member}" in node)
