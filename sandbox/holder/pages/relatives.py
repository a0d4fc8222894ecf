"""The relatives: children, those who help, those whom one helps; inviting, accepting, ending."""

import re
from dataclasses import dataclass
from typing import Final

from flask import Response, request

from sandbox.holder import choices
from sandbox.holder.pages.visit import Visit
from sandbox.people.delegations import SCOPES, Delegation, Delegations
from sandbox.people.mandates import Mandates
from sandbox.people.people import People
from sandbox.people.persona import Persona

_LONGEST_NAME: Final = 64
_LONGEST_ADDRESS: Final = 254
_DOMAIN: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+\Z")


@dataclass(frozen=True)
class _Told:
    """A delegation, with the person on its other side; None while nobody has accepted."""

    delegation: Delegation
    other: Persona | None


def relatives(visit: Visit) -> Response:
    """Show who may do what for whom. Invitations to the visitor are theirs, whoever's space is on the screen."""
    people, delegations = visit.space.part(People), visit.space.part(Delegations)
    ours = [_Told(one, people.find(one.delegate_id)) for one in delegations.of_holder(visit.holder.id)]
    at_home = visit.actor == visit.holder
    waiting = delegations.waiting_for(visit.actor.email) if at_home else ()
    theirs = delegations.of_delegate(visit.actor.id) if at_home else ()
    return visit.page(
        "relatives.html",
        ours=ours,
        waiting=[_Told(one, people.find(one.holder_id)) for one in waiting],
        theirs=[_Told(one, people.find(one.holder_id)) for one in theirs],
        guardians=[
            people.find(one.actor_id)
            for one in visit.space.part(Mandates).for_holder(visit.holder)
            if one.relation == "guardian"
        ],
        at_home=at_home,
        scopes=SCOPES,
    )


def change_relatives(visit: Visit) -> str | Response:
    """Invite, revoke, accept, decline or give up."""
    what = request.form.get("do")
    if what == "invite":
        return _invite(visit)
    delegation = visit.space.part(Delegations).find(request.form.get("delegation"))
    if delegation is None:
        return "nothing_changed"
    if what == "accept":
        return "accepted" if choices.accept(visit.space, delegation, visit.actor) else "nothing_changed"
    is_holders = delegation.holder_id == visit.holder.id and visit.may("govern")
    is_actors = delegation.delegate_id == visit.actor.id or delegation.email == visit.actor.email.casefold()
    if what != "end" or not (is_holders or is_actors):
        return visit.page("not_yours.html", status=403)
    return "delegation_ended" if choices.end_delegation(visit.space, delegation) else "nothing_changed"


def _invite(visit: Visit) -> str | Response:
    if visit.mandate.relation != "self":
        return visit.page("not_yours.html", status=403)
    scope = next((one for one in SCOPES if one == request.form.get("scope")), None)
    email = request.form.get("email", "").strip()
    if scope is None or not _is_address(email) or choices.delegate(visit.space, visit.holder, email, scope) is None:
        return "invitation_wrong"
    return "invited"


def _is_address(email: str) -> bool:
    """Tell whether a text may be an e-mail address (RFC 5321, 4.5.3.1): somebody at a domain, all of it to be seen."""
    name, _at, domain = email.partition("@")
    printable = email.isprintable() and " " not in email
    short = 0 < len(name) <= _LONGEST_NAME and len(email) <= _LONGEST_ADDRESS
    return printable and short and _DOMAIN.match(domain) is not None
