"""What is copied from the console into a project: lines for a shell, a snippet of a manifest."""

from collections.abc import Mapping

import yaml

from sandbox.console.shell import word
from sandbox.oidc.clients import RegisteredClient


def env_lines(values: Mapping[str, str | None]) -> str:
    """Write variables as lines that a shell reads; those without a value are left out."""
    return "\n".join(f"export {name}={word([value])}" for name, value in values.items() if value is not None)


def manifest_snippet(client: RegisteredClient) -> str:
    """Write a client as the `client` part of a manifest."""
    metadata = client.metadata
    members: dict[str, object] = {
        "redirect_uris": list(metadata.redirect_uris),
        "token_endpoint_auth_method": metadata.token_endpoint_auth_method,
        "scope": " ".join(metadata.scope),
        "id_token_signed_response_alg": metadata.id_token_signed_response_alg,
    }
    if metadata.authorization_signed_response_alg:
        members["authorization_signed_response_alg"] = metadata.authorization_signed_response_alg
    if metadata.post_logout_redirect_uris:
        members["post_logout_redirect_uris"] = list(metadata.post_logout_redirect_uris)
    if metadata.backchannel_logout_uri:
        members["backchannel_logout_uri"] = metadata.backchannel_logout_uri
    if metadata.request_object_signing_alg:
        members["request_object_signing_alg"] = metadata.request_object_signing_alg
    if metadata.require_pushed_authorization_requests:
        members["require_pushed_authorization_requests"] = True
    return yaml.safe_dump({"client": members}, sort_keys=False, allow_unicode=True, width=1000)
