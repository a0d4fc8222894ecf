"""The pages of the identity providers: those of the health space, under the provider's name."""

from flask import Response

from sandbox.identity.realm import Realm
from sandbox.oidc import pages
from sandbox.oidc.browsers import Interaction
from sandbox.oidc.clients import Clients
from sandbox.oidc.terms import terms


def provider_page(
    realm: Realm, template: str, interaction: Interaction | None, *, status: int = 200, **values: object
) -> Response:
    """Render a page of a provider, for an interaction or without one."""
    client = realm.part(Clients).find(interaction.request.client_id) if interaction else None
    return pages.page(
        template,
        status=status,
        wanted=interaction.request.language if interaction else None,
        package=realm.part(terms).words,
        provider=realm.provider,
        interaction=interaction,
        client_name=client.metadata.client_name if client else "",
        **values,
    )
