"""The INS (identité nationale de santé): matricule, its control key, and the OIDs that say what it may be used for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

INS_NIR_TEST_OID = "1.2.250.1.213.1.4.10"
INS_NIR_DEMO_OID = "1.2.250.1.213.1.4.11"
TEST_OIDS = frozenset({INS_NIR_TEST_OID, INS_NIR_DEMO_OID})
INS_OIDS = {
    "1.2.250.1.213.1.4.8": "INS-NIR",
    "1.2.250.1.213.1.4.9": "INS-NIA",
    INS_NIR_TEST_OID: "INS-NIR-TEST",
    INS_NIR_DEMO_OID: "INS-NIR-DEMO",
}
# Those of real people, and the INS-C that was calculated until 2019, whatever it was used for: none belongs here.
REFUSED_OIDS = {oid: name for oid, name in INS_OIDS.items() if oid not in TEST_OIDS} | {
    "1.2.250.1.213.1.4.2": "INS-C",
    "1.2.250.1.213.1.4.6": "INS-C, test",
    "1.2.250.1.213.1.4.7": "INS-C, demonstration",
}

_BODY_LENGTH = 13
_MATRICULE_LENGTH = _BODY_LENGTH + 2
_DEPARTMENT = slice(5, 7)
_CORSICAN = {"2A": "19", "2B": "18"}
_MODULUS = 97
_ANY_OID = re.compile(r"(?<![\d.])1\.2\.250\.1\.213\.1\.4\.(\d+)(?![\d.]*\d)")
# People write one in groups: 1 79 03 75 121 518 09, with spaces (narrow or not), full stops or hyphens.
_BETWEEN = "[ \u00a0\u2009\u202f.-]?"
_GROUPS = ("[1-8]", r"\d\d", r"\d\d", r"(?:\d\d|2[ABab])", r"\d{3}", r"\d{3}", r"\d\d")
_ANY_MATRICULE = re.compile(f"(?<![0-9A-Za-z]){_BETWEEN.join(_GROUPS)}(?![0-9A-Za-z])", re.ASCII)
_SEPARATOR = re.compile(r"[^0-9AB]")


class MalformedMatriculeError(ValueError):
    """The text is not the body of a matricule: 13 characters, digits but for the Corsican departments 2A and 2B."""


class RealIdentityError(ValueError):
    """The identity is, or may be, that of a real person: only made-up people live here; the message says what to do."""


@dataclass(frozen=True)
class Ins:
    """A matricule of 15 characters (13 and a key of 2) with the OID of its assigning authority, one for tests.

    Whatever has an `Ins` may so be told and kept: there is none under an OID of production.

    Raises:
        RealIdentityError: the OID is not one for tests.
    """

    matricule: str
    oid: str = INS_NIR_TEST_OID

    def __post_init__(self) -> None:
        if self.oid not in TEST_OIDS:
            raise RealIdentityError(refusal_of(self.oid))

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


def refusal_of(oid: str) -> str:
    """Say why an identity under an OID is refused, and which one to send."""
    kind = REFUSED_OIDS.get(oid)
    why = f"the OID {oid} ({kind}) is not one for tests" if kind else f"{oid[:60]!r} is not an OID of the INS for tests"
    return f"{why}: send no identity of a real person here, only INS of this space, under {INS_NIR_TEST_OID}"


def refused_oid_in(text: str) -> str | None:
    """Return the first OID in a text under which an identity is refused, bare or in whatever it is part of."""
    found = (match.group() for match in _ANY_OID.finditer(text))
    return next((oid for oid in found if oid in REFUSED_OIDS), None)


def matricules_in(text: str) -> Iterator[str]:
    """Give whatever in a text has the form and the key of a matricule, as it is written there, groups and all."""
    return (match.group() for match in _ANY_MATRICULE.finditer(text) if has_right_key(without_groups(match.group())))


def without_groups(written: str) -> str:
    """Return a matricule without what stands between its groups."""
    return _SEPARATOR.sub("", written.upper())
