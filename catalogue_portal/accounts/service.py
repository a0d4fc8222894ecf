"""Use cases of accounts: opening one, granting roles, disabling."""

import re

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from catalogue_portal.accounts.models import ApiToken, BrowserSession, RoleGrant, User
from catalogue_portal.accounts.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH
from catalogue_portal.accounts.repository import find_by_email, get_user, normal_email
from catalogue_portal.actor import GRANTABLE_ROLES, SYSTEM, Actor, Role
from catalogue_portal.audit import service as audit
from catalogue_portal.clock import Clock
from catalogue_portal.errors import Forbidden, Invalid
from catalogue_portal.identifiers import new_identifier

EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,180}\.[^@\s.\x00-\x1f]{2,}")


def objections_to_account(email: str, display_name: str, password: str) -> dict[str, list[str]]:
    """Return what is wrong with the wish for an account, field by field; nothing here depends on who exists."""
    objections: dict[str, list[str]] = {}
    if not EMAIL.fullmatch(email.strip()):
        objections["email"] = ["This is not an e-mail address."]
    if not display_name.strip() or not display_name.isprintable():
        objections["display_name"] = ["A name is needed."]
    if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH:
        objections["password"] = [f"Between {MINIMUM_LENGTH} and {MAXIMUM_LENGTH} characters are needed."]
    elif password.casefold() in {normal_email(email), display_name.casefold()}:
        objections["password"] = ["The password must not be your address or your name."]
    return objections


def open_account(session: Session, email: str, display_name: str, password_hash: str, *, clock: Clock) -> User | None:
    """Open an account of a publisher's person; return None, without a word to the asker, when the address has one.

    Whoever asks must be answered the same in both cases, or addresses could be probed. `password_hash` comes from
    `passwords.hash_password`, computed before the transaction and in both cases.
    """
    if find_by_email(session, email) is not None:
        return None
    return create_user(session, SYSTEM, email, display_name, password_hash, roles={Role.PUBLISHER}, clock=clock)


def create_user(
    session: Session,
    actor: Actor,
    email: str,
    display_name: str,
    password_hash: str,
    *,
    roles: set[Role],
    clock: Clock,
) -> User:
    """Create a person with roles; for the portal itself and its administrators."""
    if not actor.has_role(Role.SYSTEM, Role.ADMINISTRATOR):
        raise Forbidden("Only an administrator creates accounts for others.", code="wrong_role")
    if find_by_email(session, email) is not None:
        raise Invalid("The address is taken.", errors={"email": ["There is an account with this address."]})
    user = User(
        id=new_identifier("usr"),
        email=normal_email(email),
        display_name=display_name.strip(),
        password_hash=password_hash,
        state="active",
        created_at=clock.now(),
        grants=[RoleGrant(role=role, granted_by=actor.user_id, granted_at=clock.now()) for role in sorted(roles)],
    )
    session.add(user)
    details: dict[str, object] = {"roles": sorted(roles)}
    audit.record(session, actor, event="account_opened", subject=f"user:{user.id}", details=details)
    session.flush()
    return user


def grant_role(session: Session, actor: Actor, user_id: str, role: Role, *, clock: Clock) -> User:
    """Give a role to somebody else. Their open sessions end, so that the new powers begin with a sign-in."""
    _refuse_unless_may_grant(actor, user_id, role)
    user = get_user(session, user_id)
    if role not in user.roles:
        user.grants.append(RoleGrant(role=role, granted_by=actor.user_id, granted_at=clock.now()))
        session.execute(delete(BrowserSession).where(BrowserSession.user_id == user_id))
        audit.record(session, actor, event="role_granted", subject=f"user:{user_id}", details={"role": role})
    return user


def withdraw_role(session: Session, actor: Actor, user_id: str, role: Role) -> User:
    """Take a role from somebody else; it is gone at their very next request."""
    _refuse_unless_may_grant(actor, user_id, role)
    user = get_user(session, user_id)
    if role in user.roles:
        user.grants = [grant for grant in user.grants if grant.role != role]
        audit.record(session, actor, event="role_withdrawn", subject=f"user:{user_id}", details={"role": role})
    return user


def disable_account(session: Session, actor: Actor, user_id: str, *, clock: Clock) -> User:
    """Close the account of somebody else: every session and token ends at once."""
    if not actor.has_role(Role.ADMINISTRATOR, Role.SYSTEM) or actor.user_id == user_id:
        raise Forbidden("Only another administrator disables an account.", code="wrong_role")
    user = get_user(session, user_id)
    user.state = "disabled"
    session.execute(delete(BrowserSession).where(BrowserSession.user_id == user_id))
    living = (ApiToken.user_id == user_id) & ApiToken.revoked_at.is_(None)
    session.execute(update(ApiToken).where(living).values(revoked_at=clock.now()))
    audit.record(session, actor, event="account_disabled", subject=f"user:{user_id}")
    return user


def person(user: User, *, scopes: frozenset[str] | None = None) -> Actor:
    """Return the actor that a person is, as far as accounts know; `publishers` adds the organisation."""
    return Actor(user.id, user.display_name, frozenset(Role(role) for role in user.roles), None, scopes)


def _refuse_unless_may_grant(actor: Actor, user_id: str, role: Role) -> None:
    if not actor.has_role(Role.ADMINISTRATOR, Role.SYSTEM):
        raise Forbidden("Only an administrator grants roles.", code="wrong_role")
    if actor.user_id == user_id:
        raise Forbidden("Nobody grants a role to themselves.", code="granter_is_receiver")
    if role not in GRANTABLE_ROLES:
        raise Invalid("This role is not granted to people.", errors={"role": ["Not a role of people."]})
