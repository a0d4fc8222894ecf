"""The connections of one server: no more than so many at a time, none left open behind its conversation."""

from collections.abc import Awaitable, Callable

from sandbox.wire.stream import Stream


class Visitors:
    """Whoever is connected to a server now."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._streams: set[Stream] = set()

    async def receive(self, stream: Stream, converse: Callable[[Stream], Awaitable[None]]) -> None:
        """Have a conversation on a new connection, and close it; one too many is reset."""
        if len(self._streams) >= self._most:
            stream.reset()
            return
        self._streams.add(stream)
        try:
            await converse(stream)
        finally:
            stream.close()
            self._streams.discard(stream)

    def dismiss(self) -> None:
        """Drop every connection."""
        for stream in tuple(self._streams):
            if stream.task is not None:
                stream.task.cancel()
            stream.close()
