"""The use cases of the decision: approve, or refuse with reasons and notice of appeal."""

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.decisions.lifecycle import DECISION
from catalogue_portal.decisions.models import Decision, DecisionSense
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.dossiers.repository import visible_dossier
from catalogue_portal.dossiers.service import digest_of
from catalogue_portal.errors import Conflict
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.lifecycle import Offer
from catalogue_portal.procedure import procedure_named
from catalogue_portal.reviews.repository import opinion_on
from catalogue_portal.storage.database import clock_of
from catalogue_portal.texts import limited_text, required_text


def approve(session: Session, actor: Actor, dossier_id: str, *, reasons: str = "") -> Decision:
    """Decide that the app is listed once agreement and hook-up are done; it needs a favourable opinion."""
    dossier = visible_dossier(session, actor, dossier_id)
    text = limited_text("reasons", reasons)
    DECISION.fire(session, actor, dossier, "approve", details={"reasons": digest_of(text)})
    return _write(session, actor, dossier, DecisionSense.APPROVED, in_law="", in_fact=text)


def refuse(session: Session, actor: Actor, dossier_id: str, *, reasons_in_law: str, reasons_in_fact: str) -> Decision:
    """Refuse the listing, saying why in law and in fact; ways and time limit of an appeal are told with it."""
    dossier = visible_dossier(session, actor, dossier_id)
    in_law = required_text("reasons_in_law", reasons_in_law)
    in_fact = required_text("reasons_in_fact", reasons_in_fact)
    DECISION.fire(session, actor, dossier, "refuse", details={"reasons": digest_of(f"{in_law}\0{in_fact}")})
    return _write(session, actor, dossier, DecisionSense.REFUSED, in_law=in_law, in_fact=in_fact)


def possible(session: Session, actor: Actor, dossier: Dossier) -> tuple[Offer[Dossier], ...]:
    """Return what the actor may decide now, with the reason when something stands in the way."""
    return DECISION.offers(session, actor, dossier)


def _write(
    session: Session, actor: Actor, dossier: Dossier, sense: DecisionSense, *, in_law: str, in_fact: str
) -> Decision:
    opinion = opinion_on(session, dossier.id)
    if opinion is None:
        raise Conflict("There is no opinion to decide on.", code="opinion_missing")
    now, appeal = clock_of(session).now(), procedure_named(dossier.procedure).appeal
    decision = Decision(
        id=new_identifier("dec"),
        dossier_id=dossier.id,
        opinion_id=opinion.id,
        sense=sense.value,
        reasons_in_law=in_law,
        reasons_in_fact=in_fact,
        author=actor.user_id,
        at=now,
    )
    if sense is DecisionSense.REFUSED:
        decision.appeal_fr, decision.appeal_en = appeal.ways_fr, appeal.ways_en
        decision.appeal_until = now + appeal.limit
    session.add(decision)
    session.flush()
    return decision
