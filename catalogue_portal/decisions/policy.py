"""Who decides, and what a decision must rest on."""

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import Conflict, DomainError, Forbidden
from catalogue_portal.reviews.models import OpinionSense
from catalogue_portal.reviews.repository import opinion_on


def did_not_write_the_opinion(session: Session, actor: Actor, dossier: Dossier) -> DomainError | None:
    """Who wrote the opinion does not decide."""
    opinion = opinion_on(session, dossier.id)
    if opinion is not None and opinion.author == actor.user_id:
        return Forbidden("You wrote the opinion: another person decides.", code="wrote_the_opinion")
    return None


def opinion_is_favourable(session: Session, _actor: Actor, dossier: Dossier) -> DomainError | None:
    """Only a service with a favourable opinion can be listed (CSP R.1111-38)."""
    opinion = opinion_on(session, dossier.id)
    if opinion is None or not OpinionSense(opinion.sense).is_favourable:
        return Conflict("Without a favourable opinion the app cannot be listed.", code="opinion_not_favourable")
    return None
