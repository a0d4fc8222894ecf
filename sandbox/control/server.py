"""The control interface on its port: plain HTTP and JSON on loopback, under the bearer token of the process."""

import asyncio
import hmac
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.control.routes import Call, Controls, RefusedError
from sandbox.wire.conversation import Answer, Conversation, MalformedRequestError, Request
from sandbox.wire.farewell import part, refuse
from sandbox.wire.limits import Limits
from sandbox.wire.listener import Listener, listen
from sandbox.wire.plain import PlainChannel
from sandbox.wire.stream import PeerResetError, Stream

if TYPE_CHECKING:
    from sandbox.json_value import JsonValue

_LOG = logging.getLogger(__name__)
_LIMITS = Limits(body_size=64 * 1024 * 1024, idle_time=600.0)


@dataclass(frozen=True)
class _Outcome:
    status: int
    content: "JsonValue"


class ControlServer:
    """Serves the controls of one process."""

    def __init__(self, controls: Controls, token: str) -> None:
        self._controls = controls
        self._authorization = f"Bearer {token}".encode()
        self._listener: Listener | None = None
        self._streams: set[Stream] = set()

    async def open(self, port: int = 0) -> int:
        """Listen; return the port."""
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
        self._streams.add(stream)
        channel = PlainChannel(stream)
        try:
            await self._converse(Conversation(channel, _LIMITS))
            await part(channel, _LIMITS, grace=False)
        except PeerResetError:
            pass  # the caller is gone
        finally:
            stream.close()
            self._streams.discard(stream)

    async def _converse(self, conversation: Conversation) -> None:
        try:
            while (request := await conversation.receive()) is not None:
                outcome = await self._outcome(request)
                body = json.dumps(outcome.content, ensure_ascii=False).encode("utf-8", "surrogatepass")
                answer = Answer(outcome.status, (("Content-Type", "application/json"),), body)
                await conversation.channel.write(b"".join(conversation.answer_bytes(answer)))
                if not conversation.next_cycle():
                    return
        except MalformedRequestError as error:
            await refuse(conversation, error.status, error.reason)

    async def _outcome(self, request: Request) -> _Outcome:
        if not hmac.compare_digest((request.header("authorization") or "").encode("latin-1"), self._authorization):
            return _Outcome(401, {"error": "the control token is missing or wrong"})
        try:
            return _Outcome(200, await self._controls.carry_out(Call.of(request)))
        except RefusedError as error:
            return _Outcome(error.status, {"error": str(error)})
        except (ValueError, TypeError) as error:
            return _Outcome(400, {"error": str(error)})
        except LookupError as error:
            return _Outcome(404, {"error": f"there is no such thing: {error}"})
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001 - a control that breaks is our fault, told as such
            _LOG.exception("control %s %s broke", request.method, request.target)
            return _Outcome(500, {"error": "the sandbox broke; its log says where"})
