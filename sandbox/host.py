"""The wiring of one sandbox process: only here are authority, vault, spaces, wire and controls put together."""

import asyncio
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.authority import Authority, Contexts, open_authority
from sandbox.console.console_server import ConsoleServer
from sandbox.control.routes import Controls
from sandbox.control.server import ControlServer
from sandbox.desk import SpaceDesk
from sandbox.hooks import ListenerName
from sandbox.journal.journal import CAPACITY, Journal
from sandbox.journal.redaction import Redactor
from sandbox.journal.scribe import Scribe
from sandbox.journal.vault import SecretVault
from sandbox.oidc.client_certificates import MUTUAL
from sandbox.oidc.clients import Clients
from sandbox.people.people import People
from sandbox.place import Place
from sandbox.ports import Ports
from sandbox.reset import begin_anew, finish_reset
from sandbox.space_app import create_space_app
from sandbox.spaces import Coordinates, Mode, Space, SpaceRegistry
from sandbox.trust import Trust
from sandbox.wire.app_fronts import AppFronts
from sandbox.wire.connection import Entrance
from sandbox.wire.front import Front
from sandbox.wire.limits import Limits
from sandbox.wire.relayed import RelayError, meet

_CAPACITIES: dict[Mode, int] = {"suite": CAPACITY, "strict": 5_000}  # events: a standing space serves for months
_APART: tuple[ListenerName, ...] = ("discovery", "jwks", "userinfo", "fhir")
_SPACE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


@dataclass(frozen=True)
class Settings:
    """What the caller decides.

    Attributes:
        seed: of the population and of everything drawn by lot.
        run_key: under which secrets are digested in the journal.
        folder: where the authority and its bundles live.
        standing: whether that folder outlives the process, so that spaces may keep keys and clients beside it.
        ports: wanted ports.
        place: where spaces are found.
    """

    seed: int
    run_key: bytes
    folder: Path
    standing: bool = False
    ports: Ports = field(default_factory=Ports)
    place: Place = field(default_factory=Place)


class Host:
    """Everything that one sandbox process holds."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.authority: Authority = open_authority(settings.folder, place=settings.place)
        self.registry = SpaceRegistry()
        self.control_token = secrets.token_urlsafe(32)
        self.control_port = 0
        self._vault = SecretVault(settings.run_key)
        self._redactor = Redactor(self._vault)
        self._main = Entrance("main")
        contexts = Contexts(self.authority)
        self._app_fronts = AppFronts(contexts)
        self._front = Front(
            self.registry,
            create_space_app(self.registry),
            contexts,
            Scribe(self._redactor),
            place=settings.place,
            asking=Contexts(self.authority, asks=True),
            known_certificates=lambda space: space.part(Clients).certificates(),
        )
        self._desk = SpaceDesk()
        controls = Controls(
            self.registry,
            self._desk,
            redactor=self._redactor,
            vault=self._vault,
            make_space=self.create_space,
            open_console=self.open_console,
            app_fronts=self._app_fronts,
            make_pem=self.authority.pem_for_an_app,
            meet_relay=self.meet_relay,
        )
        self._control = ControlServer(controls, self.control_token)
        self._making = asyncio.Lock()
        self._consoles: dict[str, ConsoleServer] = {}

    @property
    def main_port(self) -> int:
        """Return the port of the main listener."""
        return self._main.port

    async def open(self) -> None:
        """Open the main listener and the control interface.

        Raises:
            OSError: a wanted port is taken.
        """
        await self._front.open(self._main, port=self.settings.ports.main)
        self.control_port = await self._control.open(self.settings.ports.control)

    async def create_space(
        self,
        *,
        mode: Mode,
        space_id: str | None = None,
        trust: Trust | None = None,
        seed: int | None = None,
        residents: int | None = None,
        apart: bool = False,
        anew: bool = False,
    ) -> Space:
        """Make a space with a token listener of its own, and let that many residents live in it.

        Set `apart`, its issuer, JWKS, UserInfo and FHIR APIs have listeners of their own too; pages stay on the main.
        Set `anew`, a space that was kept has its keys and clients still, and nothing else.

        Raises:
            ValueError: the id is taken, or is no id; or as `People.settle`.
            OSError: the wanted token port is taken.
        """
        async with self._making:  # a name is free until its space is in the registry
            name = self._name(space_id)
            if anew and (kept := self._state_dir(name)) is not None:
                begin_anew(kept)
            space = await self._create_space(name, mode, trust, seed, apart=apart)
            if residents is not None:
                space.part(People).settle(residents)
            return space

    async def _create_space(
        self, name: str, mode: Mode, trust: Trust | None, seed: int | None, *, apart: bool
    ) -> Space:
        entrances = {"token": Entrance("token"), MUTUAL: Entrance("token", asks=True)}
        entrances |= {of: Entrance(of) for of in _APART} if apart else {}
        for of, entrance in entrances.items():
            wanted = self.settings.ports.token if of == "token" and not self.registry.all() else 0
            await self._front.open(entrance, port=wanted)
        place = self.settings.place
        roots = {of: f"https://{place.host}:{entrance.port}/s/{name}" for of, entrance in entrances.items()}
        roots["pages"] = f"https://{place.host}:{self.main_port}/s/{name}"
        journal = Journal(name, self._redactor, capacity=_CAPACITIES[mode])
        space = Space(
            name,
            Coordinates(roots.get("discovery", roots["pages"]), f"{roots['token']}/oauth2/token", roots, place),
            seed=self.settings.seed if seed is None else seed,
            journal=journal,
            vault=self._vault,
            mode=mode,
            trust=trust,
            state_dir=self._state_dir(name),
            ca_bundle=self.authority.ca_bundle,
        )
        journal.sole_episode = space.sole_episode
        for entrance in entrances.values():
            entrance.space = space
        self.registry.add(space)
        return space

    async def open_console(self, space: Space, *, port: int) -> str:
        """Serve the console of a space if it is not served yet; return a URL that opens it, once.

        Raises:
            OSError: the wanted port is taken.
        """
        async with self._making:
            if space.id not in self._consoles:
                bundles = {"ca_bundle": self.authority.ca_bundle, "ca_p12": self.authority.ca_p12}
                server = ConsoleServer(space, self._desk, **bundles)
                await server.open(port)
                self._consoles[space.id] = server
                space.has_console = True
        return self._consoles[space.id].new_link()

    async def meet_relay(self, space: Space, path: Path) -> None:
        """Serve the ports of a space in another network namespace too, for as long as the relay at `path` lives there.

        Raises:
            RelayError: it does not answer, or hands out a socket at a port that is not of this space.
        """
        line, sockets = await asyncio.to_thread(meet, path, Limits())
        entrances = [self._front.entrance(sock.getsockname()[1]) for sock in sockets]
        known = [one for one in entrances if one is not None and one.space in {None, space}]
        if len(known) < len(sockets):
            for sock in (line, *sockets):
                sock.close()
            raise RelayError(f"the relay at {path} listens at a port that is not of space {space.id}")
        servers = [await self._front.adopt(*pair) for pair in zip(known, sockets, strict=True)]
        loop = asyncio.get_running_loop()

        def part() -> None:
            loop.remove_reader(line)
            for server in servers:
                server.close()
            line.close()

        loop.add_reader(line, part)  # it says no more: that it can be read means that it has ended

    def close(self) -> None:
        """Stop serving."""
        for console in self._consoles.values():
            console.close()
        self._app_fronts.close()
        self._front.close()
        self._control.close()

    def _name(self, wanted: str | None) -> str:
        name = wanted or f"s{len(self.registry.all()) + 1}"
        if not _SPACE_ID.fullmatch(name):
            raise ValueError(f"{name!r} is no id of a space: small letters, digits and hyphens, at most 32")
        if self.registry.find(name) is not None:
            raise ValueError(f"there is a space {name!r} already")
        return name

    def _state_dir(self, name: str) -> Path | None:
        if not self.settings.standing:
            return None
        folder = self.settings.folder / "spaces" / name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        finish_reset(folder)
        return folder
