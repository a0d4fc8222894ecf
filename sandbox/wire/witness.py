"""What is told of one connection in the journal: its handshake, and what came after each exchange that it carried."""

from typing import TYPE_CHECKING, Literal

from sandbox.hooks import CertificateChoice
from sandbox.journal.exchange import Exchange
from sandbox.journal.scribe import Scribe
from sandbox.spaces import SpaceRegistry
from sandbox.wire.connection import Connection
from sandbox.wire.farewell import Parting
from sandbox.wire.tls import Handshake

if TYPE_CHECKING:
    from sandbox.json_value import JsonObject, JsonValue


class Witness:
    """Writes the events of one connection, as soon as it is known which space they belong to.

    A connection of the main listener that never names a space is told to the only space there is, or to none.
    """

    def __init__(self, connection: Connection, registry: SpaceRegistry, scribe: Scribe) -> None:
        self._connection = connection
        self._registry = registry
        self._scribe = scribe
        self._handshake: JsonObject | None = None

    def shook(self, choice: CertificateChoice, shake: Handshake, accepted: float) -> None:
        """Tell how the handshake went that began at `accepted` (monotonic seconds)."""
        faults: list[JsonValue] = list(self._connection.faults)
        fields: JsonObject = {
            "connection": self._connection.id,
            "listener": self._connection.listener,
            "certificate": choice.kind,
            "hello": shake.hello,
            "flight_sent": shake.flight_sent,
            "outcome": shake.outcome,
            "alert": shake.alert,
            "reason": shake.reason,
            "version": shake.version,
            "faults": faults,
            "accepted": round(accepted, 6),
        }
        self._handshake = fields
        if shake.outcome != "completed" and self._connection.space is None:
            self._connection.meet(self._registry.sole())
        self.met()

    def met(self) -> None:
        """Write what had to wait for the connection's space to be known."""
        space = self._connection.space
        if space is not None and self._handshake is not None:
            self._scribe.write(space.journal, "handshake", self._handshake, episode=self._connection.episode)
            self._handshake = None

    def reused(self, after: Exchange) -> None:
        """Tell that another request arrived behind an exchange, whose answer must then have been read."""
        self._write("reused", after)

    def ended(
        self, outcome: Parting, after: Exchange | None, *, alert: str | None = None, malformed: str | None = None
    ) -> None:
        """Tell how the connection ended, behind its last exchange if it carried any."""
        if self._connection.space is None:
            self._connection.meet(self._registry.sole())
            self.met()
        self._write(outcome, after, alert=alert, malformed=malformed)

    def _write(self, outcome: Parting | Literal["reused"], after: Exchange | None, **details: str | None) -> None:
        space = self._registry.find(after.space) if after else self._connection.space
        if space is None:
            return
        fields: JsonObject = {
            "connection": self._connection.id,
            "listener": self._connection.listener,
            "outcome": outcome,
            "after": after.id if after else None,
        }
        fields.update({name: value for name, value in details.items() if value is not None})
        episode = after.owner() if after else self._connection.episode
        self._scribe.write(space.journal, "connection", fields, episode=episode)
