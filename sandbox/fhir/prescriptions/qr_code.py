"""The QR code of an e-prescription (ISO/IEC 18004): digits after a short name, error correction M."""

import io
from typing import Any, Final

import segno

from sandbox.fhir.prescriptions.signed_content import SCHEME

_PIXELS: Final = 6  # of one module, in PNG
QUIET: Final = 4  # modules around the code (ISO/IEC 18004, 5.3.8)


def qr_code(text: str) -> segno.QRCode:
    """Make the code, as small as error correction M allows."""
    parts: Any = [SCHEME, text.removeprefix(SCHEME)]  # segno takes parts, each in its own mode; its types do not say so
    return segno.make_qr(parts, error="m", boost_error=False)


def as_png(code: segno.QRCode) -> bytes:
    """Draw the code as PNG."""
    return _drawn(code, "png")


def as_svg(code: segno.QRCode) -> bytes:
    """Draw the code as SVG."""
    return _drawn(code, "svg")


def _drawn(code: segno.QRCode, form: str) -> bytes:
    file = io.BytesIO()
    code.save(file, kind=form, scale=_PIXELS, border=QUIET)
    return file.getvalue()
