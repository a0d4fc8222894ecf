"""Communication, as API Messages serves it: one message between a citizen and a professional."""

from typing import Final

from sandbox.fhir.messages.exchange import exchanged
from sandbox.fhir.messages.vocabulary import PROFILE
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.parameter import SearchParameter

COMMUNICATION: Final = ResourceKind(
    "Communication",
    frozenset({"read", "vread", "search-type", "create", "update", "patch"}),
    (
        SearchParameter("identifier", "token", "identifier", says="Of the space, or that the app gave its answer"),
        SearchParameter(
            "thread",
            "token",
            "extension.valueIdentifier",
            says="Ours: all messages of a thread, the first included; its value is the id of the first.",
        ),
        SearchParameter("status", "token", "status", says="in-progress: sent; completed: read by the recipient"),
        SearchParameter("category", "token", "category", says="from-professional or from-citizen"),
        SearchParameter("sent", "date", "sent"),
        SearchParameter("received", "date", "received", says="When the recipient read it"),
        SearchParameter(
            "sender", "reference", "sender", ("Practitioner",), says="Also by identifier: RPPS or AssignAuth|idPe"
        ),
        SearchParameter("recipient", "reference", "recipient", ("Practitioner",), says="By identifier, as sender"),
        SearchParameter("part-of", "reference", "partOf", ("Communication",), says="The first message of the thread"),
        SearchParameter(
            "in-response-to", "reference", "inResponseTo", ("Communication",), says="Ours: the message answered"
        ),
    ),
    (PROFILE,),
    patient=("subject",),
    moment="sent",
    includes=(
        "Communication:part-of",
        "Communication:in-response-to",
        "Communication:sender",
        "Communication:recipient",
    ),
    reverse_includes=("Communication:part-of", "Communication:in-response-to"),
    changeable=frozenset({"received", "status"}),
    effects=exchanged,
    says="A thread is its first message, which only a professional writes; its tag is open or closed, and its extension"
    " thread-closing says by whom and when. Create: an answer in an open thread. Update and patch: received and status"
    " of a message that was sent to the patient, once.",
)
