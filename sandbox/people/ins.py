"""The INS (identité nationale de santé): matricule, its control key, and the OIDs that say what it may be used for."""

from dataclasses import dataclass

INS_NIR_TEST_OID = "1.2.250.1.213.1.4.10"
INS_OIDS = {
    "1.2.250.1.213.1.4.8": "INS-NIR",
    "1.2.250.1.213.1.4.9": "INS-NIA",
    INS_NIR_TEST_OID: "INS-NIR-TEST",
    "1.2.250.1.213.1.4.11": "INS-NIR-DEMO",
}

_BODY_LENGTH = 13
_MATRICULE_LENGTH = _BODY_LENGTH + 2
_DEPARTMENT = slice(5, 7)
_CORSICAN = {"2A": "19", "2B": "18"}
_MODULUS = 97


class MalformedMatriculeError(ValueError):
    """The text is not the body of a matricule: 13 characters, digits but for the Corsican departments 2A and 2B."""


@dataclass(frozen=True)
class Ins:
    """A matricule of 15 characters (13 and a key of 2) with the OID of its assigning authority."""

    matricule: str
    oid: str = INS_NIR_TEST_OID

    @property
    def system(self) -> str:
        """The OID as FHIR writes it in `Identifier.system`."""
        return f"urn:oid:{self.oid}"


def matricule_key(body: str) -> str:
    """Compute the two-digit key of a 13-character body: 97 - (n mod 97), 2A read as 19 and 2B as 18.

    Raises:
        MalformedMatriculeError: the body has another length or alphabet.
    """
    department = body[_DEPARTMENT]
    digits = body[:5] + _CORSICAN.get(department, department) + body[7:]
    if len(body) != _BODY_LENGTH or not (digits.isascii() and digits.isdigit()):
        raise MalformedMatriculeError(f"not the body of a matricule: {body!r}")
    return f"{_MODULUS - int(digits) % _MODULUS:02d}"


def has_right_key(matricule: str) -> bool:
    """Tell whether 15 characters are a matricule whose last two are its key; anything else is simply False."""
    if len(matricule) != _MATRICULE_LENGTH:
        return False
    try:
        return matricule_key(matricule[:_BODY_LENGTH]) == matricule[_BODY_LENGTH:]
    except MalformedMatriculeError:
        return False


def with_key(body: str) -> str:
    """Complete a 13-character body with its key."""
    return body + matricule_key(body)
