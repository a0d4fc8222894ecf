"""Who strikes the mark, and what must hold before it is struck."""

from typing import Final

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.agreements import policy as agreement_policy
from catalogue_portal.agreements.models import Agreement, AgreementState
from catalogue_portal.apps.models import Release
from catalogue_portal.errors import Conflict, DomainError, Forbidden
from catalogue_portal.labels.claims import Assurance, Environment
from catalogue_portal.labels.repository import label_of_agreement

ISSUERS: Final = (Role.DECIDER, Role.ADMINISTRATOR, Role.SYSTEM)
_ASSURANCE: Final = {"image": Assurance.POD, "url": Assurance.REMOTE, "command": Assurance.PROCESS}


def objection_to_issue(
    session: Session, actor: Actor, agreement: Agreement, environment: Environment
) -> DomainError | None:
    """Return why this label cannot be issued by this actor now, or None."""
    if not actor.has_role(*ISSUERS):
        return Forbidden("The office issues labels.", code="wrong_role")
    if agreement.state != AgreementState.IN_FORCE:
        return Conflict("The agreement is not in force.", code="agreement_not_in_force", state=agreement.state)
    if label_of_agreement(session, agreement.id) is not None:
        return Conflict("This agreement has its label.", code="label_exists")
    statements = (
        agreement_policy.is_impartial,
        agreement_policy.three_parties_have_signed,
        agreement_policy.has_not_run_out,
        agreement_policy.hook_up_is_conformant,
    )
    objections = (statement(session, actor, agreement) for statement in statements)
    return next(filter(None, objections), None) or _objection_to_run(session, agreement, environment)


def assurance_of(release: Release) -> Assurance:
    """Return how the platform runs a release of this target."""
    return _ASSURANCE[release.target]


def _objection_to_run(session: Session, agreement: Agreement, environment: Environment) -> DomainError | None:
    release = session.get_one(Release, agreement.release_id)
    if environment is Environment.PRODUCTION and assurance_of(release) is Assurance.PROCESS:
        return Conflict("A production label needs a run in a pod or on a proven domain.", code="run_not_by_platform")
    return None
