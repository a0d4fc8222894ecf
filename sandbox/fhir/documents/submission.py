"""The rules of a document Bundle as a whole (IHE MHD, ITI-65, with what PDSm 3.1.1 adds)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sandbox.fhir.documents.received import NoDocumentError, contradictions, received
from sandbox.fhir.documents.vocabulary import COMPREHENSIVE, LIST_TYPES, PROVIDE_BUNDLE
from sandbox.fhir.issue import Issue, error
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject

_SUBMISSION_SET: Final = "submissionset"


@dataclass(frozen=True)
class _Entry:
    """An entry that creates a resource."""

    where: str
    full_url: str
    resource: JsonObject


@dataclass(frozen=True)
class _Submission:
    """The entries of a Bundle, each resource type apart."""

    profiles: tuple[str, ...]
    lists: tuple[_Entry, ...]
    documents: tuple[_Entry, ...]
    binaries: tuple[_Entry, ...]

    @property
    def sets(self) -> tuple[_Entry, ...]:
        return tuple(one for one in self.lists if list_type(one.resource) == _SUBMISSION_SET)


def submission_rules(bundle: JsonObject) -> Iterator[Issue]:
    """Give what is wrong with a Bundle; its resources by themselves are checked apart."""
    submission = _Submission(
        tuple(str(one).partition("|")[0] for one in list_at(object_at(bundle, "meta"), "profile")),
        tuple(_created(bundle, "List")),
        tuple(_created(bundle, "DocumentReference")),
        tuple(_created(bundle, "Binary")),
    )
    for rule in _RULES:
        yield from rule(submission)


def list_type(resource: JsonObject) -> str | None:
    """Return what a List of MHD is: submissionset or folder."""
    codings = list_at(object_at(resource, "code"), "coding")
    return next((text_at(one, "code") for one in codings if text_at(one, "system") == LIST_TYPES), None)


def _created(bundle: JsonObject, kind: str) -> Iterator[_Entry]:
    for number, entry in enumerate(list_at(bundle, "entry")):
        resource = object_at(entry, "resource")
        if text_at(resource, "resourceType") == kind and text_at(object_at(entry, "request"), "method") == "POST":
            yield _Entry(f"Bundle.entry[{number}]", text_at(entry, "fullUrl") or "", resource)


def _claims_its_profile(submission: _Submission) -> Iterator[Issue]:
    if PROVIDE_BUNDLE not in submission.profiles:
        yield error("required", f"meta.profile must hold {PROVIDE_BUNDLE}", "Bundle.meta.profile")


def _one_set_and_documents(submission: _Submission) -> Iterator[Issue]:
    if len(submission.sets) != 1:
        yield error("invalid", "A submission has exactly one List that is a submission set", "Bundle.entry")
    if not submission.documents:
        yield error("invalid", "A submission has at least one DocumentReference that is created", "Bundle.entry")


def _documents_are_comprehensive(submission: _Submission) -> Iterator[Issue]:
    for one in submission.documents:
        claimed = [str(url).partition("|")[0] for url in list_at(object_at(one.resource, "meta"), "profile")]
        if COMPREHENSIVE not in claimed:
            text = f"A document that comes in a Bundle claims {COMPREHENSIVE}"
            yield error("invalid", text, f"{one.where}.resource.meta.profile")


def _documents_are_in_the_set(submission: _Submission) -> Iterator[Issue]:
    items = {
        text_at(object_at(item, "item"), "reference")
        for one in submission.sets
        for item in list_at(one.resource, "entry")
    }
    for one in submission.documents:
        if not one.full_url or one.full_url not in items:
            text = "The submission set must list every document by its fullUrl (List.entry.item)"
            yield error("invalid", text, f"{one.where}.fullUrl")


def _contents_are_there(submission: _Submission) -> Iterator[Issue]:
    binaries = {one.full_url: one for one in submission.binaries if one.full_url}
    used: set[str] = set()
    for one in submission.documents:
        contents = list_at(one.resource, "content")
        where = f"{one.where}.resource.content[0].attachment"
        if len(contents) != 1:
            yield error("invalid", "A document has exactly one content", f"{one.where}.resource.content")
            continue
        attachment = object_at(contents[0], "attachment")
        binary = binaries.get(text_at(attachment, "url") or "")
        if "data" in attachment or binary is None:
            text = (
                "The url of the content must be the fullUrl of a Binary of the Bundle, and there is no data beside it"
            )
            yield error("invalid", text, f"{where}.url")
            continue
        used.add(binary.full_url)
        yield from _told_rightly(attachment, binary, where)
    for full_url, binary in binaries.items():
        if full_url not in used:
            yield error("invalid", "No document of the Bundle has this content", binary.where)
    for binary in submission.binaries:
        if not binary.full_url:
            yield error("required", "A Binary needs a fullUrl, by which its document names it", binary.where)


def _told_rightly(attachment: JsonObject, binary: _Entry, where: str) -> Iterator[Issue]:
    try:
        content = received(text_at(binary.resource, "data"), text_at(binary.resource, "contentType"))
    except NoDocumentError:
        return  # the rules of Binary say so
    yield from contradictions(attachment, content, where)


_RULES: tuple[Callable[[_Submission], Iterator[Issue]], ...] = (
    _claims_its_profile,
    _one_set_and_documents,
    _documents_are_comprehensive,
    _documents_are_in_the_set,
    _contents_are_there,
)
