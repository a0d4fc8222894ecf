"""Who acts: a person or a program with roles, as every use case receives it."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may be trusted with; `system` belongs to the portal itself and is never granted."""

    PUBLISHER = "publisher"
    REVIEWER = "reviewer"
    DECIDER = "decider"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


GRANTABLE_ROLES = frozenset(Role) - {Role.SYSTEM}
OFFICE_ROLES = frozenset({Role.REVIEWER, Role.DECIDER, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Actor:
    """A signed-in person, a program acting for one, or the portal itself.

    `scopes` is None for a person at a browser; a bearer token narrows what its holder may do to the scopes it carries.
    """

    user_id: str
    display_name: str
    roles: frozenset[Role]
    organisation_id: str | None = None
    scopes: frozenset[str] | None = None

    def has_role(self, *roles: Role) -> bool:
        """Tell whether the actor holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    def works_at_the_office(self) -> bool:
        """Tell whether the actor examines, decides or administers, and so may read every dossier."""
        return not self.roles.isdisjoint(OFFICE_ROLES)

    def is_of_the_office_for(self, organisation_id: str) -> bool:
        """Tell whether the actor sees the affairs of this organisation from inside the office: never one's own."""
        return self.works_at_the_office() and self.organisation_id != organisation_id


SYSTEM = Actor(user_id="system", display_name="Poinçon", roles=frozenset({Role.SYSTEM}))
