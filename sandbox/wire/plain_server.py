"""A server without TLS on loopback, for those who serve a developer: the control interface and the console."""

from collections.abc import Awaitable, Callable

from sandbox.wire.conversation import Answer, Conversation, MalformedRequestError, Request
from sandbox.wire.farewell import part, refuse
from sandbox.wire.limits import Limits
from sandbox.wire.listener import Listener, listen
from sandbox.wire.plain import PlainChannel
from sandbox.wire.stream import PeerResetError, Stream
from sandbox.wire.visitors import Visitors

AnswerRequest = Callable[[Request, str], Awaitable[Answer]]  # a request, and the address it came from


class PlainServer:
    """Serves requests one after the other on each connection."""

    def __init__(self, answer: AnswerRequest, limits: Limits) -> None:
        self._answer = answer
        self._limits = limits
        self._listener: Listener | None = None
        self._visitors = Visitors(limits.connections)

    async def open(self, port: int = 0) -> int:
        """Listen; return the port.

        Raises:
            OSError: the port is taken.
        """
        self._listener = await listen(self._serve, port=port)
        return self._listener.port

    def close(self) -> None:
        """Stop serving."""
        if self._listener is not None:
            self._listener.close()
        self._visitors.dismiss()

    async def _serve(self, stream: Stream) -> None:
        await self._visitors.receive(stream, self._receive)

    async def _receive(self, stream: Stream) -> None:
        channel = PlainChannel(stream)
        try:
            await self._converse(Conversation(channel, self._limits), stream.peer)
            await part(channel, self._limits, grace=False)
        except PeerResetError:
            pass  # the caller is gone

    async def _converse(self, conversation: Conversation, peer: str) -> None:
        try:
            while (request := await conversation.receive()) is not None:
                answer = await self._answer(request, peer)
                await conversation.channel.write(b"".join(conversation.answer_bytes(answer)))
                if not conversation.next_cycle():
                    return
        except MalformedRequestError as error:
            await refuse(conversation, error.status, error.reason)
