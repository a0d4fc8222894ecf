"""How much, and for how long, a peer may occupy the wire."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds."""

    header_size: int = 64 * 1024
    body_size: int = 4 * 1024 * 1024
    handshake_time: float = 10.0
    idle_time: float = 60.0  # between two requests of one connection
    header_time: float = 10.0  # from the first byte of a request to the end of its headers
    body_time: float = 30.0  # from the end of the headers to the end of the body
    farewell_grace: float = 1.0  # for a peer that was told to close, before we say goodbye ourselves
    linger_time: float = 5.0  # for a peer to close after our goodbye
    connections: int = 1024
