"""What an evaluation must hold to before the committee may speak."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.dossiers.models import Dossier, DossierState, EvidenceSlot
from catalogue_portal.errors import Conflict, DomainError, Invalid, NotFound
from catalogue_portal.reviews import repository
from catalogue_portal.reviews.models import Finding, OpinionSense, Outcome, ReservationKind
from catalogue_portal.runs.models import Run

DECIDED = (DossierState.APPROVED, DossierState.REFUSED, DossierState.CLOSED)


def evaluation_is_readable(actor: Actor, dossier: Dossier) -> DomainError | None:
    """The office reads the evaluation; the publisher does once it is decided, so that nothing is decided in advance."""
    if actor.is_of_the_office_for(dossier.organisation_id) or dossier.state in DECIDED:
        return None
    return NotFound("The evaluation can be read once the dossier is decided.", code="not_decided")


def is_under_review(dossier: Dossier) -> DomainError | None:
    """Findings are made while the dossier is evaluated, not before and not after the opinion."""
    if dossier.state != DossierState.UNDER_REVIEW:
        return Conflict("The dossier is not under review.", code="not_under_review", state=dossier.state)
    return None


def every_requirement_is_weighed(session: Session, _actor: Actor, dossier: Dossier) -> DomainError | None:
    """The committee speaks when each requirement has a finding on the evidence as it is now."""
    missing = [slot.requirement for slot in repository.slots_without_finding(session, dossier)]
    if missing:
        return Conflict(f"Still to be weighed: {', '.join(missing)}.", code="findings_missing", missing=missing)
    return None


def evidence_is_as_seen(slot: EvidenceSlot, seen: str | None) -> DomainError | None:
    """A finding is on what the reviewer looked at: the publisher may have answered a complement in the meantime."""
    if seen is not None and seen != slot.digest():
        return Conflict("The evidence has changed since you looked at it.", code="evidence_changed")
    return None


def finding_is_tenable(slot: EvidenceSlot, outcome: Outcome) -> DomainError | None:
    """A person may be stricter than the machine, never kinder where a binding case failed: the run must be mended."""
    if slot.machine_verdict == "fail" and slot.obligation == "SHALL" and outcome is not Outcome.NOT_MET:
        return Conflict(
            f"{slot.requirement} failed in the run: ask for a complement with another run, or find it not met.",
            code="finding_against_failed_run",
        )
    if slot.awaits_the_hook_up:
        return Conflict(f"{slot.requirement} is verified by the hook-up run.", code="verified_by_hook_up")
    return None


def only_what_is_met_is_found_together(outcome: Outcome) -> DomainError | None:
    """Requirements are found together only when they are met: anything else has a reason of its own."""
    if outcome is not Outcome.MET:
        return Conflict("Only what is met is weighed together.", code="only_met_together")
    return None


def the_run_proved(slots: Sequence[EvidenceSlot]) -> DomainError | None:
    """Only what every check of the run passed is weighed together; the rest is read one by one."""
    unproven = [slot.requirement for slot in slots if slot.machine_verdict != "pass"]
    if unproven:
        return Conflict(
            f"The run did not prove: {', '.join(unproven)}.", code="not_proven_by_the_run", requirements=unproven
        )
    return None


def nobody_weighed(slots: Sequence[EvidenceSlot], findings: Sequence[Finding]) -> DomainError | None:
    """A finding that somebody made on the evidence as it is now is never replaced in passing, with many others."""
    latest = {finding.requirement: finding.weighed for finding in findings}
    weighed = [slot.requirement for slot in slots if latest.get(slot.requirement) == slot.digest()]
    if weighed:
        return Conflict(f"Weighed already: {', '.join(weighed)}.", code="weighed_already", requirements=weighed)
    return None


def opinion_follows_the_findings(session: Session, dossier: Dossier, sense: OpinionSense) -> DomainError | None:
    """No favourable opinion rests on a failed run; unmet binding requirements call for suspensive reservations."""
    if not sense.is_favourable:
        return None
    run = session.get(Run, dossier.run_id)
    if run is None or run.verdict != "conformant":
        return Conflict("The run is not conformant: no favourable opinion rests on it.", code="run_not_conformant")
    unmet = _binding_and_unmet(session, dossier)
    if unmet and sense is not OpinionSense.FAVOURABLE_WITH_SUSPENSIVE_RESERVATIONS:
        return Conflict(f"Binding and not met: {', '.join(unmet)}.", code="binding_requirement_not_met", unmet=unmet)
    return None


def reservations_fit(sense: OpinionSense, kinds: list[ReservationKind]) -> DomainError | None:
    """The reservations made are those that the sense of the opinion announces."""
    announced: set[ReservationKind] = {
        OpinionSense.FAVOURABLE: set(),
        OpinionSense.UNFAVOURABLE: set(),
        OpinionSense.FAVOURABLE_WITH_RESERVATIONS: {ReservationKind.NON_SUSPENSIVE},
        OpinionSense.FAVOURABLE_WITH_SUSPENSIVE_RESERVATIONS: {ReservationKind.SUSPENSIVE},
    }[sense]
    if not announced <= set(kinds):
        return Invalid(f"An opinion of this sense makes a {announced.pop()} reservation.", code="reservation_missing")
    if set(kinds) - announced - {ReservationKind.NON_SUSPENSIVE} or (kinds and not announced):
        return Invalid("An opinion of this sense makes no such reservation.", code="reservation_out_of_place")
    return None


def reservation_is_dated(kind: ReservationKind, due: datetime | None, now: datetime) -> DomainError | None:
    """A non-suspensive reservation is a duty by a date to come; a suspensive one waits for its lifting."""
    if kind is ReservationKind.SUSPENSIVE:
        if due is not None:
            return Invalid("A suspensive reservation has no date.", code="reservation_out_of_place")
        return None
    if due is None or due <= now:
        return Invalid(
            "Give a date to come, by which the reservation is to be fulfilled.", code="reservation_not_dated"
        )
    return None


def _binding_and_unmet(session: Session, dossier: Dossier) -> list[str]:
    binding = {slot.requirement for slot in dossier.evidence if slot.obligation == "SHALL"}
    findings = repository.current_findings(session, dossier)
    return [name for name in findings if name in binding and findings[name].outcome == Outcome.NOT_MET]
