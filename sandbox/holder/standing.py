"""Does what was issued still stand? The one place that decides it; every surface of the space asks here."""

from typing import Literal

from sandbox.holder.accounts import Accounts
from sandbox.holder.mandates import Mandates
from sandbox.oidc.authorizations import Authorization
from sandbox.oidc.pairings import Pairing, Pairings
from sandbox.spaces import Space

# stands: all that was consented to may be done; suspended: nothing for now; over: never again, a new pairing is needed.
Standing = Literal["stands", "suspended", "over"]


def standing(space: Space, authorization: Authorization) -> Standing:
    """Tell whether an authorization stands: its chain, the account, the pairing, and who gave it for whom."""
    status = space.part(Accounts).status(authorization.persona_id)
    if authorization.revoked or status not in {"active", "suspended"} or held_pairing(space, authorization) is None:
        return "over"
    mandate = authorization.mandate
    if mandate is not None and not space.part(Mandates).holds(mandate):
        return "over"
    return "suspended" if status == "suspended" else "stands"


def held_pairing(space: Space, authorization: Authorization) -> Pairing | None:
    """Return the pairing that an authorization rests on, unless whoever made it may no longer speak for the person."""
    return pairing_in_force(space, authorization.persona_id, authorization.client_id)


def pairing_in_force(space: Space, persona_id: str, client_id: str) -> Pairing | None:
    """Return the pairing of a person with a client, unless whoever made it may no longer speak for the person."""
    pairing = space.part(Pairings).find(persona_id, client_id)
    if pairing is None or (pairing.mandate is not None and not space.part(Mandates).holds(pairing.mandate)):
        return None
    return pairing


def consented(space: Space, authorization: Authorization) -> frozenset[str]:
    """Return the scopes of data that the person allows now."""
    pairing = held_pairing(space, authorization)
    return pairing.consents if pairing else frozenset()
