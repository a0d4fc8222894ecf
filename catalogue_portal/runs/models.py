"""Runs: this table is the truth about them. `attempt` fences every write of a worker."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue_portal.apps.models import Release
from catalogue_portal.storage.metadata import Base


class Run(Base):
    """One execution of the suite on a release. `state`: queued, running, finished, cancelled or failed.

    `failed` is our own fault, never the app's. `verdict` is set exactly when the state is finished.
    """

    __tablename__ = "runs"
    __table_args__ = (Index(None, "state", "created_at"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    """check or hook_up."""
    release_id: Mapped[str] = mapped_column(ForeignKey("releases.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    requested_by: Mapped[str] = mapped_column(String(20))
    edition: Mapped[str] = mapped_column(String(20))
    profile: Mapped[str] = mapped_column(String(10))
    parameters: Mapped[dict[str, object]]
    """Of a hook-up: `exchanges` and `scopes` of the agreement."""
    state: Mapped[str] = mapped_column(String(20))
    attempt: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None] = mapped_column(String(120))
    heartbeat_at: Mapped[datetime | None]
    cancel_requested_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    last_event: Mapped[int] = mapped_column(default=0)
    """Number of the newest run event."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    verdict: Mapped[str | None] = mapped_column(String(20))
    """conformant, nonconformant or inconclusive."""
    scope: Mapped[str | None] = mapped_column(String(10))
    """full, smoke or partial: only full supports a dossier."""
    counts: Mapped[dict[str, object] | None]
    report_file: Mapped[str | None] = mapped_column(String(200))
    """Path of report.json below the folder of runs; the run directory is its parent."""
    report_digest: Mapped[str | None] = mapped_column(String(71))
    report_signature: Mapped[str | None] = mapped_column(Text)
    """Detached JWS over the bytes of report.json."""
    failure: Mapped[str | None] = mapped_column(Text)
    release: Mapped[Release] = relationship(lazy="selectin")


class RunEvent(Base):
    """What the people watching a run are told, in order."""

    __tablename__ = "run_events"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    """queued, started, progress, finished, cancelled, interrupted or failed."""
    message_en: Mapped[str] = mapped_column(Text)
    message_fr: Mapped[str] = mapped_column(Text)
    done: Mapped[int]
    total: Mapped[int]
    case_id: Mapped[str | None] = mapped_column(String(40))
    verdict: Mapped[str | None] = mapped_column(String(20))
