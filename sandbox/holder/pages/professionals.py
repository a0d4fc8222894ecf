"""The professionals: who may come in, who attends, who is blocked; emergency access and what came of it."""

from collections.abc import Callable
from typing import Final

from flask import Response, request

from sandbox.fhir.search.indexing import fold
from sandbox.holder.emergencies import Emergencies
from sandbox.holder.pages.visit import Visit
from sandbox.holder.professional_rights import ProfessionalRights, RightsOfProfessionals
from sandbox.people.directory import Directory
from sandbox.people.people import People
from sandbox.people.professional import Professional

_MOST_FOUND: Final = 20
_MOST_LOOKED_AT: Final = 5_000
_SHORTEST: Final = 2  # characters of a name to look for
_CHANGES: Final[dict[str, Callable[[ProfessionalRights, str], ProfessionalRights]]] = {
    "allow": ProfessionalRights.with_allowed,
    "block": ProfessionalRights.with_blocked,
    "forget": ProfessionalRights.with_forgotten,
    "attending": ProfessionalRights.with_attending,
}


def professionals(visit: Visit) -> Response:
    """Show the rights of professionals, and those found by the name looked for."""
    rights = visit.space.part(RightsOfProfessionals).of(visit.holder)
    directory = visit.space.part(People).directory
    looked_for = request.args.get("name", "").strip()[:60]
    return visit.page(
        "professionals.html",
        rights=rights,
        attending=directory.find(rights.attending),
        allowed=_known(directory, rights.allowed),
        blocked=_known(directory, rights.blocked),
        found=_find(directory, looked_for),
        looked_for=looked_for,
    )


def change_professionals(visit: Visit) -> str | Response:
    """Allow, block or forget a professional, choose the attending physician, oppose emergency access."""
    what = request.form.get("do", "")
    all_rights = visit.space.part(RightsOfProfessionals)
    with visit.space.lock:
        rights = all_rights.of(visit.holder)
        if what in {"oppose", "permit"}:
            if not visit.may("govern"):
                return visit.page("not_yours.html", status=403)
            wanted = rights.with_emergency(opposed=what == "oppose")
        elif what == "no_attending":
            wanted = rights.with_attending(None)
        else:
            professional = visit.space.part(People).directory.find(request.form.get("professional"))
            if professional is None or what not in _CHANGES:
                return "nothing_changed"
            wanted = _CHANGES[what](rights, professional.id)
        return f"professional_{what}" if all_rights.put(visit.holder, wanted) else "nothing_changed"


def emergencies(visit: Visit) -> Response:
    """Show every emergency access, those not read of yet marked."""
    directory = visit.space.part(People).directory
    found = reversed(visit.space.part(Emergencies).of_holder(visit.holder.id))
    return visit.page("emergencies.html", emergencies=[(one, directory.find(one.professional_id)) for one in found])


def read_emergencies(visit: Visit) -> str:
    """Keep that all has been read; a delegate does not read in the holder's stead."""
    return "emergencies_read" if visit.space.part(Emergencies).told(visit.holder.id) else "nothing_changed"


def _known(directory: Directory, ids: tuple[str, ...]) -> list[Professional]:
    return [one for professional_id in ids if (one := directory.find(professional_id))]


def _find(directory: Directory, name: str) -> list[Professional]:
    """Look a name up, in any part of names and without regard to accents."""
    if len(name) < _SHORTEST:
        return []
    found = []
    for number in range(min(len(directory), _MOST_LOOKED_AT)):
        one = directory.professional(number)
        if fold(name) in fold(one.name):
            found.append(one)
            if len(found) == _MOST_FOUND:
                break
    return found
