"""The life of an organisation: unverified, verified, suspended."""

from catalogue_portal.actor import Role
from catalogue_portal.lifecycle import Lifecycle, Row
from catalogue_portal.publishers.models import Organisation
from catalogue_portal.publishers.policy import is_not_of_the_organisation as outsider

OFFICE = frozenset({Role.ADMINISTRATOR})

ORGANISATION: Lifecycle[Organisation] = Lifecycle(
    noun="organisation",
    initial="unverified",
    rows=(
        Row("unverified", "verify", OFFICE, "verified", "organisation_verified", guards=(outsider,)),
        Row("verified", "suspend", OFFICE, "suspended", "organisation_suspended", guards=(outsider,)),
        Row("suspended", "reinstate", OFFICE, "verified", "organisation_reinstated", guards=(outsider,)),
    ),
)
