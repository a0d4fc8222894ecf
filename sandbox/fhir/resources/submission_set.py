"""List, as API Documents serves it: submission sets and folders of IHE MHD (ITI-66)."""

from typing import Final

from sandbox.fhir.documents.naming import member_issues, source_id_rules
from sandbox.fhir.documents.ownership import sourced
from sandbox.fhir.documents.visibility import is_invisible
from sandbox.fhir.documents.vocabulary import (
    DESIGNATION_TYPE,
    FOLDER,
    INVISIBLE,
    IS_ARCHIVED,
    SOURCE_ID,
    SUBMISSION_SET,
)
from sandbox.fhir.interactions.call import refuse
from sandbox.fhir.interactions.write import Write
from sandbox.fhir.issue import error
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.parameter import TRUE_OR_FALSE, ContainedParameter, ExtensionParameter, SearchParameter
from sandbox.json_value import JsonObject


def _effects(write: Write) -> JsonObject:
    """Say which solution submitted what is there; a set that is hidden would hide documents with it."""
    resource = sourced(write.call, write.resource)
    issues = list(member_issues(write))
    if is_invisible(resource):
        text = f"Only a professional keeps something from its holder: leave {INVISIBLE} out"
        issues.append(error("business-rule", text, write.at("meta.security")))
    if issues:
        raise refuse(write.call, 422, issues)
    return resource


LIST: Final = ResourceKind(
    "List",
    frozenset({"read", "search-type"}),
    (
        SearchParameter("code", "token", "code", says="submissionset or folder."),
        SearchParameter("date", "date", "date", says="When it was submitted."),
        ExtensionParameter("designationType", "token", "valueCodeableConcept", extension=DESIGNATION_TYPE),
        SearchParameter("identifier", "token", "identifier", says="uniqueId or entryUUID."),
        ExtensionParameter("isArchived", "token", "valueBoolean", extension=IS_ARCHIVED, codes=TRUE_OR_FALSE),
        SearchParameter("item", "reference", "entry.item", ("DocumentReference",), says="What it holds."),
        SearchParameter("source", "reference", "source", says="Who submitted."),
        ContainedParameter("source.family", "string", "name.family", through="source"),
        ContainedParameter("source.given", "string", "name.given", through="source"),
        ContainedParameter("source.identifier", "token", "identifier", through="source"),
        ExtensionParameter("sourceId", "token", "valueIdentifier", extension=SOURCE_ID),
        SearchParameter("status", "token", "status"),
        SearchParameter("title", "string", "title"),
    ),
    (SUBMISSION_SET, FOLDER),
    patient=("subject",),
    moment="date",
    required=(("patient", "patient.identifier", "subject", "subject.identifier"),),
    bundled=frozenset({"create"}),
    includes=("List:item",),
    rules=source_id_rules,
    effects=_effects,
    hidden=is_invisible,
    says="ITI-66. Created in a transaction (ITI-65), or by the space for a document published alone (ITI-105).",
)
