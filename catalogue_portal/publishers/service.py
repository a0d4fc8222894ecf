"""Use cases of publishers: registering an organisation, inviting, joining, leaving, verifying."""

import re
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue_portal.accounts.secrets import digest, is_well_formed, new_secret
from catalogue_portal.actor import Actor, Role
from catalogue_portal.audit import service as audit
from catalogue_portal.clock import Clock
from catalogue_portal.errors import Conflict, Forbidden, Invalid, NotFound
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.publishers.lifecycle import ORGANISATION
from catalogue_portal.publishers.models import Invitation, Membership, Organisation
from catalogue_portal.publishers.policy import owns, readable
from catalogue_portal.publishers.repository import get_organisation, membership_of
from catalogue_portal.texts import given_name

SIRET = re.compile(r"[0-9]{14}")
LONGEST_NAME = 160
INVITATION_LIFE = timedelta(days=7)


def register_organisation(
    session: Session, actor: Actor, *, name: str, registration_number: str, clock: Clock
) -> Organisation:
    """Register an organisation (14-digit SIRET); who registers it becomes its owner."""
    if not actor.has_role(Role.PUBLISHER):
        raise Forbidden("Only a publisher's person registers an organisation.", code="wrong_role")
    number = registration_number.replace(" ", "")
    if not SIRET.fullmatch(number):
        raise Invalid("The SIRET has 14 digits.", errors={"registration_number": ["14 digits are needed."]})
    if membership_of(session, actor.user_id) is not None:
        raise Conflict("You already belong to an organisation.", code="already_member")
    if session.scalar(select(func.count()).where(Organisation.registration_number == number)):
        raise Conflict("This organisation is registered; ask one of its owners for an invitation.", code="registered")
    organisation = Organisation(
        id=new_identifier("org"),
        name=given_name("name", name, longest=LONGEST_NAME),
        registration_number=number,
        state=ORGANISATION.initial,
        created_at=clock.now(),
    )
    session.add(organisation)
    session.flush()
    _join(session, actor.user_id, organisation.id, "owner", clock)
    audit.record(session, actor, event="organisation_registered", subject=f"organisation:{organisation.id}")
    return organisation


def invite(session: Session, actor: Actor, organisation_id: str, *, clock: Clock) -> str:
    """Return a code, shown once, that lets one person join within a week; owners pass it on themselves."""
    readable(session, actor, organisation_id)
    if not owns(session, actor, organisation_id):
        raise Forbidden("Only an owner invites.", code="not_owner")
    code = new_secret("invitation")
    session.add(
        Invitation(
            digest=digest(code),
            organisation_id=organisation_id,
            invited_by=actor.user_id,
            expires_at=clock.now() + INVITATION_LIFE,
        )
    )
    audit.record(session, actor, event="member_invited", subject=f"organisation:{organisation_id}")
    return code


def join(session: Session, actor: Actor, code: str, *, clock: Clock) -> Organisation:
    """Join the organisation that gave this code; it works once."""
    kept = session.get(Invitation, digest(code), with_for_update=True) if is_well_formed(code, "invitation") else None
    if kept is None or kept.used_at is not None or kept.expires_at <= clock.now():
        raise NotFound("This invitation is unknown, used or too old.", code="no_such_invitation")
    if not actor.has_role(Role.PUBLISHER):
        raise Forbidden("Only a publisher's person joins an organisation.", code="wrong_role")
    if membership_of(session, actor.user_id) is not None:
        raise Conflict("You already belong to an organisation.", code="already_member")
    kept.used_at = clock.now()
    _join(session, actor.user_id, kept.organisation_id, "member", clock)
    details: dict[str, object] = {"user": actor.user_id}
    audit.record(session, actor, event="member_joined", subject=f"organisation:{kept.organisation_id}", details=details)
    return get_organisation(session, kept.organisation_id)


def remove_member(session: Session, actor: Actor, organisation_id: str, user_id: str) -> None:
    """End a person's membership: an owner ends another's, anyone their own; the last owner stays."""
    readable(session, actor, organisation_id)
    if actor.user_id != user_id and not owns(session, actor, organisation_id):
        raise Forbidden("Only an owner removes others.", code="not_owner")
    membership = membership_of(session, user_id)
    if membership is None or membership.organisation_id != organisation_id:
        raise NotFound("This person is not a member.")
    if membership.rank == "owner" and _number_of_owners(session, organisation_id) == 1:
        raise Conflict("The last owner cannot leave.", code="last_owner")
    session.delete(membership)
    details: dict[str, object] = {"user": user_id}
    audit.record(session, actor, event="member_removed", subject=f"organisation:{organisation_id}", details=details)


def change_state(session: Session, actor: Actor, organisation_id: str, event: str) -> Organisation:
    """Verify, suspend or reinstate an organisation (see `lifecycle`)."""
    organisation = readable(session, actor, organisation_id)
    ORGANISATION.fire(session, actor, organisation, event)
    return organisation


def _join(session: Session, user_id: str, organisation_id: str, rank: str, clock: Clock) -> None:
    session.add(Membership(user_id=user_id, organisation_id=organisation_id, rank=rank, since=clock.now()))
    session.flush()


def _number_of_owners(session: Session, organisation_id: str) -> int:
    owners = (Membership.organisation_id == organisation_id) & (Membership.rank == "owner")
    return session.scalar(select(func.count()).select_from(Membership).where(owners)) or 0
