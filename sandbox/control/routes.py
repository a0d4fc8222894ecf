"""What can be asked of a running sandbox: one row of the table a route, one method an act."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from sandbox.canary import canaries
from sandbox.control import developing
from sandbox.control.call import Call, RefusedError
from sandbox.counted_fault import counted
from sandbox.desk import SpaceDesk
from sandbox.faults import catalogue
from sandbox.journal.redaction import Redactor
from sandbox.journal.vault import SecretVault
from sandbox.json_value import JsonObject, JsonValue
from sandbox.spaces import Mode, OpenEpisode, Space, SpaceRegistry
from sandbox.trust import Trust
from sandbox.wire.app_fronts import AppFronts
from sandbox.wire.relayed import RelayError

MOST_PERSONAS = 1000  # told in one answer
LONGEST_WAIT = 30.0  # seconds that one reading of the journal may wait
_COMMON = frozenset({"kind", "t", "episode", "seq", "at", "space"})


class SpaceMaker(Protocol):
    """Whatever makes spaces."""

    def __call__(
        self,
        *,
        mode: Mode,
        space_id: str | None,
        trust: Trust | None,
        seed: int | None,
        residents: int | None,
        apart: bool,
        anew: bool,
    ) -> Coroutine[Any, Any, Space]:
        """Make one."""


class ConsoleOpener(Protocol):
    """Whatever serves the console of a space."""

    def __call__(self, space: Space, *, port: int) -> Coroutine[Any, Any, str]:
        """Return the URL of the console, good once."""


class RelayMeeter(Protocol):
    """Whatever serves a space in another network namespace."""

    def __call__(self, space: Space, path: Path) -> Coroutine[Any, Any, None]:
        """Meet the relay that has a unix socket at `path`."""


Control = Callable[["Controls", Call, Space], Awaitable[JsonValue]]


class Controls:
    """Carries out what is asked."""

    def __init__(
        self,
        registry: SpaceRegistry,
        desk: SpaceDesk,
        *,
        redactor: Redactor,
        vault: SecretVault,
        make_space: SpaceMaker,
        open_console: ConsoleOpener,
        app_fronts: AppFronts,
        make_pem: Callable[[], str],
        meet_relay: RelayMeeter,
    ) -> None:
        self._registry = registry
        self._desk = desk
        self._redactor = redactor
        self._vault = vault
        self._make_space = make_space
        self._open_console = open_console
        self._app_fronts = app_fronts
        self._make_pem = make_pem
        self._meet_relay = meet_relay

    async def carry_out(self, call: Call) -> JsonValue:
        """Return the answer to a call.

        Raises:
            RefusedError, ValueError, LookupError: it cannot be carried out; the message says why.
        """
        if call.path == "/spaces" and call.method == "POST":
            return await self._create_space(call)
        match = _SPACE_PATH.fullmatch(call.path)
        row = (call.method, match.group(2)) if match else ("", "")
        if match is None or row not in {*_ROUTES, *developing.ROUTES}:
            raise RefusedError(404, f"there is no control {call.method} {call.path}")
        space = self._registry.get(match.group(1))
        if row in _ROUTES:
            return await _ROUTES[row](self, call, space)
        return await asyncio.to_thread(developing.ROUTES[row], self._desk, call, space)

    async def _create_space(self, call: Call) -> JsonValue:
        space = await self._make_space(
            mode=_mode(call.text("mode")),
            space_id=call.optional_text("id"),
            trust=_trust(call),
            seed=call.optional_number("seed"),
            residents=call.optional_number("residents"),
            apart=call.content.get("apart") is True,
            anew=call.content.get("anew") is True,
        )
        places = space.coordinates
        return {
            "id": space.id,
            "issuer": places.issuer,
            "authorization_endpoint": places.authorization_endpoint,
            "token_endpoint": places.token_endpoint,
            "jwks_uri": places.jwks_uri,
            "userinfo_endpoint": places.userinfo_endpoint,
            "fhir_base": places.fhir_base,
            "issuer_2": places.issuer_2,
            "ports": [*{urlsplit(root).port for root in (places.issuer, *places.roots.values())}],
            "apis": {name: places.root("fhir") + path for name, path in self._desk.apis().items()},
            "identity_providers": dict(self._desk.identity_providers(space)),
            "canaries": list(canaries(space, None)),
        }

    async def register_client(self, call: Call, space: Space) -> JsonValue:
        """Register a client of the space, or of the identity provider that `provider` names."""
        metadata, client_id = call.object("metadata"), call.optional_text("client_id")
        provider = call.optional_text("provider")
        register = self._desk.register_client
        return await asyncio.to_thread(register, space, metadata, client_id=client_id, provider=provider)

    async def create_persona(self, call: Call, space: Space) -> JsonValue:
        """Let the next person of the population live in the space, perhaps as a homonym of another."""
        homonym_of = call.optional_text("homonym_of")
        return await asyncio.to_thread(self._desk.create_persona, space, homonym_of=homonym_of)

    async def list_personas(self, call: Call, space: Space) -> JsonValue:
        """Tell who lives in the space, a page at a time: those given out first, then the residents."""
        start, count = _page(call)
        people: list[JsonValue] = list(
            await asyncio.to_thread(self._desk.list_personas, space, start=start, count=count)
        )
        return {"personas": people}

    async def list_professionals(self, call: Call, space: Space) -> JsonValue:
        """Tell who practises in the space, a page at a time."""
        start, count = _page(call)
        found: list[JsonValue] = list(
            await asyncio.to_thread(self._desk.list_professionals, space, start=start, count=count)
        )
        return {"professionals": found}

    async def open_episode(self, call: Call, space: Space) -> JsonValue:
        """Arm the faults of an episode and write its opening."""
        opening = call.object("opening")
        episode = opening.get("episode")
        if not isinstance(episode, str) or not episode:
            raise RefusedError(400, "the opening must name its 'episode'")
        faults = tuple(_fault(item) for item in _list(opening, "faults"))
        lifetimes = _lifetimes(opening.get("lifetimes"))
        if space.is_open(episode):
            raise RefusedError(409, f"episode {episode} is open already")
        space.journal.record("episode", _without_common(opening), episode=episode)
        space.open_episode(OpenEpisode(episode, faults, lifetimes))
        return {}

    async def rearm_episode(self, call: Call, space: Space) -> JsonValue:
        """Arm other faults in an open episode, and write that as an act."""
        episode, armed = call.text("episode"), call.items("faults")
        space.rearm_episode(episode, tuple(_fault(item) for item in armed))
        space.journal.record("act", {"act": "arm_faults", "faults": armed}, episode=episode)
        return {}

    async def close_episode(self, call: Call, space: Space) -> JsonValue:
        """Disarm an episode and write its end."""
        episode = call.text("episode")
        fields = {name: call.content.get(name) for name in ("settled", "outcome", "reason")}
        space.close_episode(episode)
        space.journal.record("episode_end", fields, episode=episode)
        return {}

    async def act(self, call: Call, space: Space) -> JsonValue:
        """Do what a person or the runner does at the space."""
        episode, act = call.optional_text("episode"), call.text("act")
        return await asyncio.to_thread(self._desk.act, space, episode, act, call.object("parameters"))

    async def record(self, call: Call, space: Space) -> JsonValue:
        """Write what the driver or the runner saw, without the cookies that browsers were given meanwhile."""
        events = [_event(item) for item in call.items("events")]
        self._keep("cookie", call.items("cookies"))
        for event in events:
            self._redactor.learn_event(event)
        for event in events:
            moment, episode = event.get("t"), event.get("episode")
            space.journal.record(
                str(event["kind"]),
                _without_common(event),
                episode=episode if isinstance(episode, str) else None,
                t=float(moment) if isinstance(moment, int | float) else None,
            )
        return {}

    async def events(self, call: Call, space: Space) -> JsonValue:
        """Read the journal behind a number, waiting for the first event if there is none yet."""
        after, episode = int(call.query.get("after", "0")), call.query.get("episode")
        wait = min(float(call.query.get("wait", "0")), LONGEST_WAIT)
        found = space.journal.read(after=after, episode=episode)
        if not found and wait > 0:
            found = await space.journal.wait(after=after, episode=episode, patience=wait)
        events: list[JsonValue] = list(found)
        return {"events": events}

    async def open_console(self, call: Call, space: Space) -> JsonValue:
        """Serve the console of the space, or make another link to it."""
        try:
            return {"url": await self._open_console(space, port=call.optional_number("port") or 0)}
        except OSError as error:
            raise RefusedError(409, f"the port of the console cannot be opened: {error}") from error

    async def open_app_front(self, call: Call, _space: Space) -> JsonValue:
        """Open a TLS front on `port` for the app that listens on `app_port`."""
        app_port = call.optional_number("app_port")
        if app_port is None:
            raise RefusedError(400, "'app_port' must be a whole number")
        try:
            return {"port": await self._app_fronts.open(port=call.optional_number("port") or 0, app_port=app_port)}
        except OSError as error:
            raise RefusedError(409, f"the port of the TLS front cannot be opened: {error}") from error

    async def close_app_front(self, call: Call, _space: Space) -> JsonValue:
        """Close the TLS front on `port`."""
        self._app_fronts.end(call.optional_number("port") or 0)
        return {}

    async def certify_app(self, _call: Call, _space: Space) -> JsonValue:
        """Make key and certificate for an app that speaks TLS itself."""
        return {"pem": await asyncio.to_thread(self._make_pem)}

    async def meet_relay(self, call: Call, space: Space) -> JsonValue:
        """Serve the ports of the space in another network namespace too."""
        try:
            await self._meet_relay(space, Path(call.text("path")))
        except RelayError as error:
            raise RefusedError(409, str(error)) from error
        return {}

    async def keep_secrets(self, call: Call, _space: Space) -> JsonValue:
        """Take values out of everything that is journalled from now on."""
        self._keep(call.optional_text("kind") or "cookie", call.items("values"))
        return {}

    def _keep(self, kind: str, values: Iterable[JsonValue]) -> None:
        for value in values:
            if isinstance(value, str):
                self._vault.keep(kind, value)

    async def scrub(self, call: Call, _space: Space) -> JsonValue:
        """Return a text without the secrets that are known."""
        return {"text": self._redactor.scrub(call.text("text"))}


_SPACE_PATH = re.compile(r"/spaces/([^/]+)/([a-z/]+)")
_ROUTES: dict[tuple[str, str], Control] = {
    ("POST", "clients"): Controls.register_client,
    ("POST", "personas"): Controls.create_persona,
    ("GET", "personas"): Controls.list_personas,
    ("GET", "professionals"): Controls.list_professionals,
    ("POST", "episodes"): Controls.open_episode,
    ("POST", "episodes/faults"): Controls.rearm_episode,
    ("POST", "episodes/end"): Controls.close_episode,
    ("POST", "acts"): Controls.act,
    ("POST", "events"): Controls.record,
    ("GET", "events"): Controls.events,
    ("POST", "console"): Controls.open_console,
    ("POST", "fronts"): Controls.open_app_front,
    ("POST", "fronts/end"): Controls.close_app_front,
    ("POST", "certificates"): Controls.certify_app,
    ("POST", "relay"): Controls.meet_relay,
    ("POST", "secrets"): Controls.keep_secrets,
    ("POST", "scrubbed"): Controls.scrub,
}


def _page(call: Call) -> tuple[int, int]:
    start, count = (int(call.query.get(name, default)) for name, default in (("start", "0"), ("count", "100")))
    if not (start >= 0 and 0 <= count <= MOST_PERSONAS):
        raise RefusedError(400, f"'start' is from 0, 'count' from 0 to {MOST_PERSONAS}")
    return start, count


def _mode(value: str) -> Mode:
    match value:
        case "suite" | "strict":
            return value
        case _:
            raise RefusedError(400, f"a space is in mode 'suite' or 'strict', not {value!r}")


def _trust(call: Call) -> Trust | None:
    given = call.content.get("trust")
    match given:
        case None:
            return None
        case {
            "statement_issuer": str() as issuer,
            "statement_jwks_uri": str() as jwks_uri,
            "statement_audience": str() as audience,
            "status_max_age": int() as age,
        }:
            return Trust(issuer, jwks_uri, audience, age)
        case _:
            raise RefusedError(
                400, "'trust' needs statement_issuer, statement_jwks_uri, statement_audience and status_max_age"
            )


def _fault(item: JsonValue) -> object:
    match item:
        case {"id": str() as fault_id, **rest}:
            params, times, skips = rest.get("params") or {}, rest.get("times"), rest.get("skips") or 0
            if isinstance(params, dict) and isinstance(times, int | None) and isinstance(skips, int):
                return counted(catalogue.load(fault_id, params), times=times, skips=skips)
    raise RefusedError(
        400, "a fault is an object with an 'id', 'params' and perhaps 'times' and 'skips', which are whole numbers"
    )


def _lifetimes(value: JsonValue) -> dict[str, float]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RefusedError(400, "'lifetimes' must be an object of seconds")
    lifetimes: dict[str, float] = {}
    for name, seconds in value.items():
        if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
            raise RefusedError(400, f"the lifetime of {name} must be a number of seconds")
        lifetimes[name] = float(seconds)
    return lifetimes


def _list(holder: JsonObject, name: str) -> list[JsonValue]:
    value = holder.get(name) or []
    if not isinstance(value, list):
        raise RefusedError(400, f"{name!r} must be a list")
    return value


def _event(item: JsonValue) -> JsonObject:
    if not isinstance(item, dict) or not isinstance(item.get("kind"), str):
        raise RefusedError(400, "an event is an object with a 'kind'")
    return item


def _without_common(event: JsonObject) -> JsonObject:
    return {name: value for name, value in event.items() if name not in _COMMON}
