"""The console on its port: plain HTTP on loopback, in front of its Flask application."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sandbox.console.console import Console
from sandbox.console.console_app import create_console_app
from sandbox.console.door import Door
from sandbox.desk import SpaceDesk
from sandbox.journal.exchange import Exchange
from sandbox.spaces import Space
from sandbox.wire import gateway
from sandbox.wire.conversation import Answer, Request
from sandbox.wire.limits import Limits
from sandbox.wire.plain_server import PlainServer

_WORKERS = 16
_LIMITS = Limits(body_size=4 * 1024 * 1024, idle_time=60.0, connections=128)


class ConsoleServer:
    """Serves the console of one space."""

    def __init__(self, space: Space, desk: SpaceDesk, *, ca_bundle: Path, ca_p12: Path) -> None:
        self._door = Door(space)
        loop = asyncio.get_running_loop()
        console = Console(space, desk, self._door, ca_bundle, ca_p12, loop)
        self._application = create_console_app(console)
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="console")
        self._server = PlainServer(self._answer, _LIMITS)

    async def open(self, port: int) -> None:
        """Listen.

        Raises:
            OSError: the port is taken.
        """
        self._door.port = await self._server.open(port)

    def new_link(self) -> str:
        """Return a URL that opens the console in one browser, once."""
        return self._door.new_link()

    def close(self) -> None:
        """Stop serving."""
        self._server.close()
        self._workers.shutdown(wait=False, cancel_futures=True)

    async def _answer(self, request: Request, peer: str) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(
            self._workers,
            lambda: gateway.call(
                self._application,
                request,
                Exchange("console", None),
                listener="console",
                port=self._door.port,
                peer=peer,
                scheme="http",
            ),
        )
