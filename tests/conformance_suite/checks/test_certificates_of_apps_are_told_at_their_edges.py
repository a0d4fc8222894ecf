"""Apps that are known by their certificate: where they present it, and what they do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders.episodes import exchange, told, visit

from conformance_suite import mutual_tls, token_use
from conformance_suite.events import ProbeReading

if TYPE_CHECKING:
    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange

KNOWN = {"mutual_tls": {"asked": True, "certificate": "thumbprint"}}
UNSHOWN = {"mutual_tls": {"asked": True, "certificate": None}}


def call(endpoint: str = "token", number: str = "x-1", **facts: Any) -> Exchange:  # noqa: ANN401 - any fact
    return exchange(endpoint, id=number, facts=facts)


def aliases(one: Episode) -> None:
    mutual_tls.assert_aliases_used(one.run)


@pytest.mark.parametrize("endpoint", ["token", "revoke", "pushed_authorization_request"])
def test_each_call_that_says_who_calls_goes_to_its_alias(endpoint: str) -> None:
    assert told(aliases, call("token", **KNOWN), call(endpoint, "x-2", **KNOWN)) == ("pass", ())
    assert told(aliases, call("token", **KNOWN), call(endpoint, "x-2")) == ("alias_not_used", ("x-2",))


def test_other_calls_may_go_anywhere() -> None:
    assert told(aliases, call("token", **KNOWN), call("userinfo", "x-2"), call("jwks", "x-3")) == ("pass", ())


def test_of_who_calls_for_nothing_nothing_is_said() -> None:
    assert told(aliases, call("jwks"))[0] == "no_call_for_tokens"
    assert told(aliases, call("token"), faults=("certificate_not_asked",))[0] == "no_call_for_tokens"


def test_keys_are_fetched_without_a_certificate() -> None:
    kept = mutual_tls.assert_certificate_kept

    assert told(kept, call("jwks", **UNSHOWN)) == ("pass", ())
    assert told(kept, call("jwks", **UNSHOWN), call("jwks", "x-2", **KNOWN)) == (
        "certificate_shown_elsewhere",
        ("x-2",),
    )
    assert told(kept, call("token", **KNOWN), call("jwks", "x-2"))[0] == "went_to_no_other_host"


SIGNED_OUT = ProbeReading("after_login", signed_in=False, names_seen=(), visit="v-9", t=3.0)
SIGNED_IN = ProbeReading("after_login", signed_in=True, names_seen=(), visit="v-9", t=3.0)
PAGE = visit(text="<p>La connexion n'a pas abouti.</p>")


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"client_auth": "none"}, "pass"),
        ({}, "pass"),
        ({"client_auth": "client_secret_basic"}, "secret_instead_of_certificate"),
        (
            {"client_auth": "none", "client_auth_ways": ["none", "client_secret_post"]},
            "secret_instead_of_certificate",
        ),
    ],
)
def test_no_secret_takes_the_place_of_a_certificate(facts: dict[str, Any], key: str) -> None:
    found = told(mutual_tls.assert_no_secret_instead, call(**facts), SIGNED_OUT, PAGE)

    assert found == (key, ("x-1",) if key != "pass" else ())


def test_who_signs_somebody_in_all_the_same_has_not_refused() -> None:
    assert told(mutual_tls.assert_no_secret_instead, call(), SIGNED_IN, PAGE)[0] == "session_open"


def test_who_is_not_asked_proves_nothing_and_is_not_blamed() -> None:
    def authenticated(one: Episode) -> None:
        token_use.assert_client_authenticated(one.run)

    unknown = {"client_auth": "none", "client_authenticated": False}
    unasked = call(number="x-2", **unknown, mutual_tls={"asked": False, "certificate": None})

    assert told(authenticated, call(**KNOWN), unasked) == ("pass", ())
    assert told(authenticated, call(**unknown, **UNSHOWN))[0] == "client_not_authenticated"
    assert told(authenticated, call(**unknown))[0] == "client_not_authenticated"
