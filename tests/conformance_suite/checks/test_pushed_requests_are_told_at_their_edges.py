"""Authorization requests that were pushed or signed: whose bytes they are, and what an app makes of pushing them."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from builders.episodes import episode, exchange, told, visit

from conformance_suite import authorization_requests, pkce, pushing, signed_requests, transcript
from conformance_suite.attribution import attributed
from conformance_suite.events import ProbeReading

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode, Run
    from conformance_suite.events import Exchange

URI = "urn:ietf:params:oauth:request_uri:abc"
CHALLENGE = "c" * 43
FORM = (
    "response_type=code&client_id=app-1&redirect_uri=https://app/cb&scope=openid+measures.read&state=s-of-some-length"
    f"&nonce=n&code_challenge={CHALLENGE}&code_challenge_method=S256"
)
REFUSED = "pushed_request_refused"


def push(form: str = FORM, **given: Any) -> Exchange:  # noqa: ANN401 - any field
    answer = {"text": '{"request_uri": "x", "expires_in": 5}', "status": 201, "id": "p-1", **given}
    return exchange("pushed_authorization_request", form=form, **answer)


def brought(pushed: Exchange | None = None, *, uri: str = URI, more: str = "", **given: Any) -> Exchange:  # noqa: ANN401 - idem
    url = f"https://space/authorize?client_id=app-1&request_uri={quote(uri)}{more}"
    return replace(exchange("authorize", method="GET", url=url, **{"id": "a-1", **given}), pushed=pushed)


def plain(form: str = FORM, **given: Any) -> Exchange:  # noqa: ANN401 - idem
    return exchange("authorize", method="GET", url=f"https://space/authorize?{form}", **{"id": "a-1", **given})


def in_browser(one: Episode) -> None:
    pushing.assert_only_request_uri_in_browser(one.run)


def test_what_was_pushed_is_what_was_asked_and_where_it_is_wrong() -> None:
    whole, without = push(), push(FORM.replace("&code_challenge=", "&x="))

    assert told(lambda one: pkce.assert_challenges_are_s256(one.run), whole, brought(whole)) == ("pass", ())
    assert told(lambda one: pkce.assert_challenges_are_s256(one.run), without, brought(without)) == (
        "challenge_missing",
        ("p-1",),
    )
    assert brought(whole).asked("scope") == "openid measures.read"


def test_what_an_honest_space_refused_when_it_was_pushed_was_asked_for_too() -> None:
    good, wide = push(), push(facts={"error": "invalid_scope"}, id="p-2")
    elsewhere = push(facts={"error": "invalid_request", "redirect_uri_equal": False}, id="p-3")
    implicit = push(FORM.replace("=code&", "=token&", 1), facts={"error": "unsupported_response_type"}, id="p-4")

    def found(check: Callable[[Run], None], refused: Exchange) -> tuple[str, tuple[str, ...]]:
        return told(lambda one: check(one.run), refused, good, brought(good))

    assert found(authorization_requests.assert_declared_scopes, wide) == ("scope_not_declared", ("p-2",))
    assert found(authorization_requests.assert_registered_redirect_uris, elsewhere) == (
        "redirect_uri_not_registered",
        ("p-3",),
    )
    assert found(authorization_requests.assert_code_flow_only, implicit) == ("not_the_code_flow", ("p-4",))
    bent = replace(wide, faults=(REFUSED,))
    assert found(authorization_requests.assert_declared_scopes, bent) == ("pass", ())


def test_of_a_request_uri_that_stands_for_nothing_nothing_is_said() -> None:
    def unpredictable(one: Episode) -> None:
        authorization_requests.assert_unpredictable(one.run, "state", at_least=1)

    assert told(unpredictable, brought())[0] == "no_authorization_request"
    assert told(lambda one: pkce.assert_challenges_are_s256(one.run), brought())[0] == "pass"


@pytest.mark.parametrize(
    ("request_sent", "key"),
    [
        (brought(push()), "pass"),
        (brought(push(), more="&response_type=code&scope=openid"), "pass"),
        (brought(push(), more="&state="), "pass"),
        (brought(push(), more="&response_type=token"), "parameters_beside_request_uri"),
        (brought(push(), more="&scope=openid+measures.write"), "parameters_beside_request_uri"),
        (brought(push(), more="&state=s-of-some-length"), "parameters_beside_request_uri"),
        (brought(None, more="&scope=openid"), "parameters_beside_request_uri"),
        (plain(), "request_not_pushed"),
    ],
)
def test_only_the_request_uri_passes_through_the_browser(request_sent: Exchange, key: str) -> None:
    assert told(in_browser, request_sent) == (key, () if key == "pass" else ("a-1",))


@pytest.mark.parametrize("fault", sorted(pushing.ASKED_OTHERWISE))
def test_what_others_led_to_is_no_matter_of_the_watch(fault: str) -> None:
    assert told(in_browser, plain(), faults=(fault,)) == ("no_authorization_request", ())
    assert told(in_browser, plain(), faults=("state_altered",))[0] == "request_not_pushed"


SIGNED_OUT = (ProbeReading("baseline", signed_in=False, names_seen=(), visit=None, t=1.0), visit(callback=False))
AFTER = ProbeReading("after_login", signed_in=False, names_seen=(), visit=None, t=20.0)


def test_who_could_not_push_sends_nobody_off() -> None:
    refused = push(status=400, faults=(REFUSED,))

    def stops(one: Episode) -> None:
        pushing.assert_stops_when_refused(one, REFUSED)

    assert told(stops, refused, *SIGNED_OUT, AFTER) == ("pass", ())
    assert told(stops, refused, plain(received=11.0), *SIGNED_OUT, AFTER) == ("pushed_then_shown", ("p-1", "a-1"))
    assert told(stops, refused, brought(received=11.0), *SIGNED_OUT, AFTER) == ("sent_off_all_the_same", ("p-1", "a-1"))
    assert told(stops, refused, plain(received=9.0), *SIGNED_OUT, AFTER) == ("pass", ())  # before anything was refused


def test_a_request_uri_serves_once() -> None:
    first, second = push(), push(id="p-2")
    once = (first, brought(first), second, brought(second, uri=f"{URI}2", id="a-2", received=12.0))

    assert told(pushing.assert_each_request_uri_once, *once) == ("pass", ())
    assert told(pushing.assert_each_request_uri_once, first, brought(first), brought(first, id="a-2")) == (
        "request_uri_used_twice",
        ("a-1", "a-2"),
    )
    assert told(pushing.assert_each_request_uri_once, first, brought(first))[0] == "no_authorization_request"


@pytest.mark.parametrize(("handed", "key"), [(16.0, "request_uri_used_late"), (14.9, "pass"), (None, "pass")])
def test_who_hands_out_an_expired_request_uri_was_late_and_who_was_slow_to_bring_it_was_not(
    handed: float | None, key: str
) -> None:
    first, second = push(), push(id="p-2", received=10.0)
    late = brought(second, uri=f"{URI}2", id="a-2", received=17.0, facts={"request_uri_use": "expired"})
    page = visit(started=9.0, answered=handed, callback=False)

    assert told(pushing.assert_each_request_uri_once, first, brought(first), late, page) == (
        key,
        () if key == "pass" else ("p-2", "a-2"),
    )


def test_a_pushed_request_belongs_to_the_episode_whose_browser_brought_it() -> None:
    def event(number: int, endpoint: str, episode_id: str | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        return {
            "kind": "exchange",
            "space": "s",
            "id": f"x-{number}",
            "endpoint": endpoint,
            "episode": episode_id,
            **more,
        }

    endpoint = "pushed_authorization_request"
    given = attributed(
        [
            event(1, endpoint, None),
            event(2, endpoint, "e-9"),
            event(3, endpoint, "e-9", faults=["pushed_response_wrong"]),
            event(4, endpoint, None),
            event(5, "token", None),
            *(event(10 + n, "authorize", "e-1", facts={"pushed": f"x-{n}"}) for n in (1, 2, 3, 5)),
            event(20, "authorize", "e-2", facts={"pushed": "x-1"}),
            {**event(1, endpoint, None), "space": "another"},
        ]
    )

    assert [one["episode"] for one in given[:5]] == ["e-1", "e-1", "e-9", None, None]
    assert given[-1]["episode"] is None


def test_the_reader_ties_a_request_to_what_was_pushed_for_it() -> None:
    def event(number: str, endpoint: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        return {"kind": "exchange", "id": number, "endpoint": endpoint, "episode": "e-1", **more}

    run = transcript.assembled(
        episode().run.record,
        [
            {"kind": "episode", "episode": "e-1"},
            event("p-1", "pushed_authorization_request", request={"method": "POST", "body": {"text": FORM}}),
            event("a-1", "authorize", facts={"pushed": "p-1"}),
            event("a-2", "authorize", facts={"pushed": "p-2"}),
            event("a-3", "authorize"),
        ],
    )

    requests = run.episodes[0].exchanges("authorize")
    assert [one.asked_in.id for one in requests] == ["p-1", "a-2", "a-3"]
    assert requests[0].asked("state") == "s-of-some-length"


def jwt_of(header: object, claims: object) -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in (header, claims))
    return ".".join([*parts, "§jwt:0:86:base64url§"])


CLAIMS = {"iss": "app-1", "aud": "https://space", "exp": 9, "client_id": "app-1", "state": "s", "max_age": 60}


def object_of(*, header: Any = None, facts: Any = None, **changes: Any) -> Exchange:  # noqa: ANN401 - JSON
    said = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    noted = {"lives": 60.0, "is_for_this_issuer": True} if facts is None else facts
    query = f"client_id=app-1&request={quote(jwt_of(header or {'alg': 'ES256'}, said))}"
    return plain(query, facts={"request_object": noted})


def signed_soundly(*events: object) -> tuple[str, tuple[str, ...]]:
    def check(one: Episode) -> None:
        one.run = replace(one.run, record=replace(one.run.record, client={"request_object_signing_alg": "ES256"}))
        one.run.episodes[:] = [one]
        signed_requests.assert_request_objects_sound(one.run)

    return told(check, *events)


def test_what_a_signed_request_says_is_what_was_asked() -> None:
    assert object_of().asked("state") == "s"
    assert object_of().asked("max_age") == "60"
    assert object_of().asked("nonce") is None
    assert plain("request=a.b.c&state=s").asked("state") == "s"


@pytest.mark.parametrize(
    ("one", "key"),
    [
        (object_of(), "pass"),
        (object_of(header={"alg": "RS256"}), "request_object_otherwise_signed"),
        (object_of(iss="somebody"), "request_object_of_another"),
        (object_of(iss=None), "request_object_of_another"),
        (object_of(facts={"lives": 60.0, "is_for_this_issuer": False}), "request_object_for_another"),
        (object_of(facts={"lives": 3601.0, "is_for_this_issuer": True}), "request_object_lives_long"),
        (object_of(facts={"lives": None, "is_for_this_issuer": True}), "request_object_lives_long"),
        (object_of(facts={"lives": 3599.0, "is_for_this_issuer": True}), "pass"),
        (object_of(sub="app-1"), "request_object_with_sub"),
        (plain(), "signs_no_requests"),
    ],
)
def test_a_signed_request_is_as_registered(one: Exchange, key: str) -> None:
    named = () if key in {"pass", "signs_no_requests"} else ("a-1",)

    assert signed_soundly(one) == (key, named)


def test_a_signed_request_is_read_where_it_was_pushed() -> None:
    wrong = object_of(sub="app-1")
    pushed = replace(wrong, id="p-1", endpoint="pushed_authorization_request")

    assert signed_soundly(pushed, brought(pushed)) == ("request_object_with_sub", ("p-1",))
