"""Is whoever signs in at an identity provider the person whom the client means?"""

from sandbox.identity.realm import Realm
from sandbox.oidc.browsers import AuthorizationRequest
from sandbox.oidc.clients import Clients


def is_hinted(realm: Realm, wanted: AuthorizationRequest, person_id: str | None) -> bool:
    """Tell whether `id_token_hint` names that person, or nobody (OpenID Connect Core, 3.1.2.1)."""
    if wanted.hinted is None:
        return True
    client = realm.part(Clients).find(wanted.client_id)
    return client is not None and person_id is not None and realm.subjects.subject(client, person_id) == wanted.hinted
