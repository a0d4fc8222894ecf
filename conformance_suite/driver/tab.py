"""One page in a context of its own: its requests all go through our hands, and we know when it has come to rest."""

from __future__ import annotations

import asyncio
import base64
import time
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error

from conformance_suite.driver.answers import Answer, NoAnswerError
from conformance_suite.driver.asked import SCRIPTED, UNSEEN, Asked
from conformance_suite.driver.forms import FormError
from conformance_suite.driver.page_scripts import KEPT, SAY, SCREEN, SHOWN, STILL, STILL_FOR, STILL_WITHIN

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from playwright.async_api import BrowserContext, CDPSession, Dialog, Locator, Page

    from conformance_suite.driver.chromium import Chromium
    from conformance_suite.json_value import JsonObject, JsonValue

LOOK = 0.2  # seconds between two looks at whether the time is over
RESTLESS = 10.0  # seconds for which a page that goes on asking is waited for, once it has loaded
READ_WITHIN = 2.0  # seconds within which a page has read an answer that it was given
ATTEMPTS = 3  # at reading a page that goes elsewhere at that moment
POKE = 5.0  # seconds for something that is to be clicked or filled in to be there, on a page that has come to rest
_CUT = frozenset({"content-length", "content-encoding", "transfer-encoding", "connection"})  # of the wire, not the page


class Tab:
    """A page. All of it runs in the browser's thread; `carry`, which gives answers, runs in others."""

    def __init__(
        self, chromium: Chromium, carry: Callable[[Asked], Answer], *, agent: str, at_space: Callable[[str], bool]
    ) -> None:
        self._chromium = chromium
        self._carry = carry
        self._agent = agent
        self._at_space = at_space
        self._context: BrowserContext | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way: dict[str, float] = {}  # requests by id, since when
        self._read: dict[str, asyncio.Event] = {}  # by network id: set when the page has read the answer
        self._crashed = False
        self._loading = False
        self._loaded_at = 0.0
        self._moves = 0

    async def begin(self) -> None:
        """Open it, empty."""
        self._stirred = asyncio.Event()
        self._context = await self._chromium.process.new_context(
            user_agent=self._agent,
            locale="fr-FR",
            service_workers="block",
            accept_downloads=False,
        )
        self._page: Page = await self._context.new_page()
        self._cdp: CDPSession = await self._context.new_cdp_session(self._page)
        self._page.on("dialog", lambda dialog: self._spawn(_agree(dialog)))
        self._page.on("crash", lambda _page: self._crash())
        self._context.on("page", lambda other: self._spawn(other.close()))
        self._cdp.on("Fetch.requestPaused", lambda event: self._spawn(self._paused(event)))
        self._cdp.on("Page.frameStartedLoading", lambda event: self._load(event, loading=True))
        self._cdp.on("Page.frameStoppedLoading", lambda event: self._load(event, loading=False))
        for name in ("Network.loadingFinished", "Network.loadingFailed"):
            self._cdp.on(name, self._was_read)
        tree = await self._cdp.send("Page.getFrameTree")
        self._frame = str(tree["frameTree"]["frame"]["id"])
        await self._cdp.send("Page.enable")
        await self._cdp.send("Network.enable", {"maxTotalBufferSize": 0, "maxResourceBufferSize": 0})
        await self._cdp.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})

    async def end(self) -> None:
        """Close it, and forget all that it holds."""
        if self._context is not None:
            await self._context.close()
        for task in list(self._tasks):
            task.cancel()

    # --- going and doing -----------------------------------------------------------------------------------------

    async def go(self, url: str, *, ends: float) -> None:
        """Open an address, and come to rest there."""
        self._loading = True
        self._spawn(self._navigate(url))
        await self._rest(ends)

    async def click(self, words: str, *, ends: float) -> None:
        """Click what a CSS selector finds, else what bears these words; come to rest. Raises FormError."""
        found = await self._find(words, POKE)
        await _done(found.click(timeout=_left(ends)), f"{words!r} cannot be clicked")
        await self._rest(ends)

    async def fill(self, values: Mapping[str, str], *, ends: float) -> None:
        """Type into what CSS selectors find. Raises FormError."""
        for selector, value in values.items():
            await self._enter(await self._find(selector, POKE), value, selector, ends)
        await self._rest(ends)

    async def submit(self, selector: str, values: Mapping[str, str], *, ends: float) -> None:
        """Fill the fields of a form by their names, and press its first button. Raises FormError."""
        form = await self._find(selector, POKE)
        form = form.locator("xpath=ancestor-or-self::form[1]")
        own = await form.get_attribute("id")
        for name, value in values.items():
            named = f'[name="{_quoted(name)}"]'
            field = form.locator(named)
            if own:  # a field may stand elsewhere and say whose it is
                field = field.or_(self._page.locator(f'[form="{_quoted(own)}"]{named}'))
            field = field.first
            if not await field.count():
                raise FormError(f"the form has no field {name!r}")
            await self._enter(field, value, name, ends)
        button = form.locator("button:not([type]), button[type=submit], input[type=submit], input[type=image]").first
        if await button.count():
            await _done(button.click(timeout=_left(ends)), f"the button of {selector!r} cannot be pressed")
        else:
            await form.evaluate("form => form.requestSubmit()")
        await self._rest(ends)

    async def wait_for(self, words: str, *, ends: float) -> None:
        """Wait until what a CSS selector finds, or these words, can be seen. Raises FormError."""
        await self._find(words, max(0.0, ends - time.monotonic()))
        await self._rest(ends)

    async def _enter(self, field: Locator, value: str, name: str, ends: float) -> None:
        kind = await field.evaluate("one => one.localName === 'input' ? one.type : one.localName")
        if kind in {"checkbox", "radio"}:
            own = await field.get_attribute("value")
            entering = field.set_checked(value in {own or "on", "true"}, timeout=_left(ends))
        elif kind == "select":
            await _done(field.select_option(value, timeout=_left(ends)), f"{name!r} does not offer {value!r}")
            return
        else:
            entering = field.fill(value, timeout=_left(ends))
        await _done(entering, f"{name!r} cannot be filled in")

    async def _find(self, words: str, seconds: float) -> Locator:
        """What can be seen: by selector, else by its words. Raises FormError."""
        ends = time.monotonic() + seconds
        while True:
            for found in (self._page.locator(words), self._page.get_by_text(words)):
                try:
                    shown = found.locator("visible=true").first
                    if await shown.count():
                        return shown
                except Error:
                    continue  # the words are no selector
            if time.monotonic() >= ends:
                raise FormError(f"the page has no {words!r}")
            await self._stir(LOOK / 4)

    async def _navigate(self, url: str) -> None:
        await self._cdp.send("Page.navigate", {"url": url})

    # --- reading -------------------------------------------------------------------------------------------------

    async def address(self) -> str:
        """The address that is shown, without its fragment."""
        return self._page.url.partition("#")[0]

    async def shown(self) -> str:
        """What a person reads on the page."""
        return str(await self._evaluated(SHOWN))

    async def screen(self) -> JsonObject:
        """What stands before the person: address, media type, language, title, words, elements of the space's texts."""
        screen: JsonObject = await self._evaluated(SCREEN)
        return screen

    async def kept(self) -> JsonObject:
        """What the page's origin keeps in local and session storage: names and values."""
        kept: JsonObject = await self._evaluated(KEPT)
        return kept

    async def _evaluated(self, script: str) -> Any:  # noqa: ANN401 - whatever the script returns
        for _attempt in range(ATTEMPTS):
            try:
                return await self._page.evaluate(script)
            except Error:  # the page went elsewhere meanwhile
                await self._stir(LOOK)
        return await self._page.evaluate(script)

    async def listens(self) -> bool:
        """Whether the page listens to messages of other windows."""
        window = await self._cdp.send("Runtime.evaluate", {"expression": "window"})
        of_window = {"objectId": window["result"]["objectId"]}
        heard = await self._cdp.send("DOMDebugger.getEventListeners", of_window)
        return any(one["type"] == "message" for one in heard["listeners"])

    async def hear(self, origin: str, messages: Sequence[JsonValue], *, ends: float) -> None:
        """Have it hear messages of a window of that origin; come to rest."""
        await self._page.evaluate(SAY, [origin, list(messages)])
        await self._rest(ends)

    async def has(self, element: str) -> bool:
        """Whether an element of that name stands on it."""
        return await self._page.locator(element).count() > 0

    async def cookies(self) -> list[dict[str, Any]]:
        """Every cookie of the person's."""
        held: list[dict[str, Any]] = (await self._cdp.send("Network.getAllCookies"))["cookies"]
        return held

    async def take_cookies(self, cookies: Sequence[Mapping[str, Any]], *, instead: bool) -> None:
        """Hold these cookies as well, or `instead` of all others."""
        if instead:
            await self._cdp.send("Network.clearBrowserCookies")
        if cookies:
            await self._cdp.send("Network.setCookies", {"cookies": [dict(one) for one in cookies]})

    # --- requests ------------------------------------------------------------------------------------------------

    async def _paused(self, event: dict[str, Any]) -> None:
        request_id, network_id = str(event["requestId"]), str(event.get("networkId", ""))
        if event["resourceType"] in UNSEEN:  # refused at once, and nobody waits for it
            await self._answer(request_id, Asked.of(event, main_frame=self._frame, cookies=()))
            return
        self._under_way[request_id] = time.monotonic()
        self._stir_up()
        try:
            asked = Asked.of(event, main_frame=self._frame, cookies=await self.cookies())
            waited_for = asked.kind in SCRIPTED and asked.outgoing.method != "OPTIONS"
            read = self._read.setdefault(network_id, asyncio.Event()) if waited_for else None
            await self._answer(request_id, asked)
            if read is not None:
                await asyncio.wait_for(read.wait(), READ_WITHIN)
        except (Error, TimeoutError):
            return  # the page is gone, or does not read on
        finally:
            self._under_way.pop(request_id, None)
            self._read.pop(network_id, None)
            self._stir_up()

    async def _answer(self, request_id: str, asked: Asked) -> None:
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.run_in_executor(self._chromium.wires, self._carry, asked)
        except NoAnswerError:
            # a page that cannot be opened leaves the one that is open where it is
            reason = "Aborted" if asked.document else "BlockedByClient"
            await self._cdp.send("Fetch.failRequest", {"requestId": request_id, "errorReason": reason})
            return
        ours = self._at_space(asked.outgoing.url)  # its cookies are kept for it elsewhere: ports are sites here
        headers = [
            {"name": name, "value": value}
            for name, value in answer.headers
            if name.lower() not in _CUT and not (ours and name.lower() == "set-cookie")
        ]
        body = base64.b64encode(answer.content).decode()
        said = {"requestId": request_id, "responseCode": answer.status, "responseHeaders": headers, "body": body}
        await self._cdp.send("Fetch.fulfillRequest", said)

    def _was_read(self, event: dict[str, Any]) -> None:
        read = self._read.get(str(event.get("requestId")))
        if read is not None:
            read.set()

    # --- rest ----------------------------------------------------------------------------------------------------

    async def _rest(self, ends: float) -> None:
        """Wait until the page has loaded, nothing is under way and nothing changes; `ends` is a bound (monotonic)."""
        self._loaded_at = time.monotonic()
        while time.monotonic() < ends:
            if self._crashed or self._page.is_closed():
                raise Error("the page was closed, or crashed")
            if self._busy():
                await self._stir(LOOK)
                continue
            moves = self._moves
            await self._still()
            if self._moves == moves and not self._busy():
                return

    def _busy(self) -> bool:
        if self._loading:
            return True
        now = time.monotonic()
        if now - self._loaded_at > RESTLESS:  # it goes on asking: only what is unanswered for long is waited for
            return any(now - since > RESTLESS for since in self._under_way.values())
        return bool(self._under_way)

    async def _still(self) -> None:
        try:
            bound = READ_WITHIN + STILL_WITHIN / 1000
            await asyncio.wait_for(self._page.evaluate(STILL, [STILL_FOR, STILL_WITHIN]), bound)
        except (Error, TimeoutError):
            self._moves += 1  # another page has come meanwhile

    def _load(self, event: dict[str, Any], *, loading: bool) -> None:
        if event["frameId"] == self._frame:
            self._loading = loading
            self._loaded_at = time.monotonic()
            self._stir_up()

    def _crash(self) -> None:
        self._crashed = True
        self._stir_up()

    def _stir_up(self) -> None:
        self._moves += 1
        self._stirred.set()

    async def _stir(self, seconds: float) -> None:
        """Wait until something happens, for so long at most."""
        self._stirred.clear()
        try:
            await asyncio.wait_for(self._stirred.wait(), seconds)
        except TimeoutError:
            return

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    """Do it; that the page was closed meanwhile is nothing to tell."""
    try:
        await work
    except Error:
        return


async def _agree(dialog: Dialog) -> None:
    """A person who means what they do says yes."""
    await dialog.accept()


async def _done(work: Coroutine[Any, Any, Any], failure: str) -> None:
    try:
        await work
    except Error as error:
        raise FormError(failure) from error


def _left(ends: float) -> float:
    """Milliseconds until then, one at least: none would mean for ever."""
    return max(1.0, (ends - time.monotonic()) * 1000)


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')
