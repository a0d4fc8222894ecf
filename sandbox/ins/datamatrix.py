"""The text of the INS datamatrix, version 2.2: written for a qualified identity, read back with every rule checked.

    IS 01 22 zeros | S1 matricule | S2 OID | S3 given names | S4 birth name | S5 sex | S6 day of birth | S7 birthplace

A block is its two letters and its value, in this order, each once. A group separator (ASCII 29) ends a field of
variable length that is neither full nor last. The symbol is ECC 200: see `sandbox.ins.symbol`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sandbox.inferred import inferred
from sandbox.ins.identity import Identity
from sandbox.ins.traits import TraitError, Traits
from sandbox.people.ins import Ins, has_right_key
from sandbox.people.persona import Gender

HEADER: Final = "IS01" + "0" * 22
SEPARATOR: Final = "\x1d"
_SEXES: Final[dict[Gender, str]] = {"female": "F", "male": "M"}
_DAY: Final = re.compile(r"(\d{2})-(\d{2})-(\d{4})\Z", re.ASCII)
_OID: Final = re.compile(r"[0-9.]+\Z", re.ASCII)


class DatamatrixError(ValueError):
    """The text is not that of an INS datamatrix; the message says where and why."""


@dataclass(frozen=True)
class Field:
    """A block: its name, and how many characters its value has."""

    name: str
    shortest: int
    longest: int

    @property
    def is_variable(self) -> bool:
        """Whether its length varies, so that its end may have to be marked."""
        return self.shortest < self.longest


def fields() -> tuple[Field, ...]:
    """Return the blocks in their order."""
    longest = inferred().ins.longest_name
    return (
        Field("S1", 15, 15),
        Field("S2", 19, 20),
        Field("S3", 1, longest),
        Field("S4", 1, longest),
        Field("S5", 1, 1),
        Field("S6", 10, 10),
        Field("S7", 5, 5),
    )


def write_datamatrix(identity: Identity) -> str:
    """Return the text of the datamatrix of an identity.

    Raises:
        IdentityRuleError: it is not qualified: neither matricule nor OID may leave (EXI ID 29).
        DatamatrixError: a name is too long for its block, or the birthplace is not known.
    """
    ins, traits = identity.outgoing_ins, identity.traits
    year, month, day = traits.birthdate.split("-")
    values = (
        ins.matricule,
        ins.oid,
        traits.given_names,
        traits.family_name,
        _SEXES[traits.gender],
        f"{day}-{month}-{year}",
        traits.birthplace or "",
    )
    return HEADER + "".join(_block(field, value) for field, value in zip(fields(), values, strict=True))


def read_datamatrix(text: str) -> tuple[Ins, Traits]:
    """Read the text of a datamatrix.

    Raises:
        DatamatrixError: it breaks a rule.
        RealIdentityError: its OID is not one for tests.
    """
    if not text.startswith(HEADER):
        raise DatamatrixError("an INS datamatrix begins with IS, version 01 and 22 zeros")
    matricule, oid, given_names, family_name, sex, day, birthplace = _values(text.removeprefix(HEADER))
    if not _OID.match(oid):
        raise DatamatrixError("S2 is an OID")
    ins = Ins(matricule, oid)
    if not has_right_key(matricule):
        raise DatamatrixError("S1: the key of the matricule is wrong")
    gender = next((gender for gender, letter in _SEXES.items() if letter == sex), None)
    if gender is None:
        raise DatamatrixError("S5 is M or F")
    born = _DAY.match(day)
    if born is None:
        raise DatamatrixError("S6 is a day as DD-MM-YYYY")
    try:
        return ins, Traits(family_name, given_names, gender, f"{born[3]}-{born[2]}-{born[1]}", birthplace)
    except TraitError as wrong:
        raise DatamatrixError(str(wrong)) from wrong


def _block(field: Field, value: str) -> str:
    if not field.shortest <= len(value) <= field.longest:
        raise DatamatrixError(f"{field.name} has {field.shortest} to {field.longest} characters, not {len(value)}")
    return field.name + value + (SEPARATOR if len(value) < field.longest else "")  # none of these is the last


def _values(rest: str) -> Iterator[str]:
    blocks = fields()
    for field in blocks:
        if not rest.startswith(field.name):
            raise DatamatrixError(f"block {field.name} should begin at {rest[:8]!r}")
        value, rest = _value(field, rest.removeprefix(field.name))
        yield value
    if rest:
        raise DatamatrixError(f"nothing comes after block {blocks[-1].name}")


def _value(field: Field, rest: str) -> tuple[str, str]:
    """Take the value of a field; what follows it comes second."""
    value = rest[: field.longest].partition(SEPARATOR)[0] if field.is_variable else rest[: field.longest]
    rest = rest[len(value) :]
    if len(value) < field.shortest or SEPARATOR in value:
        raise DatamatrixError(f"{field.name} has {field.shortest} to {field.longest} characters")
    if rest.startswith(SEPARATOR):
        if not field.is_variable or len(value) == field.longest:
            raise DatamatrixError(f"no separator follows {field.name}, which is full")
        return value, rest[1:]
    if len(value) < field.longest:
        raise DatamatrixError(f"{field.name} is neither full nor last: a separator must follow it")
    return value, rest
