"""A registration as Authlib looks at it."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from catalogue_portal.credentials.client_keys import ClientKeys
from catalogue_portal.credentials.policy import is_in_force
from catalogue_portal.credentials.repository import find_registration

METHOD: Final = "private_key_jwt"
GRANT: Final = "client_credentials"


@dataclass(frozen=True)
class OAuthClient:
    """A client with keys; `in_force` is what its label said in the transaction in which it was read."""

    client_id: str
    keys: ClientKeys
    scopes: tuple[str, ...]
    in_force: bool

    def get_client_id(self) -> str:
        """Return the client identifier."""
        return self.client_id

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return the scope to grant: all that is allowed when none is named, None (refusal) if one is not allowed."""
        wanted = scope.split() if scope else list(self.scopes)
        return " ".join(dict.fromkeys(wanted)) if set(wanted) <= set(self.scopes) else None

    def check_grant_type(self, grant_type: str) -> bool:
        """Tell whether the grant is open to it."""
        return grant_type == GRANT

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Tell whether it authenticates this way; at every endpoint there is one way."""
        return bool(endpoint) and method == METHOD


def find_client(session: Session, client_id: str) -> OAuthClient | None:
    """Return the client of that identifier if it can authenticate at all, or None."""
    registration = find_registration(session, client_id)
    if registration is None or registration.jwks is None:
        return None
    keys = ClientKeys.of(registration.jwks)
    in_force = is_in_force(session, registration)
    return OAuthClient(registration.id, keys, tuple(registration.portal_scopes), in_force)
