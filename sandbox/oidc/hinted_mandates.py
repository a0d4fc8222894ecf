"""By what mandates somebody may answer a request: those about whom the client means, if it says whom.

The answer must be an error unless the person of `id_token_hint` is the one who signs in (OpenID Connect Core, 3.1.2.1,
and 3.1.2.2: the server must not answer for somebody else); so it is with whom a launch is about.
"""

from authlib.oidc.core.errors import LoginRequiredError

from sandbox.oidc.browsers import AuthorizationRequest
from sandbox.oidc.clients import Clients
from sandbox.oidc.pairwise import subject
from sandbox.people.mandates import Mandate, Mandates
from sandbox.people.people import People
from sandbox.spaces import Space


def mandates_for(space: Space, wanted: AuthorizationRequest, persona_id: str | None) -> tuple[Mandate, ...]:
    """Return by what mandates a person may pair for a request: only those for whom it names."""
    held = space.part(Mandates).pairable(persona_id)
    client = space.part(Clients).find(wanted.client_id)
    if wanted.hinted is None or client is None:
        return held
    holders = ((one, space.part(People).find(one.holder_id)) for one in held)
    return tuple(one for one, holder in holders if holder and subject(space, client, holder) == wanted.hinted)


def somebody_else() -> LoginRequiredError:
    """Return the error that tells the client that somebody else signed in than it means."""
    return LoginRequiredError(description="whoever signed in is not whom id_token_hint, or the launch, names")
