"""What an app declares, and what may be asked of it: the conditions that decide which requirements apply. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

KINDS = ("web", "native", "service")


@dataclass(frozen=True)
class Facts:
    """What an app declares of itself: kind, purposes, exchanges as `measures.read`, features."""

    kind: str
    purposes: frozenset[str]
    exchanges: frozenset[str]
    features: frozenset[str]

    @classmethod
    def of(cls, declared: Mapping[str, object]) -> Facts:
        """From the manifest's `app` section (`kind`, `purposes`, `exchanges`, `features`); anything missing is none."""
        exchanges = declared.get("exchanges")
        families = exchanges if isinstance(exchanges, Mapping) else {}
        return cls(
            kind=str(declared.get("kind", "web")),
            purposes=frozenset(_words(declared.get("purposes"))),
            exchanges=frozenset(f"{family}.{way}" for family, ways in families.items() for way in _words(ways)),
            features=frozenset(_words(declared.get("features"))),
        )


class Condition(Protocol):
    """Something that holds or not for an app, given what it declares."""

    def holds(self, facts: Facts) -> bool:
        """Whether the declared facts meet the condition."""
        ...


@dataclass(frozen=True)
class Always:
    """Every app."""

    def holds(self, facts: Facts) -> bool:  # noqa: ARG002 - no fact matters
        """True."""
        return True


@dataclass(frozen=True)
class Kind:
    """Apps of one of these kinds."""

    kinds: frozenset[str]

    def holds(self, facts: Facts) -> bool:
        """Whether the app is of such a kind."""
        return facts.kind in self.kinds


@dataclass(frozen=True)
class Exchange:
    """Apps that exchange data: `any`, a family (`measures`) or one way of a family (`measures.read`)."""

    pattern: str

    def holds(self, facts: Facts) -> bool:
        """Whether one of the declared exchanges is meant."""
        return any(
            self.pattern in {"any", exchange} or exchange.startswith(self.pattern + ".") for exchange in facts.exchanges
        )


@dataclass(frozen=True)
class Feature:
    """Apps that declare this feature."""

    name: str

    def holds(self, facts: Facts) -> bool:
        """Whether the feature is declared."""
        return self.name in facts.features


@dataclass(frozen=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool:
        """The conjunction."""
        return all(part.holds(facts) for part in self.parts)


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool:
        """The disjunction."""
        return any(part.holds(facts) for part in self.parts)


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Condition

    def holds(self, facts: Facts) -> bool:
        """The negation."""
        return not self.part.holds(facts)


def leaves(condition: Condition) -> Iterator[Condition]:
    """Every plain condition inside of one."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, (list, tuple, set, frozenset)) else ()
