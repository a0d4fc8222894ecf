"""A channel without TLS, for the control interface on loopback."""

from sandbox.wire.stream import Ending, PeerResetError, Stream


class PlainChannel:
    """The server's side of one plain connection."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    @property
    def ending(self) -> Ending | None:
        """Return how the peer left, None while it is there."""
        return self._stream.ending

    async def read(self) -> bytes:
        """Return what the peer said; empty once it has ended in order."""
        return await self._stream.read()

    async def write(self, data: bytes) -> None:
        """Return once the kernel has taken all of `data`."""
        await self._stream.write(data)

    async def wait_until_gone(self) -> Ending:
        """Return once the peer has left; what it still says is thrown away."""
        try:
            while self._stream.ending is None:
                await self._stream.read()
        except PeerResetError:
            return "reset"
        return self._stream.ending or "reset"

    async def say_goodbye(self) -> None:
        """End our side in order (FIN)."""
        self._stream.finish()

    def leave_silently(self) -> None:
        """End our side; without TLS a farewell is a FIN all the same."""
        self._stream.finish()

    def reset(self) -> None:
        """End the connection with a reset."""
        self._stream.reset()

    def close(self) -> None:
        """Let go of the connection."""
        self._stream.close()
