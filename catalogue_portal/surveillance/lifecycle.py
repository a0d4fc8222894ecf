"""The lives of a proceeding: the urgent way takes effect first, the ordinary way hears the publisher first."""

from typing import Final

from catalogue_portal.actor import Role
from catalogue_portal.lifecycle import Guard, Lifecycle, Row
from catalogue_portal.surveillance import policy
from catalogue_portal.surveillance.effects import (
    apply_to_the_label,
    end_the_agreement,
    stamp_the_decision,
    stamp_the_end,
    stamp_the_proposal,
)
from catalogue_portal.surveillance.models import Proceeding, ProceedingKind, ProceedingState

NOUN: Final = "proceeding"
_DECIDER: Final = (Role.DECIDER,)


def _lift(source: ProceedingState, *guards: Guard[Proceeding]) -> Row[Proceeding]:
    return Row(
        source,
        "lift",
        _DECIDER,
        ProceedingState.LIFTED,
        "measure_lifted",
        guards=(policy.is_impartial, *guards),
        effects=(stamp_the_end, apply_to_the_label),
    )


_LIFTED_BY_TWO: Final = (
    Row(
        ProceedingState.IN_EFFECT,
        "propose_lifting",
        (Role.REVIEWER, Role.DECIDER),
        ProceedingState.LIFTING_PROPOSED,
        "lifting_proposed",
        guards=(policy.is_impartial, policy.can_be_lifted),
        effects=(stamp_the_proposal,),
    ),
    _lift(ProceedingState.LIFTING_PROPOSED, policy.did_not_propose_the_lifting),
    Row(
        ProceedingState.LIFTING_PROPOSED,
        "maintain",
        _DECIDER,
        ProceedingState.IN_EFFECT,
        "measure_maintained",
        guards=(policy.is_impartial,),
    ),
)


def _pronounce(source: ProceedingState) -> Row[Proceeding]:
    # Heard means that the observations are in; until then the whole delay is the publisher's.
    heard = () if source is ProceedingState.HEARD else (policy.hearing_is_over,)
    return Row(
        source,
        "pronounce",
        _DECIDER,
        ProceedingState.IN_EFFECT,
        "measure_pronounced",
        guards=(policy.is_impartial, policy.did_not_open_it, *heard),
        effects=(stamp_the_decision, apply_to_the_label, end_the_agreement),
    )


def _observe(source: ProceedingState, to: ProceedingState) -> Row[Proceeding]:
    return Row(
        source,
        "observe",
        (Role.PUBLISHER,),
        to,
        "publisher_heard",
        guards=(policy.is_of_the_publisher, policy.has_not_been_heard),
    )


def _drop(source: ProceedingState) -> Row[Proceeding]:
    return Row(
        source,
        "drop",
        _DECIDER,
        ProceedingState.DROPPED,
        "proceeding_dropped",
        guards=(policy.is_impartial,),
        effects=(stamp_the_end,),
    )


URGENT: Final = Lifecycle[Proceeding](
    NOUN,
    initial=ProceedingState.AWAITING_CONFIRMATION,
    rows=(
        Row(
            ProceedingState.AWAITING_CONFIRMATION,
            "confirm",
            _DECIDER,
            ProceedingState.IN_EFFECT,
            "measure_confirmed",
            guards=(policy.is_impartial, policy.did_not_open_it, policy.confirmation_is_in_time),
            effects=(stamp_the_decision,),
        ),
        Row(
            ProceedingState.AWAITING_CONFIRMATION,
            "lapse",
            (Role.SYSTEM,),
            ProceedingState.LAPSED,
            "measure_lapsed",
            guards=(policy.confirmation_is_overdue,),
            effects=(stamp_the_end, apply_to_the_label),
        ),
        _observe(ProceedingState.AWAITING_CONFIRMATION, ProceedingState.AWAITING_CONFIRMATION),
        _observe(ProceedingState.IN_EFFECT, ProceedingState.IN_EFFECT),
        _observe(ProceedingState.LIFTING_PROPOSED, ProceedingState.LIFTING_PROPOSED),
        _lift(ProceedingState.AWAITING_CONFIRMATION),  # whom no second person joins: one who says so is enough
        *_LIFTED_BY_TWO,
    ),
)

ORDINARY: Final = Lifecycle[Proceeding](
    NOUN,
    initial=ProceedingState.HEARING,
    rows=(
        _observe(ProceedingState.HEARING, ProceedingState.HEARD),
        _pronounce(ProceedingState.HEARING),
        _pronounce(ProceedingState.HEARD),
        _drop(ProceedingState.HEARING),
        _drop(ProceedingState.HEARD),
        *_LIFTED_BY_TWO,
    ),
)


def lifecycle_of(proceeding: Proceeding) -> Lifecycle[Proceeding]:
    """Return the table that a proceeding of this kind follows."""
    return URGENT if proceeding.kind == ProceedingKind.URGENT_SUSPENSION else ORDINARY
