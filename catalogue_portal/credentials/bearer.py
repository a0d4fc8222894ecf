"""Who acts behind an access token of a labelled app, on the REST API."""

from catalogue_portal.actor import Actor, Role
from catalogue_portal.context import Context
from catalogue_portal.credentials import repository
from catalogue_portal.credentials.access_token import AccessToken
from catalogue_portal.credentials.policy import is_in_force


def actor_of(context: Context, token: AccessToken | None) -> Actor | None:
    """Return the program as an actor of its publisher, narrowed to the token's scopes; None when it opens nothing."""
    if token is None or token.is_expired(context.clock.now()):
        return None
    with context.database.reading() as session:
        registration = repository.find_registration(session, token.client_id)
        if registration is None or not is_in_force(session, registration):
            return None
        if repository.is_revoked(session, token.jti):
            return None
        return Actor(
            user_id=registration.id,
            display_name=registration.client_name,
            roles=frozenset({Role.PUBLISHER}),
            organisation_id=registration.organisation_id,
            scopes=frozenset(token.scopes),
        )
