"""The realm of an identity provider in one health space: an issuer of its own, for the same people at the same time."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from sandbox.clock import Clock
from sandbox.identity.provider import Provider
from sandbox.identity.subjects import Subjects
from sandbox.oidc.terms import Cookie, Terms, terms
from sandbox.people.people import People
from sandbox.spaces import Coordinates, Space

Part = TypeVar("Part")
_OF_THE_HEALTH_SPACE: frozenset[Callable[..., Any]] = frozenset({Clock, People})


class Realm(Space):
    """An identity provider inside a health space.

    It is a space of the same kind, so that whatever an issuer needs (clients, keys, browsers, what it issued) is here
    once more and apart; only time and people are those of the health space. No episode is ever open in it: faults are
    armed against the health space, its identity providers stay honest.
    """

    def __init__(self, host: Space, provider: Provider) -> None:
        places = provider.places
        super().__init__(
            host.id,
            Coordinates(
                host.issuer + places.issuer,
                host.issuer + places.issuer + places.token,
                place=host.coordinates.place,
            ),
            seed=host.seed,
            journal=host.journal,
            vault=host.vault,
            mode="strict",
            state_dir=None if host.state_dir is None else host.state_dir / "identity" / provider.name,
        )
        if self.state_dir is not None:
            self.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.lock = host.lock  # of both together: whoever redeems a code here may go on there
        self.host = host
        self.provider = provider
        self._terms = Terms(
            offer=provider.offer,
            lifetimes=provider.lifetimes,
            cookie=Cookie(provider.cookie, f"/s/{host.id}{places.root}"),
            assertion_audiences=tuple(
                self.issuer + path
                for path in ("", places.token, places.revocation, places.introspection)
                if path is not None
            ),
            words="sandbox.identity",
        )

    @property
    def subjects(self) -> Subjects:
        """Those who can sign in here."""
        return self.part(self.provider.subjects)

    def part(self, kind: Callable[[Space], Part]) -> Part:
        """Return the realm's own instance of `kind`, or the health space's where both share it."""
        if kind in _OF_THE_HEALTH_SPACE:
            return self.host.part(kind)
        if kind is terms:
            return cast("Part", self._terms)
        return super().part(kind)


class Realms:
    """The realms of one health space, each made when first asked for."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._realms: dict[str, Realm] = {}

    def of(self, provider: Provider) -> Realm:
        """Return the realm of a provider."""
        with self._space.lock:
            if provider.name not in self._realms:
                self._realms[provider.name] = Realm(self._space, provider)
            return self._realms[provider.name]

    def all(self) -> tuple[Realm, ...]:
        """Return those that somebody has asked for."""
        with self._space.lock:
            return tuple(self._realms.values())


def realm_of(space: Space, provider: Provider) -> Realm:
    """Return the realm of a provider in a health space."""
    return space.part(Realms).of(provider)
