"""What the QR code of an e-prescription says: a JWT signed by the space, written in digits.

The claims are few, so that the code stays easy to scan: `jti` is the number, `iat` and `exp` say when it was written
and until when it may be fetched, `rpps` who prescribed, `lines` are each [ATC, drug, dose, days], and by the digest
`ins` whoever reads the patient's card can tell that the prescription is theirs.
"""

import base64
import hashlib
import json
import re
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from sandbox.fhir.prescriptions.e_prescription import EPrescription
from sandbox.fhir.prescriptions.signing_key import PrescriptionKey
from sandbox.json_value import JsonObject
from sandbox.people.ins import Ins
from sandbox.spaces import Space

TYP: Final = "poincon-rx+jwt"
SCHEME: Final = "poincon-rx:/"
_HALF: Final = 32  # bytes of each of the two numbers of an ES256 signature (RFC 7518, 3.4)
_FIRST: Final = 45  # the code of "-", the lowest character of a compact JWS: each is written as two digits from there
_WRITTEN: Final = re.compile(rf"{re.escape(SCHEME)}((?:\d\d)+)\Z", re.ASCII)
_LONGEST: Final = 8000  # characters; no QR code holds more


class UnreadableCodeError(ValueError):
    """The text is not what the QR code of an e-prescription holds."""


def signed(space: Space, prescription: EPrescription) -> str:
    """Return the compact JWS; the signature is that of RFC 6979, so that a prescription always has the same code."""
    key = space.part(PrescriptionKey)
    header = {"alg": "ES256", "typ": TYP, "kid": key.kid}
    signing_input = f"{_segment(header)}.{_segment(_claims(space, prescription))}"
    der = key.private.private_key.sign(  # type: ignore[union-attr]  # it has its private half
        signing_input.encode(), ECDSA(SHA256(), deterministic_signing=True)
    )
    halves = b"".join(number.to_bytes(_HALF) for number in decode_dss_signature(der))
    return f"{signing_input}.{_base64url(halves)}"


def code_text(jws: str) -> str:
    """Write a compact JWS as the QR code holds it: digits take less room than letters (as in SMART Health Cards)."""
    return SCHEME + "".join(f"{ord(character) - _FIRST:02d}" for character in jws)


def read_code(text: str) -> str:
    """Return the compact JWS that the text of a QR code stands for.

    Raises:
        UnreadableCodeError: it stands for none.
    """
    found = _WRITTEN.match(text) if len(text) <= _LONGEST else None
    if found is None:
        raise UnreadableCodeError(f"it is not {SCHEME} and pairs of digits")
    digits = found[1]
    return "".join(chr(int(digits[place : place + 2]) + _FIRST) for place in range(0, len(digits), 2))


def kid_of(jws: str) -> str | None:
    """Return the `kid` that the header names, before anything is verified."""
    try:
        header: Any = json.loads(base64.urlsafe_b64decode(jws.partition(".")[0] + "=="))
    except (ValueError, RecursionError):
        return None
    kid = header.get("kid") if isinstance(header, dict) else None
    return kid if isinstance(kid, str) else None


def ins_digest(number: str, ins: Ins) -> str:
    """Return half of the SHA-256 of number, OID and matricule: whoever reads the patient's card can compute it too."""
    digest = hashlib.sha256(f"{number}|{ins.oid}|{ins.matricule}".encode()).digest()
    return _base64url(digest[: len(digest) // 2])


def _claims(space: Space, prescription: EPrescription) -> JsonObject:
    return {
        "iss": space.issuer,
        "jti": prescription.number,
        "iat": int(prescription.written.timestamp()),
        "exp": int(prescription.until.timestamp()),
        "rpps": prescription.prescriber.rpps,
        "ins": ins_digest(prescription.number, prescription.persona.ins),
        "lines": [[line.atc, line.drug, line.dose, line.days] for line in prescription.lines],
    }


def _segment(content: JsonObject | dict[str, str]) -> str:
    return _base64url(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
