"""The directory as FHIR: professionals are written when somebody needs them, each once, for all APIs."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from sandbox.clock import Clock
from sandbox.fhir.interactions.call import Call
from sandbox.fhir.resources.location import LOCATION, location
from sandbox.fhir.resources.organization import ORGANIZATION, organization_resource
from sandbox.fhir.resources.practitioner import PRACTITIONER, practitioner, professional_id
from sandbox.fhir.resources.practitioner_role import PRACTITIONER_ROLE, practitioner_role
from sandbox.fhir.search.query import Query
from sandbox.fhir.store import NOBODY, FhirStore, Start
from sandbox.people.directory import Directory
from sandbox.people.people import People
from sandbox.people.professional import Organization, Professional
from sandbox.spaces import Space


class _Written:
    """How many professionals of the directory are written as a whole; a space may be settled by more people later."""

    def __init__(self, _space: Space) -> None:
        self.directory: Directory | None = None


def settle_professionals(space: Space, professionals: Iterable[Professional]) -> bool:
    """See to it that these, with what they do and where they work, are in the store; return whether for good."""
    makes = {f"professional {one.id}": lambda one=one: _resources(one) for one in professionals}
    return space.part(FhirStore).settle_each(makes, NOBODY, now=space.part(Clock).now())


def settle_directory(space: Space) -> None:
    """See to it that all professionals are in the store; some five hundred for 100,000 residents."""
    directory, written = space.part(People).directory, space.part(_Written)
    if written.directory != directory and settle_professionals(space, everybody(directory)):
        written.directory = directory


def _gather(call: Call, _query: Query) -> None:
    settle_directory(call.space)


def _fetch(call: Call, resource_id: str) -> None:
    professional = call.space.part(People).directory.find(professional_id(resource_id.replace("role-", "pro-", 1)))
    if professional is not None:
        settle_professionals(call.space, [professional])


def _fetch_place(call: Call, _resource_id: str) -> None:
    settle_directory(call.space)  # the id of a place does not tell who works there


# The kinds as APIs serve them: searches and reads find everybody, though nobody is written before.
DIRECTORY_KINDS: Final = (
    replace(PRACTITIONER, gather=_gather, fetch=_fetch),
    replace(PRACTITIONER_ROLE, gather=_gather, fetch=_fetch),
    replace(ORGANIZATION, gather=_gather, fetch=_fetch_place),
    replace(LOCATION, gather=_gather, fetch=_fetch_place),
)
# Those of them that an API serves which names professionals and their places, but not who does what where.
PRACTITIONERS, ORGANIZATIONS = (replace(DIRECTORY_KINDS[place], reverse_includes=()) for place in (0, 2))


def everybody(directory: Directory) -> Iterator[Professional]:
    """Give every professional of a directory."""
    for number in range(len(directory)):
        yield directory.professional(number)


def _resources(professional: Professional) -> Iterator[Start]:
    yield PRACTITIONER, practitioner(professional)
    yield PRACTITIONER_ROLE, practitioner_role(professional)
    yield from _of_place(professional.organization)


def _of_place(organization: Organization) -> Iterator[Start]:
    """Write an organisation and its place; colleagues write the same again, and what is there already stays."""
    yield ORGANIZATION, organization_resource(organization)
    yield LOCATION, location(organization)
