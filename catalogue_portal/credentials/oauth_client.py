"""A registration as Authlib looks at it."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.credentials.client_keys import ClientKeys
from catalogue_portal.credentials.models import Registration
from catalogue_portal.labels.models import Label, LabelState, state_that_counts
from catalogue_portal.storage.database import clock_of

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
        """Return the scope to grant: all that is allowed when none is named, None (refusal) if one is not allowed.

        Scopes are separated by spaces (RFC 6749, 3.3); nothing but spaces names none, and such a token is refused.
        """
        wanted = [one for one in scope.split(" ") if one] if scope else list(self.scopes)
        return " ".join(dict.fromkeys(wanted)) or None if set(wanted) <= set(self.scopes) else None

    def check_grant_type(self, grant_type: str) -> bool:
        """Tell whether the grant is open to it."""
        return grant_type == GRANT

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Tell whether it authenticates this way; at every endpoint there is one way."""
        return bool(endpoint) and method == METHOD


# Columns, not entities: this is read twice for every token, and loading entities costs more than the signatures do.
_CLIENT: Final = select(Registration.jwks, Registration.portal_scopes, Label.state, Label.expires_at).join(
    Label, Label.id == Registration.label_id
)


def find_client(session: Session, client_id: str) -> OAuthClient | None:
    """Return the client of that identifier if it can authenticate at all, or None."""
    found = session.execute(_CLIENT.where(Registration.id == client_id)).one_or_none()
    if found is None or found.jwks is None:
        return None
    state = state_that_counts(found.state, found.expires_at, clock_of(session).now())
    return OAuthClient(client_id, ClientKeys.of(found.jwks), tuple(found.portal_scopes), state is LabelState.VALID)
