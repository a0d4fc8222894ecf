"""The record: documents, measures, appointments, messages; hiding documents from professionals; taking all out."""

from functools import partial
from typing import Final

from flask import Response, request

from sandbox.clock import Clock
from sandbox.endpoint import Endpoint
from sandbox.fhir.apis.documents import DOCUMENTS
from sandbox.fhir.documents.visibility import mask
from sandbox.fhir.interactions.call import settle_record
from sandbox.fhir.resources.document_reference import DOCUMENT_REFERENCE
from sandbox.holder.export import export
from sandbox.holder.pages.visit import ROOT, MyPage, Visit
from sandbox.holder.record_view import PARTS, Part, lines
from sandbox.whole_number import whole_number

_FORM: Final = ("GET", "POST")
_MOST_DIGITS: Final = 4


def show_part(part: Part, visit: Visit) -> Response:
    """Show a page of a part of the record."""
    visit.accessed(f"{part.api.family}.read")
    asked = request.args.get("page", "0")
    number = whole_number(asked, _MOST_DIGITS) or 0
    return visit.page("record.html", part=part.name, parts=PARTS, page=lines(visit.space, visit.holder, part, number))


def change_documents(visit: Visit) -> str:
    """Hide a document from professionals, or show it to them again."""
    what = request.form.get("do")
    if what not in {"hide", "show"}:
        return "nothing_changed"
    masked = what == "hide"
    settle_record(visit.space, DOCUMENTS, visit.holder)
    visit.accessed("documents.write")
    document = request.form.get("document", "")
    if not mask(visit.space, visit.holder, DOCUMENT_REFERENCE, document, masked=masked):
        return "nothing_changed"
    return "document_hidden" if masked else "document_shown"


def take_out(visit: Visit) -> Response:
    """Give the archive of everything; who only helps cannot take it."""
    if not visit.may("govern"):
        return visit.page("not_yours.html", status=403)
    visit.accessed("record.read")
    day = visit.space.part(Clock).today().date().isoformat()
    answer = Response(export(visit.space, visit.holder), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="mon-espace-{day}.zip"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def endpoints() -> list[Endpoint]:
    """Return one endpoint a part, and the archive."""
    rows = [
        Endpoint(
            f"my_{name}",
            f"{ROOT}/{name}",
            _FORM if name == "documents" else ("GET",),
            MyPage(
                partial(show_part, part),
                change_documents if name == "documents" else None,
                power="act",
                open_only=True,
            ),
        )
        for name, part in PARTS.items()
    ]
    return [*rows, Endpoint("my_export", f"{ROOT}/export", ("GET",), MyPage(take_out, open_only=True))]
