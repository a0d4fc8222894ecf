"""What the portal needs from below, as protocols: `app.py` gives the real ones, tests give fakes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from catalogue_portal.scanning import NOT_SCANNED, VirusScanner
from doctrine.model import Bilingual

TargetKind = Literal["url", "command", "image"]


@dataclass(frozen=True)
class RunProgress:
    """A sign of life of a run, for the people who watch it."""

    stage: str
    message_en: str
    message_fr: str
    done: int
    total: int
    case: str | None = None
    verdict: str | None = None


@dataclass(frozen=True)
class SpaceOrder:
    """The standing space of an app that its publisher runs: where it is kept, found, and called from.

    `loopback`: the app may be on this machine; for a demonstration only.
    """

    id: str
    folder: Path
    host: str
    main_port: int
    token_port: int
    seed: int
    callers: tuple[str, ...] = ()
    loopback: bool = False


@dataclass(frozen=True)
class RunOrder:
    """What is to be played: `check` a release against an edition, or `hook_up` it to its agreement.

    `exchanges` (such as `{"measures": ("read",)}`), `scopes` and `release` are those of the agreement; hook-up only.
    """

    kind: Literal["check", "hook_up"]
    manifest: Path
    out: Path
    edition: str
    profile: str = "full"
    seed: int | None = None
    exchanges: Mapping[str, Sequence[str]] = field(default_factory=dict)
    scopes: Sequence[str] = ()
    release: str = ""
    isolation: str | None = None
    """How an image is kept apart: `pod` or `pod+gvisor`; None for another target."""
    space: SpaceOrder | None = None
    """Of an app that its publisher runs."""


@dataclass(frozen=True)
class RunOutcome:
    """What a run gave: the verdict, how many cases came out how, and the report's file in the run directory."""

    verdict: Literal["conformant", "nonconformant", "inconclusive"]
    scope: str
    counts: Mapping[str, int]
    report: Path


class RunCancelled(Exception):  # noqa: N818 - it is an answer to a wish, not an error
    """The executor stopped because it was asked to."""


class RunUnplayable(Exception):  # noqa: N818 - it says what the run is
    """The run cannot be played, now or later, for the reason that it tells."""


class RunExecutor(Protocol):
    """Plays and judges.

    Raises RunCancelled when `cancelled()` became true, and RunUnplayable when there is nothing to play; any other
    exception is our own fault.
    """

    def __call__(
        self, order: RunOrder, *, progress: Callable[[RunProgress], None], cancelled: Callable[[], bool]
    ) -> RunOutcome:
        """Execute the order and return its outcome; files go to `order.out` only."""
        ...


class DomainUnread(Exception):  # noqa: N818 - it says what it is
    """A proof could not be read at its domain; `code` is that of the refusal, the message says what was seen."""

    def __init__(self, seen: str, *, code: str) -> None:
        super().__init__(seen)
        self.code = code


class ProofFetcher(Protocol):
    """Fetches the proof of a domain as every address of a publisher is: guarded, unredirected, small and quick."""

    def __call__(self, url: str) -> bytes:
        """Return the body of an answer 200. Raises DomainUnread."""
        ...


class SpaceOpener(Protocol):
    """Registers an app that its publisher runs at its standing space."""

    def __call__(self, manifest: Path, order: SpaceOrder, *, renew: bool) -> Mapping[str, object]:
        """Return what the app is to be told; `renew` gives it new credentials. Raises RunUnplayable."""
        ...


def no_proofs(url: str) -> bytes:
    """Fetch nothing: for a portal that plays no app of its publishers' own machines."""
    raise DomainUnread(f"{url} is not looked at here", code="domain_unreachable")


def no_spaces(manifest: Path, order: SpaceOrder, *, renew: bool) -> Mapping[str, object]:
    """Open nothing: likewise."""
    del manifest, order, renew
    raise RunUnplayable("there are no spaces here")


@dataclass(frozen=True)
class ManifestFacts:
    """What the portal reads in a manifest."""

    name: str
    publisher: str
    version: str
    kind: str
    purposes: tuple[str, ...]
    exchanges: Mapping[str, tuple[str, ...]]
    features: tuple[str, ...]
    scopes: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    target: TargetKind
    target_value: str
    """The URL, the image reference, or the command as one line."""


@dataclass(frozen=True)
class ManifestProblem:
    """One thing wrong in a manifest: where, what, and how to mend it."""

    line: int | None
    message: str
    hint: str


class BadManifest(Exception):  # noqa: N818 - it says what it is
    """The manifest cannot be accepted; `problems` lists everything wrong at once."""

    def __init__(self, problems: Sequence[ManifestProblem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class ManifestReader(Protocol):
    """Reads and validates a manifest file. Raises BadManifest."""

    def __call__(self, path: Path) -> ManifestFacts:
        """Return the facts of the manifest at this path."""
        ...


class CaseTeller(Protocol):
    """Tells the cases of the suite that speak to a requirement."""

    def __call__(self, requirement: str, /) -> Mapping[str, Bilingual]:
        """Return what the space does in each of them, by the case's id."""
        ...


def no_cases(_requirement: str) -> Mapping[str, Bilingual]:
    """Tell none, where there is no suite."""
    return {}


@dataclass(frozen=True)
class Ports:
    """Everything from below, in one place."""

    execute: RunExecutor
    read_manifest: ManifestReader
    fetch_proof: ProofFetcher = no_proofs
    open_space: SpaceOpener = no_spaces
    scanner: VirusScanner = NOT_SCANNED
    """Looks for viruses in documents."""
    cases_of: CaseTeller = no_cases
    worker_command: tuple[str, ...] = ()
    """Command line that starts a worker with these settings; `--run ID --supervisor NAME` is appended."""
