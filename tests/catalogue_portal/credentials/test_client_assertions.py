"""What authenticates a client, and each thing that does not, one by one."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from builders.client_assertions import ISSUER, TYPE, assertion, new_key, public_set
from builders.tokens import b64, sign, signed_with_public_key, unsigned
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, Key, OKPKey

from catalogue_portal.credentials.client_assertion import (
    AssertionRules,
    AuthenticatedAssertion,
    ClientAssertionError,
    authenticate,
    read_assertion,
)
from catalogue_portal.credentials.client_keys import ClientKeys

CLIENT = "cli_k3v7q2m5x4ab"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = int(NOW.timestamp())
KEY = new_key()
STRICT = AssertionRules(ISSUER, explicit_type=True)
LENIENT = AssertionRules(ISSUER, explicit_type=False)


def accept(compact: str, *keys: Key, rules: AssertionRules = STRICT, now: datetime = NOW) -> AuthenticatedAssertion:
    registered = ClientKeys.of(public_set(*(keys or (KEY,))))
    return authenticate(read_assertion(compact), keys=registered, rules=rules, now=now)


def refusal(compact: str, *keys: Key, rules: AssertionRules = STRICT) -> str:
    with pytest.raises(ClientAssertionError) as caught:
        accept(compact, *keys, rules=rules)
    return str(caught.value)


def made(**changes: Any) -> str:  # noqa: ANN401
    return assertion(CLIENT, KEY, now=SECOND, **changes)


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "PS256", "RS384", "Ed25519"])
def test_each_algorithm_of_the_allow_list_authenticates(algorithm: str) -> None:
    key = new_key(algorithm)
    compact = assertion(CLIENT, key, now=SECOND, alg=algorithm, jti="once")
    accepted = accept(compact, key)
    assert (accepted.client_id, accepted.jti) == (CLIENT, "once")


def test_the_old_name_of_ed25519_authenticates_too() -> None:
    key = new_key("EdDSA")
    header, payload, _ = assertion(CLIENT, key, now=SECOND, alg="Ed25519").split(".")
    header = b64(json.dumps({"alg": "EdDSA", "typ": TYPE, "kid": key.kid}).encode())
    signature = b64(key.raw_value.sign(f"{header}.{payload}".encode()))
    assert accept(f"{header}.{payload}.{signature}", key).client_id == CLIENT


@pytest.mark.parametrize("algorithm", ["RS256", "RS512"])
def test_a_weaker_or_unlisted_algorithm_is_refused(algorithm: str) -> None:
    key = new_key(algorithm)
    assert "must be signed with one of" in refusal(assertion(CLIENT, key, now=SECOND, alg=algorithm), key)


def test_alg_none_is_refused() -> None:
    claims = {"iss": CLIENT, "sub": CLIENT, "aud": ISSUER, "iat": SECOND, "exp": SECOND + 60, "jti": "a"}
    assert "must be signed" in refusal(unsigned({"typ": TYPE, "kid": KEY.kid}, claims))


def test_the_public_key_is_not_a_shared_secret() -> None:
    claims = {"iss": CLIENT, "sub": CLIENT, "aud": ISSUER, "iat": SECOND, "exp": SECOND + 60, "jti": "a"}
    assert isinstance(KEY, ECKey)
    assert "must be signed" in refusal(signed_with_public_key({"typ": TYPE, "kid": KEY.kid}, claims, KEY))


def test_an_algorithm_that_does_not_fit_the_registered_key_is_refused() -> None:
    rsa = new_key("PS256")
    assert "registered key" in refusal(assertion(CLIENT, rsa, now=SECOND, alg="PS256", header={"kid": KEY.kid}), KEY)


def test_a_key_registered_for_one_algorithm_serves_no_other() -> None:
    key = new_key("PS256")
    registered = ClientKeys.of({"keys": [{**key.as_dict(private=False), "alg": "PS256"}]})
    compact = assertion(CLIENT, key, now=SECOND, alg="RS384")
    with pytest.raises(ClientAssertionError, match="registered key"):
        authenticate(read_assertion(compact), keys=registered, rules=STRICT, now=NOW)


def test_a_foreign_kid_is_refused() -> None:
    assert "registered key" in refusal(made(header={"kid": "elsewhere"}))


def test_another_key_under_the_right_kid_is_refused() -> None:
    forged = assertion(CLIENT, new_key(), now=SECOND, header={"kid": KEY.kid})
    assert "signature" in refusal(forged)


@pytest.mark.parametrize("member", ["jwk", "jku", "x5c", "x5u"])
def test_a_key_that_the_assertion_brings_along_is_not_used(member: str) -> None:
    attacker = new_key()
    brought: dict[str, Any] = {
        "jwk": attacker.as_dict(private=False),
        "jku": "https://attacker.example/jwks",
        "x5c": ["MIIB"],
        "x5u": "https://attacker.example/cert",
    }
    forged = assertion(CLIENT, attacker, now=SECOND, header={"kid": KEY.kid, member: brought[member]})
    assert "signature" in refusal(forged)


def test_one_key_needs_no_kid_and_two_do() -> None:
    other = new_key()
    assert accept(made(header={"kid": None})).client_id == CLIENT
    assert "registered key" in refusal(made(header={"kid": None}), KEY, other)
    assert accept(made(), KEY, other).client_id == CLIENT


def test_a_critical_header_that_is_not_understood_is_refused() -> None:
    assert "signature" in refusal(made(header={"crit": ["exp"], "exp": 1}))


@pytest.mark.parametrize("typ", [TYPE, f"application/{TYPE}", TYPE.upper()])
def test_the_explicit_type_is_accepted_in_every_spelling_of_a_media_type(typ: str) -> None:
    assert accept(made(header={"typ": typ})).client_id == CLIENT


@pytest.mark.parametrize("typ", ["JWT", None])
def test_the_old_form_is_accepted_outside_of_production_alone(typ: str | None) -> None:
    assert accept(made(header={"typ": typ}), rules=LENIENT).client_id == CLIENT
    assert "type" in refusal(made(header={"typ": typ}))


@pytest.mark.parametrize("typ", ["at+jwt", "poincon-label+jwt", "statuslist+jwt", 7, ["JWT"]])
def test_a_token_of_another_type_is_no_assertion_anywhere(typ: Any) -> None:  # noqa: ANN401
    assert "type" in refusal(made(header={"typ": typ}), rules=LENIENT)


AUDIENCES = {
    "the token endpoint": f"{ISSUER}/oauth2/token",
    "a list with a foreign one": [ISSUER, "https://other.example"],
    "a list of one": [ISSUER],
    "another server": "https://other.example",
    "a trailing slash": f"{ISSUER}/",
    "other case": ISSUER.upper(),
    "nobody": None,
    "an object": {"aud": ISSUER},
}


@pytest.mark.parametrize("audience", AUDIENCES.values(), ids=AUDIENCES.keys())
def test_the_sole_audience_is_the_issuer_as_a_string(audience: Any) -> None:  # noqa: ANN401
    for rules in (STRICT, LENIENT):
        assert "audience" in refusal(made(aud=audience), rules=rules)


def test_issuer_and_subject_are_the_client() -> None:
    assert "Issuer and subject" in refusal(made(iss="cli_other"))
    assert "Issuer and subject" in refusal(made(iss=None))


@pytest.mark.parametrize("subject", [None, 7, ["cli"], "cli_\ud800", "cli_\0"])
def test_an_assertion_names_its_client(subject: Any) -> None:  # noqa: ANN401
    assert "subject" in refusal(made(sub=subject))


def test_five_minutes_ahead_is_the_furthest_end() -> None:
    assert accept(made(exp=SECOND + 300)).forget_after == NOW + timedelta(seconds=300 + 30 + 60)
    assert "five minutes" in refusal(made(exp=SECOND + 301))
    assert "five minutes" in refusal(made(exp=SECOND + 10 * 365 * 86400))


def test_an_end_in_the_past_is_forgiven_for_half_a_minute_only() -> None:
    assert accept(made(exp=SECOND - 29, iat=SECOND - 90)).client_id == CLIENT
    assert "expired" in refusal(made(exp=SECOND - 30, iat=SECOND - 90))


def test_an_assertion_of_the_future_is_refused() -> None:
    assert accept(made(iat=SECOND + 30)).client_id == CLIENT
    assert "future" in refusal(made(iat=SECOND + 31))
    assert "future" in refusal(made(nbf=SECOND + 31))


@pytest.mark.parametrize("name", ["exp", "iat"])
@pytest.mark.parametrize("value", [None, "1795413197", True, [1], {}])
def test_dates_are_required_and_are_numbers(name: str, value: Any) -> None:  # noqa: ANN401
    assert f"numeric {name}" in refusal(made(**{name: value}))


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"9" * 400])
def test_a_date_that_is_no_number_never_lives_for_ever(number: bytes) -> None:
    claims = json.dumps({"iss": CLIENT, "sub": CLIENT, "aud": ISSUER, "iat": SECOND, "exp": 0, "jti": "a"}).encode()
    compact = sign({"alg": "ES256", "typ": TYPE, "kid": KEY.kid}, claims.replace(b'"exp": 0', b'"exp": ' + number), KEY)
    refusal(compact)


@pytest.mark.parametrize("jti", [None, "", 7, "x" * 201, "half a pair: \ud800", "nothing: \0"])
def test_an_assertion_has_a_jti_that_can_be_remembered(jti: Any) -> None:  # noqa: ANN401
    assert "jti" in refusal(made(jti=jti))


def parts(header: bytes, payload: bytes) -> str:
    return f"{b64(header)}.{b64(payload)}.AA"


NO_JWT: dict[str, Callable[[], str]] = {
    "empty": str,
    "one part": lambda: "a",
    "five parts": lambda: "a.b.c.d.e",
    "not ASCII": lambda: made() + "é",
    "not base64": lambda: "!.!.!",
    "header is a list": lambda: parts(b"[1]", b"{}"),
    "header is a string with alg": lambda: parts(b'"alg"', b"{}"),
    "payload is nested too deep": lambda: parts(b'{"alg": "ES256"}', b"[" * 4000),
    "payload is a list": lambda: sign({"alg": "ES256", "typ": TYPE, "kid": KEY.kid}, ["sub"], KEY),
    "payload is not JSON": lambda: sign({"alg": "ES256", "typ": TYPE, "kid": KEY.kid}, b"\xff", KEY),
    "payload is huge": lambda: made(padding="x" * 20_000),
    "header is huge": lambda: made(header={"kid": "x" * 5_000}),
    "no end of digits": lambda: sign(
        {"alg": "ES256", "typ": TYPE, "kid": KEY.kid}, b'{"sub":"c","exp":' + b"9" * 5000 + b"}", KEY
    ),
}


@pytest.mark.parametrize("make", NO_JWT.values(), ids=NO_JWT.keys())
def test_what_is_no_jwt_is_refused_in_so_many_words(make: Callable[[], str]) -> None:
    refusal(make())


@given(st.text(max_size=200))
def test_any_text_is_refused_with_words_that_may_be_sent_back(text: str) -> None:
    message = refusal(text)
    assert all(0x20 <= ord(character) <= 0x7E and character not in '"\\' for character in message)


@given(
    st.dictionaries(
        st.sampled_from(["iss", "sub", "aud", "exp", "iat", "nbf", "jti"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.lists(st.text(max_size=5)),
        min_size=1,
    )
)
def test_any_claims_are_accepted_or_refused_and_never_break(claims: dict[str, Any]) -> None:
    try:
        accepted = accept(made(**claims))
    except ClientAssertionError:
        return
    assert accepted.forget_after <= NOW + timedelta(seconds=390)


def test_ed448_does_not_slip_in_under_the_name_eddsa() -> None:
    key = OKPKey.generate_key("Ed448", auto_kid=True)
    header = b64(json.dumps({"alg": "EdDSA", "typ": TYPE, "kid": key.kid}).encode())
    payload = made().split(".")[1]
    signature = b64(key.raw_value.sign(f"{header}.{payload}".encode()))
    compact = f"{header}.{payload}.{signature}"
    with pytest.raises(ClientAssertionError):
        accept(compact, key)
