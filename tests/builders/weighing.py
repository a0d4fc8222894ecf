"""A reviewer at work: together what the run proved, one by one what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.reviews import service as reviews
from catalogue_portal.reviews.models import Outcome
from catalogue_portal.reviews.repository import current_findings

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from catalogue_portal.actor import Actor


def weigh_everything(
    session: Session, reviewer: Actor, dossier_id: str, *, rationale: str, unmet: Collection[str] = ()
) -> None:
    """A finding for each requirement; what the run failed, and what is named, is not met."""
    dossier = session.get_one(Dossier, dossier_id)
    weighed = current_findings(session, dossier)
    left = [slot for slot in dossier.evidence if not slot.awaits_the_hook_up]
    proven = {slot.requirement for slot in left if slot.machine_verdict == "pass"} - set(unmet) - set(weighed)
    if proven:
        reviews.find_together(session, reviewer, dossier_id, requirements=sorted(proven), rationale=rationale)
    verdicts = {slot.requirement: slot.machine_verdict for slot in left if slot.requirement not in proven}
    for requirement, verdict in verdicts.items():
        outcome = Outcome.NOT_MET if verdict == "fail" or requirement in unmet else Outcome.MET
        reviews.find(session, reviewer, dossier_id, requirement, outcome=outcome, rationale=rationale)
