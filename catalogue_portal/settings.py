"""The operator's choices, read once at the rim and passed inwards."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

Isolation = Literal["pod", "pod+gvisor"]


@dataclass(frozen=True)
class SpacesAt:
    """Where spaces of apps that run elsewhere are found: a name of this machine, and ports that lead to it."""

    host: str
    first: int
    last: int

    @property
    def ports(self) -> range:
        """Every port of the range."""
        return range(self.first, self.last + 1)

    def __str__(self) -> str:
        """Return it as the command line has it."""
        return f"{self.host}:{self.first}-{self.last}"


@dataclass(frozen=True)
class Settings:
    """Everything an operator decides about one portal."""

    data: Path
    """Folder of the portal's own files: database (unless `database_url`), keys, runs, exported audit heads."""
    public_url: str = "http://localhost:8080"
    proxies: int = 0
    """How many reverse proxies stand before the portal and say, each, for whom they ask (`X-Forwarded-For`)."""
    database_url: str | None = None
    demo: bool = False
    """A demonstration: folders of `demo_folders` may be played, and labels come from an issuer of their own."""
    demo_folders: tuple[Path, ...] = ()
    registries: tuple[str, ...] = ()
    """Registries (`HOST` or `HOST:PORT`) whose images are fetched and played in pods; without one none is."""
    isolation: Isolation = "pod"
    """How images are kept apart."""
    spaces_at: SpacesAt | None = None
    """Where apps that their publishers run find their spaces; without it none is played."""
    domain_proof: timedelta = timedelta(days=30)
    """For how long the proof of a domain counts; it is asked again at the start of each run besides."""
    edition: str = "2026-1"
    concurrent_runs: int = 1
    run_lease: timedelta = timedelta(seconds=15)
    """A worker that has not given a sign of life for this long is taken for dead."""
    run_attempts: int = 5
    """How often a run is started before it is given up."""
    cancel_grace: timedelta = timedelta(seconds=20)
    clamav: str | None = None
    """Where a ClamAV daemon listens (`unix:/run/clamav/clamd.ctl`, `tcp:127.0.0.1:3310`); None: nothing is scanned."""
    largest_document: int = 10 * 1024 * 1024
    """Bytes of a document that a publisher may hand in as evidence."""
    session_idle: timedelta = timedelta(hours=1)
    session_lifetime: timedelta = timedelta(hours=12)

    @property
    def database(self) -> str:
        """The database's URL: the operator's, or a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data / 'portal.sqlite3'}"

    @property
    def environment(self) -> str:
        """`demo` or `production`: keys and labels of one are never those of the other."""
        return "demo" if self.demo else "production"

    @property
    def keys(self) -> Path:
        """Folder of the key files of this environment."""
        return self.data / "keys" / self.environment

    @property
    def runs(self) -> Path:
        """Folder of the run directories."""
        return self.data / "runs"

    @property
    def spaces(self) -> Path:
        """Folder of the standing spaces, each with its keys and its client."""
        return self.data / "spaces"

    @property
    def audit_heads(self) -> Path:
        """File of the signed heads of the audit chain, outside the database."""
        return self.data / "audit-heads.jsonl"
