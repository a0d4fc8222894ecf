"""Bearer tokens of programs: scoped, expiring, shown once, kept as digests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.accounts.models import ApiToken, User
from catalogue_portal.accounts.repository import get_user
from catalogue_portal.accounts.scopes import SCOPES
from catalogue_portal.accounts.secrets import digest, is_well_formed, new_secret
from catalogue_portal.accounts.service import person
from catalogue_portal.actor import Actor
from catalogue_portal.audit import service as audit
from catalogue_portal.clock import Clock
from catalogue_portal.errors import Invalid, NotFound
from catalogue_portal.identifiers import new_identifier

LONGEST_LIFE = timedelta(days=180)
MOST_TOKENS = 50


@dataclass(frozen=True)
class IssuedToken:
    """A token with its secret, which is known only now."""

    kept: ApiToken
    secret: str


def issue_token(
    session: Session, actor: Actor, user: User, *, name: str, scopes: Iterable[str], life: timedelta, clock: Clock
) -> IssuedToken:
    """Issue a token that acts for this person within the scopes."""
    wanted = sorted(set(scopes))
    if unknown := [scope for scope in wanted if scope not in SCOPES]:
        raise Invalid("Some scopes do not exist.", errors={"scopes": [f"unknown: {scope}" for scope in unknown]})
    if not wanted:
        raise Invalid("A token without scopes is of no use.", errors={"scopes": ["Name at least one scope."]})
    if len(living_tokens(session, user.id)) >= MOST_TOKENS:
        raise Invalid("There are too many tokens; revoke some.", errors={"name": [f"At most {MOST_TOKENS} tokens."]})
    secret, now = new_secret("api"), clock.now()
    kept = ApiToken(
        id=new_identifier("tok"),
        user_id=user.id,
        name=name,
        digest=digest(secret),
        scopes=wanted,
        created_at=now,
        expires_at=now + min(life, LONGEST_LIFE),
    )
    session.add(kept)
    details: dict[str, object] = {"scopes": wanted, "user": user.id}
    audit.record(session, actor, event="token_issued", subject=f"token:{kept.id}", details=details)
    session.flush()
    return IssuedToken(kept, secret)


def actor_of_token(session: Session, secret: str, *, clock: Clock) -> Actor | None:
    """Return the person a token acts for, narrowed to its scopes; None when it is no living token of ours."""
    if not is_well_formed(secret, "api"):
        return None
    kept = session.scalars(select(ApiToken).where(ApiToken.digest == digest(secret))).one_or_none()
    if kept is None or kept.revoked_at is not None or kept.expires_at <= clock.now():
        return None
    user = get_user(session, kept.user_id)
    return person(user, scopes=frozenset(kept.scopes)) if user.state == "active" else None


def living_tokens(session: Session, user_id: str) -> Sequence[ApiToken]:
    """Return the tokens of a person that are not revoked, newest first."""
    own = (ApiToken.user_id == user_id) & ApiToken.revoked_at.is_(None)
    return session.scalars(select(ApiToken).where(own).order_by(ApiToken.created_at.desc(), ApiToken.id)).all()


def revoke_token(session: Session, actor: Actor, token_id: str, *, clock: Clock) -> ApiToken:
    """Revoke one of the actor's own tokens; somebody else's does not exist for them."""
    kept = session.get(ApiToken, token_id)
    if kept is None or kept.user_id != actor.user_id or kept.revoked_at is not None:
        raise NotFound("You have no such token.")
    kept.revoked_at = clock.now()
    audit.record(session, actor, event="token_revoked", subject=f"token:{token_id}")
    return kept
