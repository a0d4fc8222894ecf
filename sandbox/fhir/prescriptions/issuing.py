"""The paper and the code of an e-prescription, as Binary resources that are written when asked and never kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.fhir.access import RefusedError
from sandbox.fhir.interactions.binary import binary_answer
from sandbox.fhir.interactions.call import Call
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.prescriptions.e_prescription import EPrescription
from sandbox.fhir.prescriptions.kept_lines import find_e_prescription
from sandbox.fhir.prescriptions.qr_code import as_png, as_svg, qr_code
from sandbox.fhir.prescriptions.signed_content import code_text, signed
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.spaces import Space


@dataclass(frozen=True)
class Form:
    """A way to write an e-prescription."""

    media_type: str
    write: Callable[[EPrescription, str], bytes]


def qr_text(space: Space, prescription: EPrescription) -> str:
    """Return what the QR code of an e-prescription holds."""
    return code_text(signed(space, prescription))


def read_paper(call: Call) -> ResponseReturnValue:
    """Answer `GET [base]/Binary/NUMBER.FORM`."""
    asked = str((request.view_args or {})["id"])
    call.exchange.note(resource_type="Binary", interaction="read")
    number, _, form = asked.rpartition(".")
    found = _find(call, number) if form in FORMS else None
    if found is None:
        raise RefusedError(outcome_answer(404, "not-found", f"There is no Binary/{asked[:64]}"))
    chosen = FORMS[form]
    return binary_answer(asked, chosen.write(found, qr_text(call.space, found)), chosen.media_type)


def _find(call: Call, number: str) -> EPrescription | None:
    return find_e_prescription(call.space, call.store.find, call.access.persona, number)


def _pdf(prescription: EPrescription, text: str) -> bytes:
    from sandbox.fhir.prescriptions.paper import paper  # noqa: PLC0415 - fpdf2 is slow to load, and few ask for paper

    return paper(prescription, text)


def _png(_prescription: EPrescription, text: str) -> bytes:
    return as_png(qr_code(text))


def _svg(_prescription: EPrescription, text: str) -> bytes:
    return as_svg(qr_code(text))


FORMS: Final = {
    "pdf": Form("application/pdf", _pdf),
    "png": Form("image/png", _png),
    "svg": Form("image/svg+xml", _svg),
}
BINARY: Final = ResourceKind(
    "Binary",
    frozenset({"read"}),
    versioned=False,
    contents=lambda: (form.media_type for form in FORMS.values()),
    ordinary=False,
    says="NUMBER.pdf is the e-prescription with its QR code, NUMBER.png and NUMBER.svg the code alone. As it is, or "
    "wrapped when application/fhir+json is preferred.",
)
