"""What is known of one accepted connection, before and between the exchanges that it carries."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from sandbox.hooks import ListenerName
from sandbox.spaces import Space
from sandbox.standing_faults import StandingFaults


@dataclass
class Entrance:
    """A listener of ours: the main one serves every space, any other one (set once the space exists).

    One that `asks` wants the client's certificate (RFC 8705, 5).
    """

    listener: ListenerName
    port: int = 0
    space: Space | None = None
    asks: bool = False


@dataclass(frozen=True)
class MutualTls:
    """What a connection of a listener that asks knows: whether the peer was asked, and what it presented (DER)."""

    asked: bool
    certificate: bytes | None

    @property
    def thumbprint(self) -> str | None:
        """The `x5t#S256` of the certificate (RFC 8705, 3.1)."""
        if self.certificate is None:
            return None
        return base64.urlsafe_b64encode(hashlib.sha256(self.certificate).digest()).rstrip(b"=").decode()


@dataclass
class Connection:
    """One connection of an entrance; `space` is None on the main one until a request names it."""

    id: str
    listener: ListenerName
    port: int
    peer: str
    space: Space | None = None
    sole: Space | None = None  # the only space there is, if there is just one: whom a main connection must be for
    episode: str | None = None  # the only one open in that space when the connection was accepted
    faults: list[str] = field(default_factory=list)
    mutual_tls: MutualTls | None = None  # of listeners that ask

    def meet(self, space: Space | None) -> None:
        """Note whose connection this is."""
        self.space = space
        self.episode = space.sole_episode() if space else None

    def armed(self) -> Sequence[object]:
        """Return the faults armed for the episode that this connection must belong to, then those of its space."""
        played = self.space.armed(self.episode) if self.space and self.episode else ()
        host = self.space or self.sole
        return (*played, *host.part(StandingFaults).acting_on(self)) if host else played
