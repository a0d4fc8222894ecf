"""At production a labelled app proves itself with each kind of key that the portal registers, as RFC 10070 says."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from builders.client_assertions import ASSERTION_TYPE, assertion, new_key, public_set
from builders.labelling_portal import LabellingPortal
from builders.spaces import TOKEN, Bench
from joserfc.jwk import OKPKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from joserfc.jwk import Key

ES256 = new_key("ES256")


@pytest.fixture
def portal() -> Iterator[LabellingPortal]:
    with LabellingPortal() as opened:
        yield opened


class App:
    """An app registered at production with one key."""

    def __init__(self, portal: LabellingPortal, key: Key) -> None:
        self.bench, self.key = Bench(mode="strict", trust=portal.trust), key
        statement = portal.statement(jwks=public_set(key))
        answer = self.bench.post("/oauth2/register", json={"software_statement": statement})
        assert answer.status_code == 201, answer.text
        self.client_id: str = answer.json["client_id"]

    def is_let_in(self, **changes: Any) -> bool:  # noqa: ANN401
        """A request that authenticated gets as far as its unknown refresh token."""
        issuer = self.bench.space.issuer
        proof = assertion(self.client_id, self.key, now=time.time(), **{"aud": issuer, **changes})
        form = {
            "grant_type": "refresh_token",
            "refresh_token": "unknown",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": proof,
        }
        error = self.bench.post(f"{TOKEN}/s/s1/oauth2/token", data=form).json["error"]
        assert error in {"invalid_grant", "invalid_client"}
        return bool(error == "invalid_grant")


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "PS256", "RS384", "Ed25519"])
def test_each_kind_of_key_that_the_portal_registers_works_at_production(
    portal: LabellingPortal, algorithm: str
) -> None:
    assert App(portal, new_key(algorithm)).is_let_in(alg=algorithm)


A_DAY = 86_400  # these dates are read long before they are used
WRONG: dict[str, dict[str, Any]] = {
    "no type": {"header": {"typ": None}},
    "the type of any JWT": {"header": {"typ": "JWT"}},
    "the type of an access token": {"header": {"typ": "at+jwt"}},
    "a list of audiences": {"aud": ["https://localhost:8443/s/s1"]},
    "the token endpoint": {"aud": f"{TOKEN}/s/s1/oauth2/token"},
    "no date": {"iat": None},
    "of the future": {"iat": int(time.time()) + A_DAY},
    "a far end": {"exp": int(time.time()) + A_DAY},
    "no end": {"exp": None},
    "an end that is no number": {"exp": float("nan")},
    "no jti": {"jti": None},
    "another key's name": {"header": {"kid": "other"}},
}


@pytest.mark.parametrize("name", WRONG)
def test_another_form_is_refused_at_production(portal: LabellingPortal, name: str) -> None:
    app = App(portal, ES256)
    assert app.is_let_in()
    assert not app.is_let_in(**WRONG[name])


def test_rs256_is_refused_at_production(portal: LabellingPortal) -> None:
    app = App(portal, new_key("PS256"))
    assert not app.is_let_in(alg="RS256")
    assert app.is_let_in(alg="PS256")


def test_another_curve_of_edwards_is_not_registered(portal: LabellingPortal) -> None:
    bench = Bench(mode="strict", trust=portal.trust)
    statement = portal.statement(jwks=public_set(OKPKey.generate_key("Ed448", auto_kid=True)))
    answer = bench.post("/oauth2/register", json={"software_statement": statement})
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_client_metadata")
