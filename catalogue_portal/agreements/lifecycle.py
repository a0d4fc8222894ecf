"""The life of an agreement, and the end that it gives to the dossier."""

from typing import Final

from catalogue_portal.actor import Role
from catalogue_portal.agreements import policy
from catalogue_portal.agreements.models import Agreement, AgreementState, Party
from catalogue_portal.dossiers.lifecycle import NOUN as DOSSIER
from catalogue_portal.dossiers.lifecycle import close
from catalogue_portal.dossiers.models import Dossier, DossierState
from catalogue_portal.lifecycle import Lifecycle, Passage, Row

NOUN: Final = "agreement"
SIGNATORY_ROLE: Final = {
    Party.PUBLISHER: Role.PUBLISHER,
    Party.MINISTER: Role.DECIDER,
    # CNAM builds and runs the portal (CSP R.1111-26): its people are the administrators.
    Party.CNAM: Role.ADMINISTRATOR,
}


def stamp_the_conclusion(passage: Passage[Agreement]) -> None:
    """Note when the third signature was given."""
    passage.subject.signed_at = passage.at


def stamp_the_entry_into_force(passage: Passage[Agreement]) -> None:
    """Note since when the agreement is in force."""
    passage.subject.in_force_at = passage.at


def stamp_the_end(passage: Passage[Agreement]) -> None:
    """Note when the agreement ended."""
    passage.subject.ended_at = passage.at


_SYSTEM: Final = (Role.SYSTEM,)
UNFINISHED: Final = (
    AgreementState.DRAFTED,
    AgreementState.OPEN_FOR_SIGNATURE,
    AgreementState.SIGNED,
    AgreementState.HOOK_UP_FAILED,
)


def _sign(party: Party) -> Row[Agreement]:
    belongs = policy.is_of_the_publisher if party is Party.PUBLISHER else policy.is_impartial
    return Row(
        AgreementState.OPEN_FOR_SIGNATURE,
        f"sign_for_{party}",
        (SIGNATORY_ROLE[party],),
        AgreementState.OPEN_FOR_SIGNATURE,
        f"agreement_signed_for_{party}",
        guards=(
            belongs,
            policy.has_not_signed(party),
            policy.publisher_is_verified,
            policy.no_suspensive_reservation_is_open,
            policy.has_not_run_out,
        ),
    )


def _abandon(source: AgreementState) -> Row[Agreement]:
    return Row(
        source,
        "abandon",
        (Role.DECIDER,),
        AgreementState.ABANDONED,
        "agreement_abandoned",
        guards=(policy.is_impartial,),
        effects=(stamp_the_end,),
    )


def _request_hook_up(source: AgreementState) -> Row[Agreement]:
    return Row(
        source,
        "request_hook_up",
        (Role.PUBLISHER, Role.ADMINISTRATOR),
        AgreementState.HOOK_UP,
        "hook_up_requested",
        guards=(policy.is_of_the_publisher_or_runs_the_portal, policy.has_not_run_out),
    )


def _lapse(source: AgreementState) -> Row[Agreement]:
    # What was never in force leaves the dossier free for another agreement.
    return Row(
        source,
        "lapse",
        _SYSTEM,
        AgreementState.ABANDONED,
        "agreement_lapsed",
        guards=(policy.has_run_out,),
        effects=(stamp_the_end,),
    )


AGREEMENT: Final = Lifecycle[Agreement](
    NOUN,
    initial=AgreementState.DRAFTED,
    rows=(
        Row(
            AgreementState.DRAFTED,
            "open_for_signature",
            (Role.DECIDER,),
            AgreementState.OPEN_FOR_SIGNATURE,
            "agreement_opened_for_signature",
            guards=(
                policy.is_impartial,
                policy.publisher_is_verified,
                policy.no_suspensive_reservation_is_open,
                policy.has_not_run_out,
            ),
        ),
        *(_sign(party) for party in Party),
        Row(
            AgreementState.OPEN_FOR_SIGNATURE,
            "conclude",
            _SYSTEM,
            AgreementState.SIGNED,
            "agreement_concluded",
            guards=(policy.three_parties_have_signed,),
            effects=(stamp_the_conclusion,),
        ),
        _request_hook_up(AgreementState.SIGNED),
        _request_hook_up(AgreementState.HOOK_UP_FAILED),
        Row(
            AgreementState.HOOK_UP,
            "bring_into_force",
            _SYSTEM,
            AgreementState.IN_FORCE,
            "agreement_brought_into_force",
            guards=(policy.three_parties_have_signed, policy.has_not_run_out, policy.hook_up_is_conformant),
            effects=(stamp_the_entry_into_force,),
        ),
        Row(AgreementState.HOOK_UP, "fail_hook_up", _SYSTEM, AgreementState.HOOK_UP_FAILED, "hook_up_failed"),
        Row(
            AgreementState.IN_FORCE,
            "terminate",
            _SYSTEM,
            AgreementState.TERMINATED,
            "agreement_terminated",
            effects=(stamp_the_end,),
        ),
        *(
            _abandon(state)
            for state in (AgreementState.DRAFTED, AgreementState.OPEN_FOR_SIGNATURE, AgreementState.HOOK_UP_FAILED)
        ),
        *(_lapse(state) for state in UNFINISHED),
        Row(
            AgreementState.IN_FORCE,
            "expire",
            _SYSTEM,
            AgreementState.EXPIRED,
            "agreement_expired",
            guards=(policy.has_run_out,),
            effects=(stamp_the_end,),
        ),
    ),
)

CLOSURE: Final = Lifecycle[Dossier](
    DOSSIER,
    initial=DossierState.APPROVED,
    rows=(Row(DossierState.APPROVED, "close", _SYSTEM, DossierState.CLOSED, "dossier_closed", effects=(close,)),),
)
