"""The pages of professionals."""

from typing import Final

from sandbox.endpoint import Endpoint
from sandbox.professional.finding import LARGEST_PICTURE, find, home
from sandbox.professional.papers import announce, document, file, write
from sandbox.professional.record import (
    agree,
    check_identity,
    datamatrix_png,
    datamatrix_svg,
    open_in_emergency,
    patient,
)
from sandbox.professional.sign_in import callback, sign_in, sign_out
from sandbox.professional.visit import visited

_PATIENT: Final = "/pro/patients/<reference>"
_DOCUMENT: Final = f"{_PATIENT}/documents/<document>"
READ: Final = ("GET",)
FORM: Final = ("GET", "POST")
CALL: Final = ("POST",)

ENDPOINTS: Final = (
    Endpoint("pro_home", "/pro", READ, visited(home)),
    Endpoint("pro_sign_in", "/pro/sign-in", FORM, sign_in),
    Endpoint("pro_callback", "/pro/callback", READ, callback),
    Endpoint("pro_sign_out", "/pro/sign-out", CALL, visited(sign_out)),
    Endpoint("pro_find", "/pro/find", CALL, visited(find), largest_body=LARGEST_PICTURE),
    Endpoint("pro_patient", _PATIENT, READ, visited(patient)),
    Endpoint("pro_agreement", f"{_PATIENT}/agreement", CALL, visited(agree)),
    Endpoint("pro_emergency", f"{_PATIENT}/emergency", CALL, visited(open_in_emergency)),
    Endpoint("pro_identity", f"{_PATIENT}/identity", CALL, visited(check_identity)),
    Endpoint("pro_datamatrix", f"{_PATIENT}/datamatrix.svg", READ, visited(datamatrix_svg)),
    Endpoint("pro_datamatrix", f"{_PATIENT}/datamatrix.png", READ, visited(datamatrix_png)),
    Endpoint("pro_write", f"{_PATIENT}/documents", CALL, visited(write)),
    Endpoint("pro_document", _DOCUMENT, READ, visited(document)),
    Endpoint("pro_file", f"{_DOCUMENT}/file", READ, visited(file)),
    Endpoint("pro_announcement", f"{_DOCUMENT}/announcement", CALL, visited(announce)),
)
