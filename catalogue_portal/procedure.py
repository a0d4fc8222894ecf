"""The parameters of the listing procedure: delays, appeal, durations. Nothing here is wired into a rule."""

from dataclasses import dataclass, field
from datetime import timedelta

from catalogue_portal.errors import NotFound


@dataclass(frozen=True)
class Appeal:
    """How an adverse decision can be contested, and until when, as it is told to the publisher in both languages."""

    ways_fr: str = (
        "Recours administratif auprès du ministre chargé de la santé, ou recours contentieux devant le tribunal "
        "administratif territorialement compétent."
    )
    ways_en: str = (
        "Administrative appeal to the minister in charge of health, or litigation before the administrative court "
        "that has jurisdiction."
    )
    limit: timedelta = timedelta(days=61)


@dataclass(frozen=True)
class Procedure:
    """One way through the procedure, with its delays.

    The texts on listing fix no delay that we could confirm. These values follow neighbouring procedures (six months for
    a certificate of conformity, decree 2023-1315; two months for an appeal, common administrative law) or are the
    operator's choice; that is why they are parameters.
    """

    name: str = "standard"
    evaluation_cap: timedelta = timedelta(days=182)
    complement_reply: timedelta = timedelta(days=30)
    hearing: timedelta = timedelta(days=15)
    urgent_confirmation: timedelta = timedelta(hours=72)
    urgent_cool_down: timedelta = timedelta(days=30)
    longest_agreement: timedelta = timedelta(days=3 * 366)
    appeal: Appeal = field(default_factory=Appeal)


STANDARD = Procedure()
PROCEDURES = {procedure.name: procedure for procedure in (STANDARD,)}


def procedure_named(name: str) -> Procedure:
    """Return the procedure of that name; `NotFound` when there is none."""
    try:
        return PROCEDURES[name]
    except KeyError:
        raise NotFound(f"There is no procedure named {name!r}.") from None
