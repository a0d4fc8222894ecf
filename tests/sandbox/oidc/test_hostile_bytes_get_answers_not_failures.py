from __future__ import annotations

from functools import cache

import pytest
from builders.spaces import TOKEN, Bench
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = st.sampled_from(
    [
        *("response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "prompt", "max_age", "login_hint"),
        *(
            "code_challenge",
            "code_challenge_method",
            "ui_locales",
            "request",
            "request_uri",
            "grant_type",
            "code",
            "code_verifier",
        ),
        *("refresh_token", "client_secret", "client_assertion", "client_assertion_type", "token", "token_type_hint"),
        *("id_token_hint", "post_logout_redirect_uri", "interaction", "csrf", "email", "password", "decision", "lang"),
    ]
)
KNOWN = st.sampled_from(
    [
        "urn:ietf:params:oauth:request_uri:x",
        "code",
        "openid",
        "S256",
        "plain",
        "none",
        "authorization_code",
        "refresh_token",
        "http://127.0.0.1:5000/callback",
    ]
)
PARAMETERS = st.lists(st.tuples(NAMES, KNOWN | st.text(max_size=20)), max_size=10)
AUTHORIZATIONS = st.none() | st.sampled_from(["Basic YTpi", "Basic /w==", "Bearer x", "Basic " + "A" * 999])
ENDPOINTS = ["authorize", "token", "userinfo", "jwks", "revoke", "logout", "register", "par"]


@cache
def bench() -> Bench:
    pushed = Bench()
    pushed.register(require_pushed_authorization_requests=True)  # else the endpoint is not there
    return pushed


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@given(parameters=PARAMETERS, authorization=AUTHORIZATIONS, method=st.sampled_from(["GET", "POST", "PUT"]))
@settings(max_examples=60, deadline=None)
def test_no_request_makes_the_provider_fail(
    endpoint: str, parameters: list[tuple[str, str]], authorization: str | None, method: str
) -> None:
    url = f"{TOKEN if endpoint == 'token' else ''}/s/s1/oauth2/{endpoint}"
    headers = {} if authorization is None else {"Authorization": authorization}
    form: dict[str, list[str]] = {}
    for name, value in parameters:
        form.setdefault(name, []).append(value)

    answer = bench().call(method, url, data=form, query_string=parameters, headers=headers)

    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.mimetype == "application/json"
        assert answer.json["error"]


@given(body=st.binary(max_size=60), kind=st.sampled_from(["application/x-www-form-urlencoded", "application/json", ""]))
@settings(max_examples=60, deadline=None)
def test_no_body_makes_the_token_endpoint_fail(body: bytes, kind: str) -> None:
    answer = bench().post(f"{TOKEN}/s/s1/oauth2/token", data=body, content_type=kind)

    assert 400 <= answer.status_code < 500
    assert answer.json["error"]


@pytest.mark.parametrize("path", ["/sign-in", "/consent"])
@given(parameters=PARAMETERS, method=st.sampled_from(["GET", "POST"]))
@settings(max_examples=40, deadline=None)
def test_no_request_makes_a_page_fail(path: str, parameters: list[tuple[str, str]], method: str) -> None:
    answer = bench().call(method, path, data=dict(parameters), query_string=parameters)

    assert answer.status_code == 400
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "path", ["/oauth2/token", "/oauth2/revoke", "/oauth2/par", "/oauth2/authorize", "/sign-in", "/oauth2/logout"]
)
def test_a_form_that_is_too_long_is_not_read(path: str) -> None:
    answer = bench().post(path, data=b"a&" * 100_000, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 413
    assert answer.json["error"] == "invalid_request"
