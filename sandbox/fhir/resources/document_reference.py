"""DocumentReference, as API Documents serves it: the metadata of documents (ITI-67, ITI-105, conditional PATCH)."""

from typing import Final

from sandbox.fhir.documents.amendment import CHANGEABLE, amend
from sandbox.fhir.documents.announcing import announce
from sandbox.fhir.documents.deposit import deposit
from sandbox.fhir.documents.naming import unique_id_rules
from sandbox.fhir.documents.visibility import is_invisible
from sandbox.fhir.documents.vocabulary import COMPREHENSIVE, IS_ARCHIVED, SIMPLIFIED
from sandbox.fhir.interactions.write import Write
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.parameter import TRUE_OR_FALSE, ContainedParameter, ExtensionParameter, SearchParameter
from sandbox.json_value import JsonObject


def _effects(write: Write) -> JsonObject:
    return deposit(write) if write.previous is None else amend(write, write.previous)


DOCUMENT_REFERENCE: Final = ResourceKind(
    "DocumentReference",
    frozenset({"read", "vread", "search-type", "create", "patch"}),
    (
        SearchParameter("author", "reference", "author", says="Who wrote it."),
        ContainedParameter("author.family", "string", "name.family", through="author"),
        ContainedParameter("author.given", "string", "name.given", through="author"),
        ContainedParameter("author.identifier", "token", "identifier", through="author", says="RPPS, FINESS or idPe."),
        SearchParameter("category", "token", "category", says="Class of document (TRE_A03)."),
        SearchParameter("creation", "date", "content.attachment.creation", says="When the document was made."),
        SearchParameter("date", "date", "date", says="When the metadata were made."),
        SearchParameter("description", "string", "description"),
        SearchParameter("event", "token", "context.event", says="Acts and illnesses that it is about."),
        SearchParameter("facility", "token", "context.facilityType", says="Kind of place (TRE_R02, TRE_A00)."),
        SearchParameter("format", "token", "content.format", says="Format (TRE_A11)."),
        SearchParameter("identifier", "token", ("masterIdentifier", "identifier"), says="uniqueId or entryUUID."),
        ExtensionParameter("isArchived", "token", "valueBoolean", extension=IS_ARCHIVED, codes=TRUE_OR_FALSE),
        SearchParameter("period", "date", "context.period", says="When what it tells of happened."),
        SearchParameter("period-end", "date", "context.period.end"),
        SearchParameter("period-start", "date", "context.period.start"),
        SearchParameter("related", "reference", "context.related", says="Orders, studies, by identifier."),
        SearchParameter("relatesto", "reference", "relatesTo.target", ("DocumentReference",), says="What it replaces."),
        SearchParameter("relation", "token", "relatesTo.code"),
        SearchParameter("security-label", "token", "securityLabel", says="N, R, V; MASQUE_PS."),
        SearchParameter("setting", "token", "context.practiceSetting", says="Setting (TRE_A01, TRE_A00)."),
        SearchParameter("status", "token", "status", says="Mandatory. current or superseded."),
        SearchParameter("type", "token", "type", says="Type of document (LOINC, TRE_A05)."),
    ),
    (COMPREHENSIVE, SIMPLIFIED),
    patient=("subject", "context.sourcePatientInfo"),
    may_name=("author", "authenticator"),
    moment="date",
    required=(("patient", "patient.identifier", "subject", "subject.identifier"), ("status",)),
    includes=("DocumentReference:relatesto",),
    reverse_includes=("DocumentReference:relatesto", "List:item"),
    changeable=CHANGEABLE,
    rules=unique_id_rules,
    effects=_effects,
    hidden=is_invisible,
    told=announce,
    says="ITI-67; ITI-105 with the content inside; what may be patched is status, securityLabel and isArchived.",
)
