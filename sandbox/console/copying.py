"""What is copied from the console into a project: lines for a shell, a snippet of a manifest."""

from collections.abc import Mapping

import yaml

from sandbox.console.shell import word
from sandbox.oidc.clients import RegisteredClient

_MEMBERS = (  # of the client metadata, in their order; for keys a manifest has files and placeholders
    *("redirect_uris", "token_endpoint_auth_method", "scope", "id_token_signed_response_alg"),
    *("userinfo_signed_response_alg", "authorization_signed_response_alg"),
    *("post_logout_redirect_uris", "backchannel_logout_uri"),
    *("request_object_signing_alg", "require_pushed_authorization_requests", "dpop_bound_access_tokens"),
)


def env_lines(values: Mapping[str, str | None]) -> str:
    """Write variables as lines that a shell reads; those without a value are left out."""
    return "\n".join(f"export {name}={word([value])}" for name, value in values.items() if value is not None)


def manifest_snippet(client: RegisteredClient) -> str:
    """Write a client as the `client` part of a manifest."""
    told = client.metadata.as_json()
    members = {name: told[name] for name in _MEMBERS if told.get(name)}
    return yaml.safe_dump({"client": members}, sort_keys=False, allow_unicode=True, width=1000)
