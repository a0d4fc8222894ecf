"""The life of a dossier up to its evaluation; opinion, decision and agreement add their rows in their own nouns."""

from typing import Final

from catalogue_portal.actor import Role
from catalogue_portal.dossiers import policy
from catalogue_portal.dossiers.models import Dossier, DossierState
from catalogue_portal.lifecycle import Lifecycle, Passage, Row

NOUN: Final = "dossier"


def start_the_clock(passage: Passage[Dossier]) -> None:
    """Let the evaluation clock run."""
    passage.subject.stopwatch = passage.subject.stopwatch.started(passage.at)


def stop_the_clock(passage: Passage[Dossier]) -> None:
    """Let the evaluation clock stand still."""
    passage.subject.stopwatch = passage.subject.stopwatch.stopped(passage.at)


def close(passage: Passage[Dossier]) -> None:
    """Note when the procedure ended."""
    stop_the_clock(passage)
    passage.subject.closed_at = passage.at


def stamp_the_submission(passage: Passage[Dossier]) -> None:
    """Note who submitted, and when."""
    passage.subject.submitted_at, passage.subject.submitted_by = passage.at, passage.actor.user_id


_PUBLISHER: Final = (Role.PUBLISHER,)
_REVIEWER: Final = (Role.REVIEWER,)
_OF_THE_PUBLISHER: Final = (policy.is_of_the_publisher,)
_IMPARTIAL: Final = (policy.is_impartial,)


def _withdraw(source: DossierState) -> Row[Dossier]:
    return Row(
        source,
        "withdraw",
        _PUBLISHER,
        DossierState.WITHDRAWN,
        "dossier_withdrawn",
        guards=_OF_THE_PUBLISHER,
        effects=(close,),
    )


DOSSIER: Final = Lifecycle[Dossier](
    NOUN,
    initial=DossierState.DRAFT,
    rows=(
        Row(
            DossierState.DRAFT,
            "submit",
            _PUBLISHER,
            DossierState.SUBMITTED,
            "dossier_submitted",
            guards=(
                policy.is_of_the_publisher,
                policy.publisher_is_not_suspended,
                policy.edition_is_in_force,
                policy.run_supports_the_dossier,
                policy.access_is_justified,
                policy.consent_text_is_given,
                policy.security_is_described,
                policy.evidence_is_supplied,
            ),
            effects=(stamp_the_submission, start_the_clock),
        ),
        Row(
            DossierState.SUBMITTED,
            "admit",
            _REVIEWER,
            DossierState.ADMISSIBLE,
            "dossier_admitted",
            guards=(*_IMPARTIAL, policy.publisher_is_verified),
        ),
        Row(
            DossierState.SUBMITTED,
            "declare_inadmissible",
            _REVIEWER,
            DossierState.INADMISSIBLE,
            "dossier_declared_inadmissible",
            guards=_IMPARTIAL,
            effects=(close,),
        ),
        Row(
            DossierState.ADMISSIBLE,
            "open_review",
            _REVIEWER,
            DossierState.UNDER_REVIEW,
            "review_opened",
            guards=_IMPARTIAL,
        ),
        Row(
            DossierState.UNDER_REVIEW,
            "request_complement",
            _REVIEWER,
            DossierState.COMPLEMENT_REQUESTED,
            "complement_requested",
            guards=_IMPARTIAL,
            effects=(stop_the_clock,),
        ),
        Row(
            DossierState.COMPLEMENT_REQUESTED,
            "answer_complement",
            _PUBLISHER,
            DossierState.UNDER_REVIEW,
            "complement_answered",
            guards=(policy.is_of_the_publisher, policy.reply_is_in_time),
            effects=(start_the_clock,),
        ),
        Row(
            DossierState.COMPLEMENT_REQUESTED,
            "lapse",
            (Role.SYSTEM,),
            DossierState.LAPSED,
            "dossier_lapsed",
            guards=(policy.reply_is_overdue,),
            effects=(close,),
        ),
        *(
            _withdraw(state)
            for state in (
                DossierState.DRAFT,
                DossierState.SUBMITTED,
                DossierState.ADMISSIBLE,
                DossierState.UNDER_REVIEW,
                DossierState.COMPLEMENT_REQUESTED,
                DossierState.OPINION_GIVEN,
            )
        ),
    ),
)
