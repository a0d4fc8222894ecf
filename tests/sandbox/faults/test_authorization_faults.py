"""Each lie about authorization, tokens, refresh and revocation is wrong in one way, by a reader that knows no fault."""

from __future__ import annotations

import email.parser
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

import pytest

from sandbox.faults import catalogue
from sandbox.hooks import AuthorizationResponse, JsonAnswer, WireAnswer, apply

if TYPE_CHECKING:
    from collections.abc import Sequence

CODE = AuthorizationResponse("http://app/cb", (("code", "c-1"), ("state", "s-1"), ("iss", "https://space")))
REFUSED = AuthorizationResponse(
    "http://app/cb", (("error", "access_denied"), ("state", "s-1"), ("iss", "https://space"))
)
TOKENS = {
    "access_token": "a-1",
    "token_type": "Bearer",
    "expires_in": 300,
    "refresh_token": "r-1",
    "id_token": "e.y.s",
    "scope": "openid measures.read launch/patient",
    "patient": "idpe-1",
}
CLAIMS = {"iss": "https://space", "sub": "u", "aud": "app-1", "exp": 9, "iat": 1}
WIRE = WireAnswer(
    "token", 200, (("Content-Type", "application/json"),), json.dumps(TOKENS).encode(), canary="https://other/canary"
)


@dataclass
class Played:
    """An exchange with one fault armed."""

    fault: object
    faults: list[str] = field(default_factory=list)

    def armed(self) -> Sequence[object]:
        return (self.fault,)


def played(fault: str, **params: Any) -> Played:  # noqa: ANN401 - settings of a fault
    return Played(catalogue.load(fault, params))


def read(response: AuthorizationResponse) -> list[tuple[str, str]]:
    """What a browser brings to the app."""
    return parse_qsl(urlencode(response.parameters), keep_blank_values=True)


def tokens(status: int = 200, grant: str | None = "authorization_code") -> JsonAnswer:
    return JsonAnswer(status, dict(TOKENS) if status == 200 else {"error": "invalid_request"}, {}, grant)


def headers(answer: WireAnswer) -> dict[str, str]:
    """The headers as a mail parser reads them."""
    text = "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
    return {name.lower(): value for name, value in email.parser.HeaderParser().parsestr(text).items()}


@pytest.mark.parametrize("name", ["state", "iss"])
def test_a_missing_parameter_is_the_only_thing_missing(name: str) -> None:
    told = apply(played("response_parameter_missing", name=name), "authorization_response", CODE)

    assert read(told) == [pair for pair in read(CODE) if pair[0] != name]


def test_another_issuer_answers_with_the_same_code_and_state() -> None:
    told = apply(played("response_issuer_wrong"), "authorization_response", CODE)

    assert [pair for pair in read(told) if pair not in read(CODE)] == [("iss", "https://another-space.example")]
    assert len(read(told)) == 3


@pytest.mark.parametrize("name", ["code", "state"])
def test_a_repeated_parameter_says_the_same_twice(name: str) -> None:
    told = apply(played("response_parameter_repeated", name=name), "authorization_response", CODE)

    assert read(told)[:3] == read(CODE)
    assert read(told)[3:] == [pair for pair in read(CODE) if pair[0] == name]


def test_unknown_parameters_come_after_the_known_ones() -> None:
    told = apply(played("response_parameter_unknown"), "authorization_response", CODE)

    assert read(told)[:3] == read(CODE)
    assert {name for name, _ in read(told)[3:]} == {"poincon_trace", "session_state"}


def test_an_error_stands_for_the_code_and_keeps_state_and_issuer() -> None:
    fault = played("response_error", error="invalid_request", description="a <b> c", uri="https://x/y")

    told = dict(read(apply(fault, "authorization_response", CODE)))

    said = {"error": "invalid_request", "error_description": "a <b> c", "error_uri": "https://x/y"}
    assert told == {**said, "state": "s-1", "iss": "https://space"}


def test_an_error_without_words_is_an_error_alone() -> None:
    told = dict(read(apply(played("response_error", error="server_error"), "authorization_response", CODE)))

    assert told == {"error": "server_error", "state": "s-1", "iss": "https://space"}


def test_an_answer_that_is_an_error_already_stays_as_it_is() -> None:
    fault = played("response_error", error="login_required")

    assert apply(fault, "authorization_response", REFUSED) == REFUSED
    assert fault.faults == []


def test_a_code_with_an_error_keeps_the_code() -> None:
    told = apply(played("response_code_and_error"), "authorization_response", CODE)

    assert read(told) == [*read(CODE), ("error", "server_error")]


@pytest.mark.parametrize(
    ("error", "status"), [("invalid_grant", 400), ("invalid_client", 401), ("temporarily_unavailable", 503)]
)
def test_a_token_error_has_the_status_that_belongs_to_it(error: str, status: int) -> None:
    told = apply(played("token_error", error=error), "token_response", tokens())

    assert (told.status, told.body) == (status, {"error": error})
    assert ("WWW-Authenticate" in told.headers) == (status == 401)


@pytest.mark.parametrize(
    "fault",
    [
        played("token_error", grant="refresh_token"),
        played("token_response_altered", grant="refresh_token"),
        played("token_response_incomplete", grant="refresh_token"),
    ],
    ids=lambda one: one.fault.id,
)
def test_a_lie_about_refreshing_leaves_the_code_exchange_alone(fault: Played) -> None:
    assert apply(fault, "token_response", tokens()) == tokens()
    assert apply(fault, "token_response", tokens(grant=None)) == tokens(grant=None)
    assert apply(fault, "token_response", tokens(grant="refresh_token")) != tokens(grant="refresh_token")


@pytest.mark.parametrize(
    ("member", "value"),
    [("token_type", "N_A"), ("token_type", "bEARER"), ("scope", "openid"), ("error", "server_error")],
)
def test_one_member_says_something_else(member: str, value: str) -> None:
    told = apply(played("token_response_altered", member=member, value=value), "token_response", tokens())

    assert told.status == 200
    assert told.body == TOKENS | {member: value}


@pytest.mark.parametrize("member", ["id_token", "expires_in", "scope", "refresh_token", "patient"])
def test_one_member_is_missing(member: str) -> None:
    told = apply(played("token_response_incomplete", member=member), "token_response", tokens())

    assert told.body == {name: value for name, value in TOKENS.items() if name != member}


def test_an_odd_lifetime_is_all_that_is_odd() -> None:
    told = apply(played("token_lifetime_odd", seconds=-1), "token_response", tokens(grant="refresh_token"))

    assert told.body == TOKENS | {"expires_in": -1}


@pytest.mark.parametrize("fault", ["token_response_altered", "token_lifetime_odd"])
def test_an_error_of_the_token_endpoint_is_no_place_for_a_lie(fault: str) -> None:
    armed = played(fault)

    assert apply(armed, "token_response", tokens(400)) == tokens(400)
    assert armed.faults == []


def test_a_page_comes_instead_of_json_with_the_same_status() -> None:
    told = apply(played("token_response_html"), "answer", WIRE)

    assert (told.status, headers(told)["content-type"]) == (200, "text/html; charset=utf-8")
    assert told.body.startswith(b"<!doctype html>")


@pytest.mark.parametrize("status", ["307", "308"])
def test_a_redirect_leads_to_the_canary_host(status: str) -> None:
    told = apply(played("token_redirect", status=status), "answer", WIRE)

    assert (told.status, told.body) == (int(status), b"")
    assert headers(told)["location"] == "https://other/canary/token"


def test_a_cookie_comes_with_the_tokens() -> None:
    told = apply(played("token_cookie"), "answer", WIRE)

    assert headers(told)["set-cookie"].startswith("poincon_person=")
    assert replace(told, headers=WIRE.headers) == WIRE


@pytest.mark.parametrize("claim", ["iss", "sub", "aud"])
def test_one_claim_of_a_refreshed_id_token_is_somebody_elses(claim: str) -> None:
    told = apply(played("refreshed_id_token_other", claim=claim), "id_token_claims", CLAIMS)

    assert [name for name in CLAIMS if told[name] != CLAIMS[name]] == [claim]
    assert told.keys() == CLAIMS.keys()


def test_the_id_token_of_a_sign_in_is_left_alone() -> None:
    armed = played("refreshed_id_token_other")
    honest = CLAIMS | {"nonce": "n-1"}

    assert apply(armed, "id_token_claims", honest) == honest
    assert armed.faults == []


@pytest.mark.parametrize(("error", "status"), [("invalid_token", 401), ("insufficient_scope", 403)])
def test_a_read_is_refused_as_bearer_tokens_are(error: str, status: int) -> None:
    honest = replace(WIRE, endpoint="measures_read", headers=(("Content-Type", "application/fhir+json"),))

    told = apply(played("reading_unauthorized", error=error), "answer", honest)

    assert told.status == status
    assert headers(told)["www-authenticate"] == f'Bearer error="{error}"'
    assert json.loads(told.body)["resourceType"] == "OperationOutcome"


def test_revocation_is_unavailable() -> None:
    told = apply(played("revocation_unavailable"), "answer", replace(WIRE, endpoint="revoke"))

    assert (told.status, told.body) == (503, b"")


@pytest.mark.parametrize(
    "fault", ["token_response_html", "token_redirect", "token_cookie", "reading_unauthorized", "revocation_unavailable"]
)
def test_other_endpoints_answer_as_they_are(fault: str) -> None:
    armed = played(fault)
    honest = replace(WIRE, endpoint="userinfo")

    assert apply(armed, "answer", honest) == honest
    assert armed.faults == []


def test_of_all_that_was_asked_for_offline_access_alone_is_not_granted() -> None:
    asked = JsonAnswer(200, {**TOKENS, "scope": "openid offline_access measures.read"}, {}, "authorization_code")

    told = apply(played("offline_access_not_granted"), "token_response", asked)

    assert told.body == {**TOKENS, "scope": "openid measures.read"}
    assert replace(told, body=asked.body) == asked
    for other in (tokens(), tokens(400), replace(asked, body={"access_token": "a-1"})):
        assert apply(played("offline_access_not_granted"), "token_response", other) is other


def test_an_answer_in_the_fragment_is_the_same_answer() -> None:
    liar = played("response_in_fragment")

    told = apply(liar, "authorization_response", CODE)

    assert told == replace(CODE, part="fragment")
    assert liar.faults == ["response_in_fragment"]


PUSHED = JsonAnswer(201, {"request_uri": "urn:x", "expires_in": 60}, {"Cache-Control": "no-cache, no-store"})


@pytest.mark.parametrize("status", [400, 403, 413])
def test_a_pushed_request_is_refused_and_nothing_is_given_for_it(status: int) -> None:
    told = apply(played("pushed_request_refused", status=status), "pushed_response", PUSHED)

    assert (told.status, list(told.body)) == (status, ["error"])
    assert told.headers == PUSHED.headers


def test_the_answer_to_a_pushed_request_is_wrong_in_one_place() -> None:
    without = apply(played("pushed_response_wrong"), "pushed_response", PUSHED)
    ok = apply(played("pushed_response_wrong", way="status_200"), "pushed_response", PUSHED)

    assert without == replace(PUSHED, body={"expires_in": 60})
    assert ok == replace(PUSHED, status=200)
