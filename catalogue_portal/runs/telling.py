"""What the people watching a run are told, in both languages, numbered without a gap."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from catalogue_portal.runs.models import Run, RunEvent

QUEUED = ("Waiting for a worker.", "En attente d'un exécutant.")
STARTED = ("Attempt {attempt} starts.", "La tentative {attempt} commence.")
FINISHED = ("The report is ready.", "Le rapport est prêt.")
CANCELLED = ("The run was cancelled.", "L'essai a été arrêté.")
CANCELLING = ("Cancellation was asked for.", "L'annulation est demandée.")
INTERRUPTED = (
    "The worker was lost; the run starts again from the beginning.",
    "L'exécutant a été perdu ; l'essai recommence depuis le début.",
)
UNPLAYABLE = ("This run could not be played: {reason}", "Cet essai n'a pas pu être joué : {reason}")
FAILED = (
    "We could not complete this run. This is our fault and says nothing about the app.",
    "Nous n'avons pas pu mener cet essai à son terme. C'est notre faute et cela ne dit rien de l'application.",
)


@dataclass(frozen=True)
class Remark:
    """One thing to tell."""

    kind: str
    message: tuple[str, str]
    """In English, in French."""
    case: str | None = None
    verdict: str | None = None


def tell(session: Session, run: Run, remark: Remark, *, at: datetime) -> RunEvent:
    """Write a run event; the caller holds the run's row, so its number is its own."""
    run.last_event += 1
    event = RunEvent(
        run_id=run.id,
        number=run.last_event,
        attempt=run.attempt,
        at=at,
        kind=remark.kind,
        message_en=remark.message[0],
        message_fr=remark.message[1],
        done=run.done,
        total=run.total,
        case_id=remark.case,
        verdict=remark.verdict,
    )
    session.add(event)
    return event
