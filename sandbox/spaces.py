"""The spaces of one process: each its own issuer, people, clients and journal; and the episodes open in them."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeGuard, TypeVar, cast

from sandbox.gate import Gate
from sandbox.journal.journal import Journal
from sandbox.journal.vault import SecretVault
from sandbox.place import Place
from sandbox.trust import Trust

NEIGHBOUR = "neighbour"  # the path of the second issuer
Mode = Literal["suite", "strict"]
Part = TypeVar("Part")


class UnknownSpaceError(LookupError):
    """No space of this process has that id."""


class UnknownEpisodeError(LookupError):
    """No episode of that space has that id."""


@dataclass(frozen=True)
class Coordinates:
    """Where a space lives: everything a client would read in its discovery document.

    `roots` are those of endpoints on listeners of their own: of pages (for browsers), of `jwks`, `userinfo` and `fhir`.
    """

    issuer: str
    token_endpoint: str
    roots: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default_factory=Place)

    def root(self, of: str) -> str:
        """Return what the path of such an endpoint is put behind: the issuer, unless it has a listener of its own."""
        return self.roots.get(of, self.issuer)

    @property
    def authorization_endpoint(self) -> str:
        """Return the URL that a browser is sent to."""
        return f"{self.root('pages')}/oauth2/authorize"

    @property
    def jwks_uri(self) -> str:
        """Return the URL of the public signing keys."""
        return f"{self.root('jwks')}/oauth2/jwks"

    @property
    def userinfo_endpoint(self) -> str:
        """Return the URL that tells of the person whose token it is shown."""
        return f"{self.root('userinfo')}/oauth2/userinfo"

    @property
    def issuer_2(self) -> str:
        """Return the second issuer beside the space, of somebody else."""
        return f"{self.issuer}/{NEIGHBOUR}"

    @property
    def fhir_base(self) -> str:
        """Return the `[base]` of API Mesures."""
        return f"{self.root('fhir')}/api/mesures"


@dataclass(frozen=True)
class OpenEpisode:
    """One play in progress: the faults armed for it and the lifetimes (seconds) declared for what is issued in it."""

    id: str
    faults: tuple[object, ...] = ()
    lifetimes: Mapping[str, float] = field(default_factory=dict)


class Space:
    """The state of one mock health space.

    `part(Kind)` gives the space's own instance of an object that is built from the space, and builds it at first use:
    `space.part(Clients)` is `Clients(space)`, once. So keys, clients, people, grants and stores live in their own
    modules and none of them is named here. `lock` guards whatever spans several parts.
    """

    def __init__(
        self,
        space_id: str,
        coordinates: Coordinates,
        *,
        seed: int,
        journal: Journal,
        vault: SecretVault,
        mode: Mode = "suite",
        trust: Trust | None = None,
        state_dir: Path | None = None,
        ca_bundle: Path | None = None,
    ) -> None:
        self.id = space_id
        self.coordinates = coordinates
        self.issuer = coordinates.issuer
        self.token_endpoint = coordinates.token_endpoint
        self.fhir_base = coordinates.fhir_base
        self.api_root = coordinates.root("fhir")
        self.mode: Mode = mode
        self.seed = seed
        self.trust = trust
        self.state_dir = state_dir  # a folder of the space's own that outlives the process; None: nothing outlives it
        self.ca_bundle = ca_bundle  # the authority of this machine's listeners, TLS fronts of apps among them
        self.journal = journal
        self.vault = vault
        self.lock = threading.RLock()
        self.has_console = False  # a console shows it, and may send browsers in
        self._gate = Gate()
        self._parts: dict[Callable[[Space], Any], Any] = {}
        self._episodes: dict[str, OpenEpisode] = {}

    def part(self, kind: Callable[["Space"], Part]) -> Part:
        """Return this space's instance of `kind`, built as `kind(space)` the first time it is asked for."""
        if kind in self._parts:  # without the lock: whoever holds that of the store asks for parts too
            return cast("Part", self._parts[kind])
        with self.lock:
            if kind not in self._parts:
                self._parts[kind] = kind(self)
            return cast("Part", self._parts[kind])

    def in_use(self) -> AbstractContextManager[None]:
        """Hold off a reset while a request is answered, or something is done at the desk."""
        return self._gate.shared()

    def alone(self, patience: float) -> AbstractContextManager[None]:
        """Wait for what is under way, at most `patience` seconds, and hold off everything else.

        Raises:
            StillBusyError: something is still under way.
        """
        return self._gate.alone(patience)

    def forget(self, *, but: Collection[Callable[["Space"], Any]]) -> None:
        """Drop every part except those of these kinds, so that each is made anew; call it `alone`."""
        with self.lock:
            dropped = [kind for kind in self._parts if kind not in but]
            for kind in dropped:
                part = self._parts.pop(kind)
                if hasattr(part, "close"):
                    part.close()

    def open_episode(self, episode: OpenEpisode) -> None:
        """Let exchanges be attributed to `episode` and its faults act, until it is closed."""
        with self.lock:
            self._episodes[episode.id] = episode

    def rearm_episode(self, episode_id: str, faults: tuple[object, ...]) -> None:
        """Arm other faults in an open episode, in place of those that it had."""
        with self.lock:
            episode = self._episodes.get(episode_id)
            if episode is None:
                raise UnknownEpisodeError(episode_id)
            self._episodes[episode_id] = replace(episode, faults=faults)

    def close_episode(self, episode_id: str) -> None:
        """Disarm an episode."""
        with self.lock:
            if self._episodes.pop(episode_id, None) is None:
                raise UnknownEpisodeError(episode_id)

    def has_open_episode(self) -> bool:
        """Tell whether any episode is being played."""
        return bool(self._episodes)

    def sole_episode(self) -> str | None:
        """Return the id of the open episode if there is exactly one."""
        with self.lock:
            return next(iter(self._episodes)) if len(self._episodes) == 1 else None

    def is_open(self, episode_id: str | None) -> TypeGuard[str]:
        """Tell whether an episode is being played."""
        return episode_id in self._episodes

    def armed(self, episode_id: str | None) -> Sequence[object]:
        """Return the faults armed for an episode, or for the only open one when none is named."""
        episode = self._episodes.get(episode_id or self.sole_episode() or "")
        return episode.faults if episode else ()

    def lifetime(self, episode_id: str | None, what: str, default: float) -> float:
        """Return the lifetime in seconds of `what` ("access_token", "code", ...) as the episode declares it."""
        episode = self._episodes.get(episode_id or self.sole_episode() or "")
        return episode.lifetimes.get(what, default) if episode else default


class SpaceRegistry:
    """All spaces of the process, by id."""

    def __init__(self) -> None:
        self._spaces: dict[str, Space] = {}

    def add(self, space: Space) -> None:
        """Let requests reach a space."""
        self._spaces[space.id] = space

    def get(self, space_id: str) -> Space:
        """Return a space, or raise `UnknownSpaceError`."""
        try:
            return self._spaces[space_id]
        except KeyError:
            raise UnknownSpaceError(space_id) from None

    def find(self, space_id: str | None) -> Space | None:
        """Return a space, or None if there is none of that id."""
        return self._spaces.get(space_id or "")

    def all(self) -> tuple[Space, ...]:
        """Return every space, in order of creation."""
        return tuple(self._spaces.values())

    def sole(self) -> Space | None:
        """Return the only space there is; None when there is none or another."""
        spaces = self.all()
        return spaces[0] if len(spaces) == 1 else None
