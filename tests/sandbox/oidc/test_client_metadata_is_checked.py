from __future__ import annotations

import contextlib
from typing import Any

import pytest
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc7591 import InvalidClientMetadataError, InvalidRedirectURIError
from builders.spaces import CALLBACK, Bench
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from sandbox.desk import SpaceDesk
from sandbox.inferred import inferred
from sandbox.oidc.client_metadata import read_client_metadata

KEY = ECKey.generate_key("P-256")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = st.sampled_from(
    [
        *("redirect_uris", "scope", "grant_types", "response_types", "client_name", "jwks", "jwks_uri"),
        *("token_endpoint_auth_method", "token_endpoint_auth_signing_alg", "id_token_signed_response_alg"),
        *("post_logout_redirect_uris", "backchannel_logout_uri"),
    ]
)


def test_defaults_are_those_of_a_web_app() -> None:
    metadata = read_client_metadata({"redirect_uris": [CALLBACK]})

    assert metadata.token_endpoint_auth_method == "client_secret_basic"
    assert metadata.id_token_signed_response_alg == "RS256"
    assert metadata.grant_types == ("authorization_code", "refresh_token")
    assert metadata.scope == inferred().scopes


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example/cb",
        "http://127.0.0.1:1/cb",
        "http://localhost/cb",
        "http://[::1]:1/cb",
        "fr.exemple.app:/cb",
    ],
)
def test_a_redirect_uri_is_https_loopback_or_private(uri: str) -> None:
    assert read_client_metadata({"redirect_uris": [uri]}).redirect_uris == (uri,)


@pytest.mark.parametrize(
    "uri",
    [
        "http://app.example/cb",
        "https://app.example/cb#fragment",
        "https:///cb",
        "javascript:alert(1)",
        "data:text/html,x",
        "/cb",
        "",
        "https://a.example/é",
        "https://a.example/ b",
        "https://a.example\\@b.example/",
        "https://[::1",
        "https://a.example/" + "x" * 2000,
    ],
)
def test_another_redirect_uri_is_refused(uri: str) -> None:
    with pytest.raises(OAuth2Error) as refused:
        read_client_metadata({"redirect_uris": [uri]})
    assert refused.value.error == "invalid_redirect_uri"


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uris": []},
        {"redirect_uris": "https://a.example/"},
        {"redirect_uris": [7]},
        {"token_endpoint_auth_method": "tls_client_auth"},
        {"token_endpoint_auth_method": 1},
        {"scope": "measures.read"},
        {"scope": "openid everything"},
        {"grant_types": ["client_credentials"]},
        {"grant_types": ["refresh_token"]},
        {"response_types": ["token"]},
        {"id_token_signed_response_alg": "none"},
        {"id_token_signed_response_alg": "HS384"},
        {"id_token_signed_response_alg": "HS256", "token_endpoint_auth_method": "private_key_jwt"},
        {"id_token_signed_response_alg": "HS256", "token_endpoint_auth_method": "none"},
        {"post_logout_redirect_uris": ["http://a.example/"]},
        {"backchannel_logout_uri": "file:///etc/passwd"},
        {"jwks": {"keys": []}},
        {"jwks": {"keys": [{"kty": "oct", "k": "AAAA"}]}},
        {"jwks": {"keys": [{"kty": "EC"}]}},
        {"jwks": {"keys": ["x"]}},
        {"jwks": "x"},
        {"jwks_uri": "http://a.example/keys"},
        {"jwks_uri": "https://a.example/keys", "jwks": {"keys": [KEY.as_dict(private=False)]}},
        {"token_endpoint_auth_signing_alg": "HS256"},
    ],
)
def test_metadata_that_the_space_cannot_honour_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(OAuth2Error):
        read_client_metadata({"redirect_uris": [CALLBACK], **changes})


@given(st.dictionaries(MEMBERS, JSON))
def test_no_metadata_break_the_reader(members: dict[str, Any]) -> None:
    with contextlib.suppress(InvalidRedirectURIError, InvalidClientMetadataError):
        read_client_metadata({"redirect_uris": [CALLBACK], **members})


def test_private_members_of_a_key_are_never_kept() -> None:
    metadata = read_client_metadata({"redirect_uris": [CALLBACK], "jwks": {"keys": [KEY.as_dict(private=True)]}})

    assert "d" not in metadata.jwks["keys"][0]


def test_the_desk_says_in_a_sentence_what_is_wrong(bench: Bench) -> None:
    with pytest.raises(ValueError, match="scope must hold openid"):
        SpaceDesk().register_client(bench.space, {"redirect_uris": [CALLBACK], "scope": "x"}, client_id=None)


def test_registering_again_under_the_same_id_changes_metadata_and_keeps_credentials(bench: Bench) -> None:
    desk = SpaceDesk()
    one = desk.register_client(bench.space, {"redirect_uris": [CALLBACK]}, client_id="carnet")
    two = desk.register_client(bench.space, {"redirect_uris": [CALLBACK + "2"]}, client_id="carnet")

    assert one == two
    assert two["client_id"] == "carnet"
    assert set(two) == {"client_id", "client_secret", "private_jwk", "solution_oid", "assign_auth", "id_token_header"}
