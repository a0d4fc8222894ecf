"""Does what was issued still stand? The one place that decides it; every surface of the space asks here."""

from typing import Literal

from sandbox.oidc.authorizations import Authorization
from sandbox.oidc.pairings import Pairing, Pairings
from sandbox.people.accounts import Accounts
from sandbox.people.mandates import Mandates
from sandbox.spaces import Space

# stands: all that was consented to may be done; suspended: nothing for now; over: never again, a new pairing is needed.
Standing = Literal["stands", "suspended", "over"]


def standing(space: Space, authorization: Authorization) -> Standing:
    """Tell whether an authorization stands: its chain, the account, the pairing, and who gave it for whom."""
    mandate = authorization.mandate
    if authorization.revoked:
        return "over"
    if mandate is None:
        return "stands"
    status = space.part(Accounts).status(mandate.holder_id)
    if status not in {"active", "suspended"} or not space.part(Mandates).holds(mandate):
        return "over"
    if pairing_in_force(space, mandate.holder_id, authorization.client_id) is None:
        return "over"
    return "suspended" if status == "suspended" else "stands"


def pairing_in_force(space: Space, persona_id: str, client_id: str) -> Pairing | None:
    """Return the pairing of a person with a client, unless nobody who made it may speak for the person any more."""
    pairing = space.part(Pairings).find(persona_id, client_id)
    holds = space.part(Mandates).holds
    return pairing if pairing and any(holds(mandate) for mandate in pairing.mandates) else None


def consented(space: Space, authorization: Authorization) -> frozenset[str]:
    """Return the scopes of data that the person allows now."""
    pairing = pairing_in_force(space, authorization.persona_id, authorization.client_id)
    return pairing.consents if pairing else frozenset()
