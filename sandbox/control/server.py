"""The control interface on its port: plain HTTP and JSON on loopback, under the bearer token of the process."""

import asyncio
import hmac
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.control.call import Call, RefusedError
from sandbox.control.routes import Controls
from sandbox.gate import StillBusyError
from sandbox.reset import EpisodeOpenError
from sandbox.wire.conversation import Answer, Request
from sandbox.wire.limits import Limits
from sandbox.wire.plain_server import PlainServer

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
        self._server = PlainServer(self._answer, _LIMITS)

    async def open(self, port: int = 0) -> int:
        """Listen; return the port."""
        return await self._server.open(port)

    def close(self) -> None:
        """Stop serving."""
        self._server.close()

    async def _answer(self, request: Request, _peer: str) -> Answer:
        outcome = await self._outcome(request)
        body = json.dumps(outcome.content, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return Answer(outcome.status, (("Content-Type", "application/json"),), body)

    async def _outcome(self, request: Request) -> _Outcome:
        if not hmac.compare_digest((request.header("authorization") or "").encode("latin-1"), self._authorization):
            return _Outcome(401, {"error": "the control token is missing or wrong"})
        try:
            return _Outcome(200, await self._controls.carry_out(Call.of(request)))
        except (RefusedError, EpisodeOpenError, StillBusyError, ValueError, TypeError) as error:
            return _Outcome(_status(error), {"error": str(error)})
        except LookupError as error:
            return _Outcome(404, {"error": f"there is no such thing: {error}"})
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001 - a control that breaks is our fault, told as such
            _LOG.exception("control %s %s broke", request.method, request.target)
            return _Outcome(500, {"error": "the sandbox broke; its log says where"})


def _status(error: Exception) -> int:
    if isinstance(error, RefusedError):
        return error.status
    return 409 if isinstance(error, EpisodeOpenError | StillBusyError) else 400
