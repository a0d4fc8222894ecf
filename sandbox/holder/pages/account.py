"""Home, and the life of the space: opening, refusing, closing."""

from typing import Final

from flask import Response, request

from sandbox.holder import choices
from sandbox.holder.export import MOST
from sandbox.holder.pages.visit import Visit
from sandbox.holder.record_view import PARTS, count
from sandbox.oidc.pairings import Pairings
from sandbox.people.account_lifecycle import AccountEvent
from sandbox.people.accounts import Accounts
from sandbox.people.delegations import Delegations

# What asks for a second look before it is done, because apps and people lose what they had.
_TO_CONFIRM: Final[frozenset[AccountEvent]] = frozenset({"close", "refuse"})


def home(visit: Visit) -> Response:
    """Show the state of the space, and what waits for an answer."""
    is_open = visit.account.status == "active"
    if is_open:
        visit.accessed("overview.read")
    return visit.page(
        "home.html",
        counts={name: count(visit.space, visit.holder, part) for name, part in PARTS.items()} if is_open else {},
        apps=len(visit.space.part(Pairings).of(visit.holder.id)),
        invitations=visit.space.part(Delegations).waiting_for(visit.actor.email),
        opens_at=visit.account.opens_at,
    )


def account(visit: Visit, asking: AccountEvent | None = None) -> Response:
    """Show what can be done to the space; with `asking`, ask once more."""
    possible = visit.space.part(Accounts).possible(visit.holder.id, "holder") if visit.may("govern") else ()
    opens_at = visit.account.opens_at
    return visit.page("account.html", possible=possible, asking=asking, opens_at=opens_at, most_exported=str(MOST))


def change_account(visit: Visit) -> str | Response:
    """Open, refuse, close or reopen the space."""
    wanted = request.form.get("event")
    possible = visit.space.part(Accounts).possible(visit.holder.id, "holder")
    event = next((one for one in possible if one == wanted), None)
    if event is None:
        return "not_now"
    if event in _TO_CONFIRM and request.form.get("sure") != "yes":
        return account(visit, asking=event)
    return f"account_{event}" if choices.let_happen(visit.space, visit.holder.id, event) else "not_now"
