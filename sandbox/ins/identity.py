"""What a professional's software knows of an identity, and what it may do with it (référentiel INS and RNIV).

How much an identity is worth is its status. Two things raise it: INSi, which gives the INS, and a look at an identity
document. An attribute says what is special about it, and may take away what the status gave.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from sandbox.ins.traits import Traits, traits_of
from sandbox.people.ins import Ins, has_right_key
from sandbox.people.persona import Persona


class Status(StrEnum):
    """How much an identity is worth."""

    PROVISIONAL = "provisional"  # neither asked of INSi nor seen on a document
    RETRIEVED = "retrieved"  # given by INSi
    VALIDATED = "validated"  # seen on a document
    QUALIFIED = "qualified"  # both


class Attribute(StrEnum):
    """What is special about an identity."""

    HOMONYM = "homonym"
    DOUBTFUL = "doubtful"
    FICTITIOUS = "fictitious"


_WITH_INS: Final = frozenset({Status.RETRIEVED, Status.QUALIFIED})
_SPOILING: Final = frozenset({Attribute.DOUBTFUL, Attribute.FICTITIOUS})
_ONLY_PAIR: Final = frozenset({Attribute.DOUBTFUL, Attribute.HOMONYM})
_BY_INSI: Final = {
    Status.PROVISIONAL: Status.RETRIEVED,
    Status.RETRIEVED: Status.RETRIEVED,
    Status.VALIDATED: Status.QUALIFIED,
    Status.QUALIFIED: Status.QUALIFIED,
}
_BY_DOCUMENT: Final = {
    Status.PROVISIONAL: Status.VALIDATED,
    Status.VALIDATED: Status.VALIDATED,
    Status.RETRIEVED: Status.QUALIFIED,
    Status.QUALIFIED: Status.QUALIFIED,
}


class IdentityRuleError(ValueError):
    """An identity cannot be so, or may not do that; the message names the rule."""


@dataclass(frozen=True)
class Identity:
    """The traits of somebody with what they are worth; `ins` is there when INSi gave it, and only then.

    Raises:
        IdentityRuleError: the parts contradict each other.
    """

    traits: Traits
    status: Status = Status.PROVISIONAL
    attributes: frozenset[Attribute] = frozenset()
    ins: Ins | None = None

    def __post_init__(self) -> None:
        if len(self.attributes) > 1 and self.attributes != _ONLY_PAIR:
            raise IdentityRuleError("doubtful and homonym are the only attributes that go together")
        if self.attributes & _SPOILING and self.status is not Status.PROVISIONAL:
            raise IdentityRuleError("a doubtful or fictitious identity is provisional (EXI ID 24)")
        if (self.ins is not None) != (self.status in _WITH_INS):
            raise IdentityRuleError("a matricule and its OID are there when INSi gave them, and only then (EXI ID 26)")
        if self.ins is not None and not has_right_key(self.ins.matricule):
            raise IdentityRuleError("the key of the matricule is wrong")

    @property
    def may_ask_insi(self) -> bool:
        """Whether INSi may be asked: never about a doubtful or fictitious identity (EXI ID 24)."""
        return not self.attributes & _SPOILING

    @property
    def outgoing_ins(self) -> Ins:
        """The matricule with its OID, for whoever sends it to somebody else.

        Raises:
            IdentityRuleError: it may not leave: the identity is not qualified (EXI ID 29).
        """
        if self.ins is None or self.status is not Status.QUALIFIED:
            raise IdentityRuleError(f"the matricule of a {self.status} identity stays here (EXI ID 29)")
        return self.ins

    def retrieved(self, ins: Ins, traits: Traits) -> "Identity":
        """Return the identity with what INSi gave, whose traits replace those typed.

        Raises:
            IdentityRuleError: INSi may not be asked about it.
        """
        if not self.may_ask_insi:
            raise IdentityRuleError("a doubtful or fictitious identity is not asked of INSi (EXI ID 24)")
        return replace(self, traits=traits, ins=ins, status=_BY_INSI[self.status])

    def validated(self) -> "Identity":
        """Return the identity after its traits were found on a document of high trust.

        Raises:
            IdentityRuleError: it is doubtful or fictitious.
        """
        if self.attributes & _SPOILING:
            raise IdentityRuleError("a doubtful or fictitious identity stays provisional (EXI ID 24)")
        return replace(self, status=_BY_DOCUMENT[self.status])

    def marked(self, attribute: Attribute) -> "Identity":
        """Return the identity with one more attribute; doubtful and fictitious take status, matricule and OID away.

        Raises:
            IdentityRuleError: the attributes do not go together.
        """
        attributes = self.attributes | {attribute}
        if attribute in _SPOILING:
            return replace(self, attributes=attributes, status=Status.PROVISIONAL, ins=None)
        return replace(self, attributes=attributes)

    def unmarked(self, attribute: Attribute) -> "Identity":
        """Return the identity without an attribute; what was taken away does not come back by itself."""
        return replace(self, attributes=self.attributes - {attribute})


def identity_of(persona: Persona) -> Identity:
    """Return the identity under which somebody of the space has their record: qualified, as a record demands."""
    return Identity(traits_of(persona), Status.QUALIFIED, ins=persona.ins)
