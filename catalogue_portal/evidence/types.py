"""The types of documents that the doctrine knows, and which of them speak to a requirement."""

from functools import cache

from catalogue_portal.errors import Invalid
from doctrine.evidence_types import EvidenceType, load_evidence_types


@cache
def evidence_types() -> dict[str, EvidenceType]:
    """Return every type, by id; read once."""
    return load_evidence_types()


def type_named(name: str) -> EvidenceType:
    """Return a type, or raise Invalid."""
    found = evidence_types().get(name)
    if found is None:
        raise Invalid("There is no such type of document.", code="document_type_unknown", known=list(evidence_types()))
    return found


def types_for(requirement: str) -> tuple[EvidenceType, ...]:
    """Return the types of documents that speak to a requirement."""
    return tuple(one for one in evidence_types().values() if requirement in one.requirements)
