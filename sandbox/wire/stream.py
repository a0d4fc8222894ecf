"""A TCP connection as the wire needs it: bytes, and the truth about how it ended."""

import asyncio
import socket
import struct
from collections.abc import Callable, Coroutine
from typing import Any, Literal

_HIGH_WATER = 256 * 1024  # bytes read ahead of whoever consumes them
Ending = Literal["closed", "reset"]


class PeerResetError(ConnectionError):
    """The peer reset the connection, or vanished."""


class Stream(asyncio.Protocol):
    """One accepted connection. `ending` is None while the peer is there, then how it left."""

    def __init__(self, serve: Callable[["Stream"], Coroutine[Any, Any, None]]) -> None:
        self._serve = serve
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._stirred = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self._paused = False
        self.ending: Ending | None = None
        self.peer = ""
        self.task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the conversation on a connection just accepted."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a stream needs a transport that reads and writes")
        self._transport = transport
        self.peer = str((transport.get_extra_info("peername") or ("",))[0])
        transport.set_write_buffer_limits(high=0)  # "written" is to mean: taken by the kernel
        self.task = asyncio.get_running_loop().create_task(self._serve(self))

    def data_received(self, data: bytes) -> None:
        """Take what has arrived, and stop reading when nobody consumes it."""
        self._received += data
        if len(self._received) > _HIGH_WATER and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()
        self._stirred.set()

    def eof_received(self) -> bool:
        """Note that the peer will send no more; our side stays open."""
        self.ending = self.ending or "closed"
        self._stirred.set()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Note how the connection ended."""
        if exc is not None:
            self.ending = "reset"
        else:
            self.ending = self.ending or "closed"
        self._transport = None
        self._stirred.set()
        self._writable.set()

    def pause_writing(self) -> None:
        """The kernel takes no more for now."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The kernel has taken everything."""
        self._writable.set()

    async def read(self) -> bytes:
        """Return what has arrived, waiting for it; empty once the peer has ended in order.

        Raises:
            PeerResetError: the connection was reset.
        """
        while not self._received:
            if self.ending == "reset":
                raise PeerResetError
            if self.ending == "closed":
                return b""
            self._stirred.clear()
            await self._stirred.wait()
        data = bytes(self._received)
        self._received.clear()
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return data

    async def write(self, data: bytes) -> None:
        """Return once the kernel has taken all of `data`.

        Raises:
            PeerResetError: it could not, the peer being gone.
        """
        if self._transport is None or self._transport.is_closing():
            raise PeerResetError
        self._transport.write(data)
        await self._writable.wait()
        if self._transport is None or self.ending == "reset":
            raise PeerResetError

    def finish(self) -> None:
        """Say that we send no more (FIN)."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write_eof()

    def close(self) -> None:
        """Let go of the connection."""
        if self._transport is not None:
            self._transport.close()

    def reset(self) -> None:
        """End the connection with a reset (RST)."""
        if self._transport is None:
            return
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
