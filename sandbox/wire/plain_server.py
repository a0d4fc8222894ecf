"""A server without TLS on loopback, for those who serve a developer: the control interface and the console."""

from collections.abc import Awaitable, Callable

from sandbox.wire.conversation import Answer, Conversation, MalformedRequestError, Request
from sandbox.wire.farewell import part, refuse
from sandbox.wire.limits import Limits
from sandbox.wire.listener import Listener, listen
from sandbox.wire.plain import PlainChannel
from sandbox.wire.stream import PeerResetError, Stream

AnswerRequest = Callable[[Request, str], Awaitable[Answer]]  # a request, and the address it came from


class PlainServer:
    """Serves requests one after the other on each connection."""

    def __init__(self, answer: AnswerRequest, limits: Limits) -> None:
        self._answer = answer
        self._limits = limits
        self._listener: Listener | None = None
        self._streams: set[Stream] = set()

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
        for stream in tuple(self._streams):
            if stream.task is not None:
                stream.task.cancel()
            stream.close()

    async def _serve(self, stream: Stream) -> None:
        if len(self._streams) >= self._limits.connections:
            stream.reset()
            return
        self._streams.add(stream)
        channel = PlainChannel(stream)
        try:
            await self._converse(Conversation(channel, self._limits), stream.peer)
            await part(channel, self._limits, grace=False)
        except PeerResetError:
            pass  # the caller is gone
        finally:
            stream.close()
            self._streams.discard(stream)

    async def _converse(self, conversation: Conversation, peer: str) -> None:
        try:
            while (request := await conversation.receive()) is not None:
                answer = await self._answer(request, peer)
                await conversation.channel.write(b"".join(conversation.answer_bytes(answer)))
                if not conversation.next_cycle():
                    return
        except MalformedRequestError as error:
            await refuse(conversation, error.status, error.reason)
