"""The documents of a record in the hands of a professional: read, fetched, written, announced to the holder."""

from typing import Final

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.fhir.acts import ACTS
from sandbox.fhir.documents.content import Content
from sandbox.fhir.documents.professional_acts import LONGEST_TEXT
from sandbox.fhir.interactions.call import settle_record
from sandbox.ins.identity import IdentityRuleError
from sandbox.json_value import JsonValue
from sandbox.oidc.acts import UnknownActError
from sandbox.professional import reading
from sandbox.professional.clinical_reading import inner_file, read_sections
from sandbox.professional.reading import DocumentLine
from sandbox.professional.record import SHOWN_TO, shown
from sandbox.professional.visit import NotFoundError, Visit

_SHOWN_IN_PLACE: Final = ("application/pdf", "image/png", "image/jpeg")
_XML: Final = ("text/xml", "application/xml")


def document(visit: Visit) -> ResponseReturnValue:
    """Show a document: its sections when it is a CDA document that has some, its file otherwise."""
    line, content = _document(visit)
    sections = read_sections(content.data) if content.media_type in _XML else ()
    return visit.page(
        "professional/document.html",
        patient=visit.patient,
        holder=visit.holder,
        line=line,
        sections=sections,
        media_type=content.media_type,
    )


def file(visit: Visit) -> ResponseReturnValue:
    """Answer the file of a document, as it is; nothing in it runs."""
    _line, content = _document(visit)
    answer = Response(content.data, content_type=content.media_type)
    if content.media_type not in _SHOWN_IN_PLACE:
        answer.headers["Content-Disposition"] = "attachment"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def write(visit: Visit) -> ResponseReturnValue:
    """Put a document into the record; the patient's identity must be qualified, for their INS goes with it."""
    title, text = request.form.get("title", "").strip(), request.form.get("text", "").strip()
    if not title or not text or len(title) + len(text) > LONGEST_TEXT:
        return shown(visit, visit.decision(), problem="bad_text")
    try:
        _ = visit.patient.identity.outgoing_ins
    except IdentityRuleError:
        return shown(visit, visit.decision(), problem="not_qualified")
    shown_to = request.form.get("shown_to")
    if shown_to not in SHOWN_TO:  # whatever it was meant to say, nobody is shown more than was meant
        raise NotFoundError("shown_to")
    parameters: dict[str, JsonValue] = {
        "kind": request.form.get("kind", "report"),
        "title": title,
        "text": text,
        "hidden": shown_to == "professionals",
        "masked": shown_to == "holder",
        "professional": visit.professional.id,
    }
    _act(visit, "write_document", parameters)
    return visit.to_patient()


def announce(visit: Visit) -> ResponseReturnValue:
    """Show the holder a document that was kept from them until they were told of it."""
    line, _content = _document(visit)
    if line.is_hidden and line.is_mine:
        _act(visit, "announce_document", {"document": line.id})
    return visit.to_patient()


def _document(visit: Visit) -> tuple[DocumentLine, Content]:
    decision, wanted = visit.decision(), str((request.view_args or {}).get("document", ""))
    if decision.right is None:
        raise NotFoundError("the record is shut")
    line = reading.document(visit.space, visit.holder, visit.professional, decision.right, wanted)
    content = reading.content(visit.space, visit.holder, line) if line else None
    if line is None or content is None:
        raise NotFoundError(wanted)
    visit.exchange.note(document=line.id)
    visit.accessed("documents.read")
    return line, inner_file(content)


def _act(visit: Visit, name: str, parameters: dict[str, JsonValue]) -> None:
    """Do an act in the record as the professional, if at this moment they still may."""
    for api, _act in ACTS[name]:
        settle_record(visit.space, api, visit.holder)
    with visit.space.lock:  # no choice of the holder comes between the question and the act
        if visit.decision().right is None:
            raise NotFoundError("the record is shut")
        if not visit.sessions.first_submission(visit.session, request.form.get("submission", "")):
            return
        try:
            for _api, act in ACTS[name]:
                act(visit.space, visit.holder, parameters)
        except UnknownActError as wrong:  # a choice that the form does not have
            raise NotFoundError(str(wrong)) from wrong
    visit.exchange.note(wrote=name)
    visit.accessed("documents.write")
