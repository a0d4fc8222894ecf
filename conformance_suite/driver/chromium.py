"""The system's Chromium, headless: one process for a run, driven by Playwright from a thread of its own.

Chromium itself reaches nothing: names do not resolve and its proxy is a closed port. What a page asks for is handed to
us before it would leave, carried by the same wires as without a browser, and handed back (`tab.py`). So the certificate
of the space and that of the app are verified by the same authorities as ever, whatever the browser trusts.

Chromium is tied to us by a pipe: when this process ends, in whatever way, it ends too.
"""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar

from conformance_suite.driver.chromium_program import ChromiumError

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path

    from playwright.async_api import Browser as Process
    from playwright.async_api import Playwright

WIRES = 64  # requests of pages under way at once, in a run
LAUNCH = 60.0  # seconds within which Chromium has to be there
CALL = 120.0  # seconds: a bound against a Chromium that hangs, above any patience with an app
_CUT_OFF = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
_NOT_WANTED = (
    *("IsolateOrigins", "site-per-process"),
    "LocalNetworkAccessChecks",  # app and space are on this machine, which a person would have to allow
    *("BackForwardCache", "PaintHolding", "SpareRendererForSitePerProcess"),  # work for nobody
)
_ARGUMENTS = (
    *_CUT_OFF,
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-site-isolation-trials",  # frames of other sites stay where their requests are seen
    "--renderer-process-limit=1",  # for each person, as contexts share none: going to another site starts no process
    f"--disable-features={','.join(_NOT_WANTED)}",
)

T = TypeVar("T")


class Chromium:
    """The running process. Use it as a context manager."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="chromium", daemon=True)
        self._playwright: Playwright | None = None
        self._process: Process | None = None
        self.wires = ThreadPoolExecutor(max_workers=WIRES, thread_name_prefix="wire")

    @property
    def process(self) -> Process:
        """The browser of Playwright, in which contexts are made."""
        if self._process is None:
            raise ChromiumError("Chromium is not running")
        return self._process

    @property
    def version(self) -> str:
        """Its version, such as 156.0.8078.108."""
        return self.process.version

    def do(self, work: Coroutine[Any, Any, T], *, seconds: float = CALL) -> T:
        """Have the browser's thread do something, and wait for its result.

        Raises ChromiumError when Chromium or the page is gone, or does not answer; else what the work raises.
        """
        from playwright.async_api import Error  # noqa: PLC0415 - an extra, loaded only if asked for

        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(seconds)
        except (Error, TimeoutError) as error:
            future.cancel()
            words = str(error).strip().splitlines()[:1] or [f"no answer within {seconds:g} s"]
            raise ChromiumError(f"Chromium: {words[0]}") from error

    def __enter__(self) -> Self:
        """Start it. Raises ChromiumError."""
        self._thread.start()
        try:
            self.do(self._launch(), seconds=LAUNCH)
        except BaseException as error:
            self.__exit__()
            if isinstance(error, ChromiumError | OSError):
                raise ChromiumError(f"{self._program} did not start: {error}") from error
            raise
        return self

    async def _launch(self) -> None:
        from playwright.async_api import async_playwright  # noqa: PLC0415 - an extra, loaded only if asked for

        self._playwright = await async_playwright().start()
        root = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's own sandbox refuses root
        self._process = await self._playwright.chromium.launch(
            executable_path=self._program,
            args=[*_ARGUMENTS, *root],
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
            chromium_sandbox=not root,
        )

    async def _end(self) -> None:
        if self._process is not None:
            with suppress(Exception):  # it may be gone already: that is what is wanted
                await self._process.close()
        if self._playwright is not None:
            with suppress(Exception):
                await self._playwright.stop()

    def __exit__(self, *_: object) -> None:
        """End it, and its thread."""
        with suppress(Exception):
            self.do(self._end(), seconds=LAUNCH)
        self.wires.shutdown(wait=False, cancel_futures=True)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
