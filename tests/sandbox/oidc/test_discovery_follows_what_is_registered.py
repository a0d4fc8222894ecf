from __future__ import annotations

import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.discovery import OpenIDProviderMetadata
from builders.spaces import MAIN, TOKEN, Bench

from sandbox.oidc.endpoints import ENDPOINTS
from sandbox.trust import Trust


def test_the_document_is_valid_in_both_forms(bench: Bench) -> None:
    openid = bench.get("/.well-known/openid-configuration").json
    oauth = bench.get(f"{MAIN}/.well-known/oauth-authorization-server/s/s1").json

    assert openid == oauth
    OpenIDProviderMetadata(openid).validate()
    AuthorizationServerMetadata(oauth).validate()


def test_every_published_url_answers_and_nothing_else_is_published(bench: Bench) -> None:
    document = bench.get("/.well-known/openid-configuration").json

    published = {value for name, value in document.items() if name.endswith(("_endpoint", "_uri"))}
    assert published == {
        f"{MAIN}/s/s1/oauth2/{name}" for name in ("authorize", "userinfo", "jwks", "revoke", "logout")
    } | {f"{TOKEN}/s/s1/oauth2/token"}
    for url in published:
        assert bench.get(url).status_code != 404
    assert document["issuer"] == bench.space.issuer
    assert document["authorization_response_iss_parameter_supported"] is True


def test_registration_is_published_where_an_issuer_is_trusted() -> None:
    trust = Trust("https://portal.example", "https://portal.example/jwks", "https://localhost:8443/s/s1")

    open_to_all, closed = Bench(trust=trust), Bench()

    assert "registration_endpoint" in open_to_all.get("/.well-known/openid-configuration").json
    assert "registration_endpoint" not in closed.get("/.well-known/openid-configuration").json
    assert closed.post("/oauth2/register", json={}).status_code == 404
    refused = open_to_all.post("/oauth2/register", json={"redirect_uris": ["https://a.example/"]})
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_software_statement")
    assert open_to_all.post("/oauth2/register", data="[").json["error"] == "invalid_client_metadata"


@pytest.mark.parametrize("endpoint", [endpoint for endpoint in ENDPOINTS if endpoint.published_as])
def test_what_a_space_lacks_is_not_published(bench: Bench, endpoint: object) -> None:
    from sandbox.oidc.discovery import document  # noqa: PLC0415

    without = document(bench.space, [other for other in ENDPOINTS if other is not endpoint])

    assert endpoint.published_as not in without
    assert not set(endpoint.metadata(bench.space)) & set(without)


@pytest.mark.parametrize("path", ["/oauth2/nothing", "/nothing", "/oauth2/authorize/", "/s/unknown/oauth2/jwks"])
def test_an_unknown_path_is_an_error_in_json(bench: Bench, path: str) -> None:
    answer = bench.get(path)

    assert answer.status_code in {400, 404}
    assert answer.mimetype == "application/json"


def test_a_failure_of_ours_says_so_without_a_trace(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    from sandbox.oidc.signing_keys import SigningKeys  # noqa: PLC0415

    bench.space.part(SigningKeys).public = lambda: 1 / 0

    answer = bench.get("/oauth2/jwks")

    assert answer.status_code == 500
    assert answer.json["error"] == "server_error"
    assert "Traceback" not in answer.text
    assert "division by zero" in caplog.text
