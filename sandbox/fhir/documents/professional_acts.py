"""What professionals do with the documents of a record, for whoever plays them: write one, show one at last."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Final, cast, get_args

from sandbox.clock import Clock
from sandbox.fhir.documents.paper import Paper, document_id
from sandbox.fhir.documents.record import written
from sandbox.fhir.documents.visibility import announce
from sandbox.fhir.kind_declaration import KindDeclaration
from sandbox.fhir.store import FhirStore
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.acts import UnknownActError
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.people.professional import Professional
from sandbox.people.record import Confidentiality, Document, DocumentKind, Section
from sandbox.spaces import Space

KINDS_BY_PROFESSIONALS: Final = tuple(
    kind for kind in get_args(DocumentKind) if kind not in {"advance_directives", "holder_document"}
)
LONGEST_TEXT: Final = 4000  # characters of title and text together


def write_document(
    space: Space,
    persona: Persona,
    parameters: Mapping[str, JsonValue],
    *,
    kinds: Sequence[KindDeclaration],
    root: Callable[[Space], str],
) -> JsonObject:
    """Let a professional put a document into a record: `kind`, `title`, `text`; who is `professional`, by their id.

    It is `hidden` from the holder until announced, or `masked` from other professionals; the attending physician
    writes it if nobody is named.

    Raises:
        UnknownActError: a parameter is wrong.
    """
    kind = parameters.get("kind", "report")
    title, text = parameters.get("title", "Compte rendu"), parameters.get("text", "Examen sans particularité.")
    hidden = parameters.get("hidden", False)
    if kind not in KINDS_BY_PROFESSIONALS or not isinstance(hidden, bool):
        raise UnknownActError(f"kind is one of {', '.join(KINDS_BY_PROFESSIONALS)}, and hidden true or false")
    if not isinstance(title, str) or not isinstance(text, str) or len(title) + len(text) > LONGEST_TEXT:
        raise UnknownActError(f"title and text are texts of {LONGEST_TEXT} characters at most")
    author = _author(space, persona, parameters)
    moment = space.part(Clock).today().replace(microsecond=0)
    document = Document(
        f"act-{uuid.uuid4()}",
        cast("DocumentKind", kind),
        _plain(title),
        moment,
        author.id,
        (Section(_plain(title), _plain(text)),),
        _confidentiality(hidden=hidden, masked=parameters.get("masked", False)),
    )
    paper = Paper(document, persona, author)
    served = {one.type: one for one in kinds}
    resources = list(written(paper, root(space)))
    with space.part(FhirStore).transaction() as writing:
        for resource in resources:
            writing.keep(served[str(resource["resourceType"])], resource, persona.id, now=moment.timestamp())
    return {"document": document_id(document.id), "hidden": hidden}


def announce_document(
    space: Space, persona: Persona, parameters: Mapping[str, JsonValue], *, kinds: Sequence[KindDeclaration]
) -> JsonObject:
    """Let a professional show what was kept from the holder: the `document` of that id, or all.

    API Imagerie does its part of the same act (`sandbox.fhir.imaging.announcing`).

    Raises:
        UnknownActError: a parameter is wrong.
    """
    document = parameters.get("document")
    if document is not None and not isinstance(document, str):
        raise UnknownActError("document is the id of a DocumentReference")
    return {"documents": cast("list[JsonValue]", list(announce(space, persona, kinds, document)))}


def _author(space: Space, persona: Persona, parameters: Mapping[str, JsonValue]) -> Professional:
    wanted = parameters.get("professional", persona.attending)
    author = space.part(People).directory.find(wanted if isinstance(wanted, str) else None)
    if author is None:
        raise UnknownActError(f"professional is the id of one of the directory, not {str(wanted)[:80]!r}")
    return author


def _confidentiality(*, hidden: bool, masked: JsonValue) -> Confidentiality:
    if not isinstance(masked, bool) or (hidden and masked):
        raise UnknownActError("masked is true or false, and not together with hidden")
    if hidden:
        return "hidden_from_holder"
    return "masked_from_professionals" if masked else "normal"


def _plain(text: str) -> str:
    """Leave out characters that neither XML nor FHIR may hold (XML 1.0, 2.2)."""
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable())
