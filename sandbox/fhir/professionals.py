"""The directory as FHIR: professionals are written when somebody needs them, each once, for all APIs."""

from collections.abc import Iterable, Iterator

from sandbox.clock import Clock
from sandbox.fhir.resources.location import LOCATION, location
from sandbox.fhir.resources.organization import ORGANIZATION, organization_resource
from sandbox.fhir.resources.practitioner import PRACTITIONER, practitioner
from sandbox.fhir.resources.practitioner_role import PRACTITIONER_ROLE, practitioner_role
from sandbox.fhir.store import NOBODY, FhirStore, Start
from sandbox.people.directory import Directory
from sandbox.people.people import People
from sandbox.people.professional import Organization, Professional
from sandbox.spaces import Space

DIRECTORY_KINDS = (PRACTITIONER, PRACTITIONER_ROLE, ORGANIZATION, LOCATION)


class _Written:
    """How many professionals of the directory are written as a whole; a space may be settled by more people later."""

    def __init__(self, _space: Space) -> None:
        self.directory: Directory | None = None


def settle_professionals(space: Space, professionals: Iterable[Professional]) -> None:
    """See to it that these, with what they do and where they work, are in the store."""
    makes = {f"professional {one.id}": lambda one=one: _resources(one) for one in professionals}
    space.part(FhirStore).settle_each(makes, NOBODY, now=space.part(Clock).now())


def settle_directory(space: Space) -> None:
    """See to it that all professionals are in the store; some five hundred for 100,000 residents."""
    directory, written = space.part(People).directory, space.part(_Written)
    if written.directory != directory:
        settle_professionals(space, everybody(directory))
        written.directory = directory


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
