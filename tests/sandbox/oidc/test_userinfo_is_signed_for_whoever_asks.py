from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from authlib.oauth2.rfc7591 import InvalidClientMetadataError
from authlib.oidc.discovery import OpenIDProviderMetadata
from builders.spaces import CALLBACK, Bench
from joserfc import jwt
from joserfc.jwk import KeySet

from sandbox.faults import catalogue
from sandbox.oidc.client_metadata import read_client_metadata

if TYPE_CHECKING:
    from builders.spaces import Paired
    from werkzeug.test import TestResponse

ALGORITHMS = ["ES256", "RS256"]


def userinfo(bench: Bench, paired: Paired, episode: str | None = None) -> TestResponse:
    return bench.get("/oauth2/userinfo", headers=paired.headers, episode=episode)


def verified(bench: Bench, answer: TestResponse, algorithm: str) -> dict[str, Any]:
    """What joserfc finds in it, with the keys that the space publishes."""
    keys = KeySet.import_key_set(bench.get("/oauth2/jwks").json)
    token = jwt.decode(answer.text, keys, algorithms=[algorithm])
    assert token.header["alg"] == algorithm
    return dict(token.claims)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_it_is_signed_as_registered_and_says_by_whom_and_for_whom(bench: Bench, algorithm: str) -> None:
    paired = bench.pair(bench.register(userinfo_signed_response_alg=algorithm))
    plain = bench.pair(persona=paired.persona)

    answer = userinfo(bench, paired)

    claims = verified(bench, answer, algorithm)
    assert (answer.status_code, answer.mimetype) == (200, "application/jwt")
    assert answer.headers["Cache-Control"] == "no-store"
    assert (claims.pop("iss"), claims.pop("aud")) == (bench.space.issuer, paired.client.client_id)
    assert abs(claims.pop("iat") - bench.clock.now()) < 60
    assert claims["sub"] == paired.claims["sub"]
    assert claims | {"sub": None} == userinfo(bench, plain).json | {"sub": None}


def test_a_refusal_is_plain_json_for_everybody(bench: Bench) -> None:
    bench.register(userinfo_signed_response_alg="ES256")

    answer = bench.get("/oauth2/userinfo", headers={"Authorization": "Bearer unknown"})

    assert (answer.status_code, answer.mimetype, answer.json["error"]) == (401, "application/json", "invalid_token")


def test_it_is_published_once_a_client_asks_for_it(bench: Bench) -> None:
    bench.register()
    before = bench.get("/.well-known/openid-configuration").json
    bench.register(userinfo_signed_response_alg="ES256")
    after = bench.get("/.well-known/openid-configuration").json

    OpenIDProviderMetadata(after).validate()
    assert "userinfo_signing_alg_values_supported" not in before
    assert after == before | {"userinfo_signing_alg_values_supported": ["RS256", "ES256"]}


@pytest.mark.parametrize("algorithm", ["none", "HS256", "ES512", "", 7])
def test_other_algorithms_are_refused_by_name(algorithm: object) -> None:
    metadata: Any = {"redirect_uris": [CALLBACK], "userinfo_signed_response_alg": algorithm}

    with pytest.raises(InvalidClientMetadataError, match="userinfo_signed_response_alg"):
        read_client_metadata(metadata)


def test_a_lie_about_the_claims_is_told_under_a_good_signature(bench: Bench) -> None:
    client = bench.register(userinfo_signed_response_alg="ES256")
    bench.open_episode("e-1", catalogue.load("userinfo_wrong_sub"))
    paired = bench.pair(client, episode="e-1")

    answer = userinfo(bench, paired, "e-1")
    assert bench.exchange.faults == ["userinfo_wrong_sub"]

    claims = verified(bench, answer, "ES256")
    assert claims["sub"] != paired.claims["sub"]
    assert (claims["iss"], claims["aud"]) == (bench.space.issuer, client.client_id)
