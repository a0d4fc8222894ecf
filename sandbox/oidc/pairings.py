"""Pairings: which person let which client do what. Consent to read and consent to write are apart in each family."""

from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.people.mandates import Mandate
from sandbox.spaces import Space


@dataclass(frozen=True)
class Pairing:
    """What a person lets a client do with their data: the scopes of data that hold now, maybe none.

    Attributes:
        mandates: by what right each who made it spoke for the person, themself included. It ends with the last.
    """

    persona_id: str
    client_id: str
    consents: frozenset[str]
    mandates: tuple[Mandate, ...] = ()


class Pairings:
    """The pairings of one space."""

    def __init__(self, space: Space) -> None:
        self._lock = space.lock
        self._pairings: dict[tuple[str, str], Pairing] = {}

    def find(self, persona_id: str, client_id: str) -> Pairing | None:
        """Return the pairing of a person with a client, or None if they are not paired."""
        return self._pairings.get((persona_id, client_id))

    def of(self, persona_id: str) -> tuple[Pairing, ...]:
        """Return every pairing of a person, the oldest first."""
        with self._lock:
            return tuple(one for one in self._pairings.values() if one.persona_id == persona_id)

    def pair(self, persona_id: str, client_id: str, consents: Iterable[str], mandates: tuple[Mandate, ...]) -> Pairing:
        """Pair a person with a client; a new pairing replaces what an older one allowed."""
        pairing = Pairing(persona_id, client_id, frozenset(consents), mandates)
        with self._lock:
            self._pairings[persona_id, client_id] = pairing
        return pairing

    def allow(self, pairing: Pairing, scope: str) -> Pairing:
        """Add a consent."""
        return self.pair(pairing.persona_id, pairing.client_id, pairing.consents | {scope}, pairing.mandates)

    def withdraw(self, pairing: Pairing, scope: str) -> Pairing:
        """Withdraw a consent; the pairing stays."""
        return self.pair(pairing.persona_id, pairing.client_id, pairing.consents - {scope}, pairing.mandates)

    def unpair(self, persona_id: str, client_id: str) -> None:
        """End a pairing."""
        with self._lock:
            self._pairings.pop((persona_id, client_id), None)

    def end_all_of(self, client_id: str) -> int:
        """End every pairing of a client; return how many there were."""
        with self._lock:
            ended = [parties for parties in self._pairings if parties[1] == client_id]
            for parties in ended:
                del self._pairings[parties]
        return len(ended)
