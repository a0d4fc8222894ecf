"""A server of the standard library's kind, answering in a thread for as long as a test needs it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from socketserver import BaseServer

SOON = 0.01  # seconds until it notices that it is to end; by itself it takes half a second, longer than most tests


@contextmanager
def listening(server: BaseServer) -> Iterator[None]:
    """Answer what comes in; nothing of the server is left behind."""
    thread = threading.Thread(target=server.serve_forever, args=(SOON,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
