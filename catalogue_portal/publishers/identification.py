"""From a credential to the whole actor: who, with which roles, acting for which organisation at this moment."""

from dataclasses import replace

from sqlalchemy.orm import Session

from catalogue_portal.accounts import tokens
from catalogue_portal.accounts.repository import get_user
from catalogue_portal.accounts.service import person
from catalogue_portal.actor import Actor
from catalogue_portal.clock import Clock
from catalogue_portal.publishers.repository import membership_of


def affiliated(session: Session, actor: Actor) -> Actor:
    """Return the actor with the organisation that the person belongs to now; it is never taken from a credential."""
    membership = membership_of(session, actor.user_id)
    return replace(actor, organisation_id=membership.organisation_id if membership else None)


def actor_of_user(session: Session, user_id: str) -> Actor:
    """Return the whole actor that a person is."""
    return affiliated(session, person(get_user(session, user_id)))


def actor_of_token(session: Session, secret: str, *, clock: Clock) -> Actor | None:
    """Return the whole actor that a bearer token acts for, if it is a living one of ours."""
    actor = tokens.actor_of_token(session, secret, clock=clock)
    return affiliated(session, actor) if actor else None
