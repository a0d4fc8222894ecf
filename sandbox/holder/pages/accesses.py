"""The access log in plain words: who, what, when, by what right, and whether it was refused."""

from dataclasses import dataclass
from typing import Final

from flask import Response

from sandbox.holder.access_log import Access, accesses
from sandbox.holder.pages.visit import Visit
from sandbox.oidc.clients import Clients
from sandbox.people.people import People

_MOST_SHOWN: Final = 200


@dataclass(frozen=True)
class _Told:
    """An access, with the names of those whom it names by id; None where the journal or the space does not know."""

    access: Access
    who: str | None
    actor: str | None


def access_log(visit: Visit) -> Response:
    """Show who looked at the data, the latest first."""
    found = accesses(visit.space.journal.read(), visit.holder.id)
    latest = [_told(visit, one) for one in reversed(found[-_MOST_SHOWN:])]
    return visit.page("accesses.html", accesses=latest, total=len(found))


def _told(visit: Visit, access: Access) -> _Told:
    people = visit.space.part(People)
    actor = people.find(access.actor)
    match access.by:
        case "app":
            client = visit.space.part(Clients).find(access.who)
            who = client.metadata.client_name if client else None
        case "professional":
            professional = people.directory.find(access.who)
            who = professional.name if professional else None
        case _:
            person = people.find(access.who)
            who = person.name if person else None
    return _Told(access, who, actor.name if actor else None)
