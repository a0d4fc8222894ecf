"""The traits of an identity as INSi writes them, and how two sets of them are compared.

The alphabet is INSi's: A to Z, space, apostrophe and hyphen, neither space nor hyphen first; no lower case, diacritic
or ligature. How INSi compares is not published: see `sandbox/DIVERGENCES.md`.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sandbox.people.persona import Gender, Persona

TraitName = Literal["family_name", "given_names", "gender", "birthdate", "birthplace"]

NAME: Final = re.compile(r"[A-Z'][A-Z' -]*\Z")
BIRTHPLACE: Final = re.compile(r"(?:\d{2}|2[AB])\d{3}\Z", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_LIGATURES: Final = {"Œ": "OE", "Æ": "AE", "Ø": "O", "Ð": "D", "Þ": "TH", "Ł": "L"}
_LIKE_APOSTROPHE: Final = dict.fromkeys("’‘ʼ`´", "'")
_LIKE_HYPHEN: Final = dict.fromkeys("‐‑‒–—−", "-")
_LETTERS: Final = str.maketrans({**_LIGATURES, **_LIKE_APOSTROPHE, **_LIKE_HYPHEN})
_JOINS: Final = re.compile(r"[ '-]+")


class TraitError(ValueError):
    """A trait is not one that INSi could have; the message says which and why."""

    def __init__(self, trait: TraitName, why: str) -> None:
        super().__init__(f"{trait}: {why}")
        self.trait = trait


@dataclass(frozen=True)
class Traits:
    """The five traits of an identity.

    Attributes:
        family_name: the name at birth, in INSi's alphabet.
        given_names: the list of given names at birth, in their order, spaces between them.
        gender: female or male.
        birthdate: ISO 8601.
        birthplace: the INSEE code of a commune, or 99 and that of a country; None where it is not known, which only a
            search may leave out.

    Raises:
        TraitError: one of them is none.
    """

    family_name: str
    given_names: str
    gender: Gender
    birthdate: str
    birthplace: str | None = None

    def __post_init__(self) -> None:
        _require_name("family_name", self.family_name)
        _require_name("given_names", self.given_names)
        if self.gender not in {"female", "male"}:
            raise TraitError("gender", "female or male")
        _require_date(self.birthdate)
        if self.birthplace is not None and not BIRTHPLACE.match(self.birthplace):
            raise TraitError("birthplace", "the INSEE code of a commune or a country: five characters")

    @property
    def first_given_name(self) -> str:
        """The first of the list."""
        return self.given_names.partition(" ")[0]


def insi_name(name: str) -> str:
    """Write a name in INSi's alphabet: upper case, diacritics dropped, ligatures spelled out.

    What has no place there stays and is refused as a trait: it is for a person to say what it stands for.
    """
    spelled = name.upper().translate(_LETTERS)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(sign))
    return " ".join(plain.split())


def traits_of(persona: Persona) -> Traits:
    """Return the traits of somebody of the space."""
    return Traits(
        insi_name(persona.family_name),
        insi_name(" ".join(persona.birth_given_names)),
        persona.gender,
        persona.birthdate,
        persona.birthplace,
    )


def differences(one: Traits, other: Traits) -> frozenset[TraitName]:
    """Return the traits in which two identities differ; a birthplace that one does not know differs from none.

    Hyphens, apostrophes and spaces are alike. Lists of given names are alike when one begins with the whole other:
    the software of a professional often has the first alone.
    """
    found: set[TraitName] = set()
    if _letters(one.family_name) != _letters(other.family_name):
        found.add("family_name")
    if not _begins(_letters(one.given_names), _letters(other.given_names)):
        found.add("given_names")
    if one.gender != other.gender:
        found.add("gender")
    if one.birthdate != other.birthdate:
        found.add("birthdate")
    if None not in (one.birthplace, other.birthplace) and one.birthplace != other.birthplace:
        found.add("birthplace")
    return frozenset(found)


def _begins(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def _letters(name: str) -> tuple[str, ...]:
    return tuple(part for part in _JOINS.split(name) if part)


def _require_name(trait: TraitName, name: str) -> None:
    if not NAME.match(name) or not _letters(name):
        why = "letters A to Z, spaces, apostrophes and hyphens, neither a space nor a hyphen first"
        raise TraitError(trait, why)


def _require_date(written: str) -> None:
    try:
        real = bool(_DATE.match(written)) and bool(date.fromisoformat(written))
    except ValueError:
        real = False
    if not real:
        raise TraitError("birthdate", "a day that there was, as YYYY-MM-DD")
