"""Placeholders: `{issuer}` in any string of a manifest; `{{` is a brace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from conformance_suite.json_value import JsonValue

OF_THE_SPACE = frozenset(
    {
        *("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "fhir_base"),
        *("documents_base", "agenda_base", "messages_base"),
        *("ca_bundle", "ca_p12", "tls_pem", "metadata_jwks_file"),
        *("client_id", "client_secret", "private_jwk_file", "client_tls_pem", "solution_oid", "id_token_header"),
        *("issuer_2", "client_id_2", "client_secret_2"),
        *("psc_issuer", "psc_client_id", "psc_client_secret"),
    }
)
OF_THE_APP = frozenset({"app_url", "redirect_uri", "python", "port", "instance_dir"})
OF_THE_PERSON = frozenset({"persona_name", "persona_id", "persona_email", "persona_password"})
KNOWN = OF_THE_SPACE | OF_THE_APP | OF_THE_PERSON

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|\{|\}")


def names(text: str) -> Iterator[str]:
    """The placeholders in `text`, known or not; a brace that opens nothing gives an empty name."""
    for found in _TOKEN.finditer(text):
        if found.group() not in {"{{", "}}", "}"}:
            yield found.group(1) or ""


def expand(text: str, values: Mapping[str, str]) -> str:
    """`text` with each placeholder replaced. Raises KeyError for one that has no value here."""

    def replaced(found: re.Match[str]) -> str:
        if found.group() in {"{{", "}}", "}"}:
            return found.group()[0]
        return values[found.group(1) or ""]

    return _TOKEN.sub(replaced, text)


def expand_all(value: JsonValue, values: Mapping[str, str]) -> JsonValue:
    """`value` with every string in it expanded, keys excepted."""
    if isinstance(value, str):
        return expand(value, values)
    if isinstance(value, list):
        return [expand_all(item, values) for item in value]
    if isinstance(value, dict):
        return {key: expand_all(item, values) for key, item in value.items()}
    return value
