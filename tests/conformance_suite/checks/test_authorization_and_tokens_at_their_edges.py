from __future__ import annotations

import base64
import hashlib
import uuid
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from builders.episodes import RECORD, episode, exchange, visit
from builders.run_directories import encoded

from conformance_suite import authorization_requests, code_exchange, front_channel, refreshing, token_use
from conformance_suite.authorization_requests import (
    NONCE_BITS,
    STATE_BITS,
    assert_always_with_challenge,
    assert_asked_at_most,
    assert_declared_scopes,
    assert_registered_redirect_uris,
    assert_smart_audience,
    assert_unpredictable,
    bits_of,
)
from conformance_suite.deliveries import delivered
from conformance_suite.elsewhere import ELSEWHERE
from conformance_suite.events import (
    ActDone,
    ConnectionEnd,
    Exchange,
    JourneyEnd,
    ProbeReading,
    Request,
    Response,
    Visit,
)
from conformance_suite.pkce import assert_challenges_are_fresh, assert_challenges_are_s256
from conformance_suite.scripts.authorization import bait_sign_in, plant_callback
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from conformance_suite.episode import Episode

AUTHORIZE = "https://localhost:1/s/s1/oauth2/authorize?scope=openid"


def asks(query: str, name: str = "x-1", **given: Any) -> Exchange:  # noqa: ANN401 - any field
    return exchange("authorize", id=name, method="GET", url=f"{AUTHORIZE}&{query}", **given)


def launches(query: str) -> Exchange:
    """A request of a SMART launch."""
    return exchange("authorize", method="GET", url=f"{AUTHORIZE}+launch/patient&{query}")


def drawn(number: int) -> bytes:
    """Bytes that look drawn at random, the same in every run."""
    return hashlib.sha256(str(number).encode()).digest()


def base64url(number: int, size: int) -> str:
    return base64.urlsafe_b64encode(drawn(number)[:size]).decode()


def token(name: str, received: float, **form: str) -> Exchange:
    body = "&".join(f"{key}={value}" for key, value in form.items())
    return exchange("token", id=name, received=received, form=body)


def located(one: Visit, location: str) -> Visit:
    return replace(one, response=Response(303, (("Location", location),), ""))


@pytest.mark.parametrize(
    ("values", "strong"),
    [
        ([base64url(number, 24) for number in range(5)], True),
        ([drawn(number)[:16].hex() for number in range(5)], True),
        ([str(uuid.UUID(bytes=drawn(number)[:16], version=4)) for number in range(5)], True),
        ([f"state-{base64url(number, 24)}-web" for number in range(5)], True),
        ([drawn(number)[:8].hex() for number in range(5)], False),
        ([f"sign-in-at-the-health-space-{number:030d}" for number in range(5)], False),
        (["1764288000123456789", "1764288000123456999"], False),
    ],
)
def test_a_state_is_weighed_by_what_varies_in_it(values: list[str], strong: bool) -> None:  # noqa: FBT001 - a row
    assert (bits_of(values) >= STATE_BITS) is strong


def test_a_nonce_of_twenty_letters_is_enough() -> None:
    values = ["q0Zr7TnB2xKc9LwE4yHd", "A8mPz3VfUo6sJg1RkXtY", "w5NvGi2bQhC7eD0lSaMj"]
    assert bits_of(values) >= NONCE_BITS


def test_each_request_needs_a_state_of_its_own() -> None:
    one = episode(asks("state=" + "a" * 40), asks("state=" + "a" * 40 + "&x=1", "x-2"))
    with pytest.raises(Failure, match="random_reused"):
        assert_unpredictable(one.run, "state", at_least=STATE_BITS)
    with pytest.raises(Failure, match="random_missing"):
        assert_unpredictable(episode(asks("nonce=n")).run, "state", at_least=STATE_BITS)


def test_a_page_reloaded_is_one_request() -> None:
    one = episode(asks("state=" + "a" * 40), asks("state=" + "a" * 40, "x-2"))
    assert_unpredictable(one.run, "state", at_least=STATE_BITS)


def test_a_nonce_is_asked_only_of_who_asks_for_an_id_token() -> None:
    without = exchange("authorize", method="GET", url="https://space/authorize?scope=measures.read")
    assert_unpredictable(episode(without).run, "nonce", at_least=NONCE_BITS)


def test_who_asks_for_nothing_is_not_judged() -> None:
    with pytest.raises(Inconclusive):
        assert_unpredictable(episode().run, "state", at_least=STATE_BITS)


@pytest.mark.parametrize(
    ("query", "facts", "key"),
    [
        ("redirect_uri=http://localhost:1/cb", {"redirect_uri_equal": True}, None),
        ("redirect_uri=https://app.example/cb", {"redirect_uri_equal": True}, None),
        ("redirect_uri=fr.app:/cb", {"redirect_uri_equal": True}, None),
        ("redirect_uri=http://app.example/cb", {"redirect_uri_equal": True}, "redirect_uri_in_the_clear"),
        ("redirect_uri=http://localhost:1/cb/", {"redirect_uri_equal": False}, "redirect_uri_not_registered"),
    ],
)
def test_redirect_uris_are_the_registered_ones(query: str, facts: dict[str, Any], key: str | None) -> None:
    run = episode(asks(query, facts=facts)).run
    if key is None:
        assert_registered_redirect_uris(run)
    else:
        with pytest.raises(Failure, match=key):
            assert_registered_redirect_uris(run)


@pytest.mark.parametrize(
    ("scope", "error", "fails"),
    [
        ("openid measures.read", None, False),
        ("openid documents.read", None, True),
        ("openid identity", "invalid_scope", True),
    ],
)
def test_scopes_are_the_declared_ones(scope: str, error: str | None, fails: bool) -> None:  # noqa: FBT001 - a row
    one = exchange("authorize", method="POST", form=f"scope={scope}", facts={"error": error})
    run = episode(one).run
    run.record = replace(RECORD, facts={"exchanges": {"measures": ["read"]}})
    if not fails:
        assert_declared_scopes(run)
        return
    with pytest.raises(Failure, match="scope_not_declared"):
        assert_declared_scopes(run)


def test_a_challenge_once_sent_is_sent_again() -> None:
    assert_always_with_challenge(episode(asks("code_challenge=c"), asks("code_challenge=d", "x-2")))
    with pytest.raises(Failure, match="challenge_dropped"):
        assert_always_with_challenge(episode(asks("code_challenge=c"), asks("state=s", "x-2")))
    with pytest.raises(NotApplicable):
        assert_always_with_challenge(episode(asks("state=s")))


def test_one_retry_is_allowed_and_two_are_not() -> None:
    assert_asked_at_most(episode(asks("a=1"), asks("a=2", "x-2")), 2)
    with pytest.raises(Failure, match="asked_again"):
        assert_asked_at_most(episode(asks("a=1"), asks("a=2", "x-2"), asks("a=3", "x-3")), 2)
    with pytest.raises(Failure, match="asked_again"):
        assert_asked_at_most(episode(visit(error="too_many_redirects")), 2)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("255081416802538", True),
        ("2 55 08 14 168 025 38", True),
        ("1 80 01 2A 001 001 61", True),  # born in Corsica: letters count as 19 and 18
        ("180012B00100188", True),
        ("180012B00100161", False),
        ("255081416802539", False),
        ("1764288000123", False),
        ("25508141680253", False),
    ],
)
def test_a_social_security_number_is_known_by_its_key(text: str, known: bool) -> None:  # noqa: FBT001 - a row
    assert front_channel.is_nir(text) is known


@pytest.mark.parametrize("hint", ["255081416802538", "2+55+08+14+168+025+38", "61.37"])
def test_health_data_in_an_address_are_found(hint: str) -> None:
    with pytest.raises(Failure, match="health_data_in_front_channel"):
        front_channel.assert_no_health_data_in_requests(episode(asks(f"login_hint={hint}")).run)


def test_random_values_are_no_health_data() -> None:
    one = episode(asks("state=x255081416802538x&nonce=a255081416802538&login_hint=255081416802530"))
    front_channel.assert_no_health_data_in_requests(one.run)


def test_a_secret_in_the_browser_is_found_wherever_it_is() -> None:
    mark = "§client_secret:ab12:43:base64url§"
    for event in (
        asks(f"client_secret={mark}"),
        visit(text=f"const secret = '{mark}'"),
        located(visit(), f"/x?{mark}"),
    ):
        with pytest.raises(Failure, match="secret_in_front_channel"):
            front_channel.assert_no_secret_in_browser(episode(event).run)
    front_channel.assert_no_secret_in_browser(episode(asks("state=s"), visit()).run)


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (located(visit(), "/me"), False),
        (located(visit(), "/me?code=§code:ab:43:base64url§"), True),
        (visit(text="Bonjour"), True),
        (visit(text="Réessayez plus tard", status=503), False),
        (visit(text="<script>history.replaceState({}, '', '/')</script>"), False),
    ],
)
def test_the_code_leaves_the_address(answer: Visit, left: bool) -> None:  # noqa: FBT001 - a row
    request = Request("GET", "http://app/callback?code=c", (), None)
    one = episode(replace(answer, request=request))
    one.role = "control_first"
    if not left:
        front_channel.assert_code_leaves_the_address(one.run)
        return
    with pytest.raises(Failure, match="code_left_in_address"):
        front_channel.assert_code_leaves_the_address(one.run)


def test_markup_is_escaped_and_links_are_not_followed() -> None:
    front_channel.assert_markup_escaped(episode(visit(text="&lt;img src=x onerror=poincon()&gt;")))
    with pytest.raises(Failure, match="error_markup_not_escaped"):
        front_channel.assert_markup_escaped(episode(visit(text=front_channel.MARKUP)))
    with pytest.raises(Failure, match="sent_elsewhere"):
        front_channel.assert_markup_escaped(episode(located(visit(), front_channel.LINK)))


@pytest.mark.parametrize(
    "location", [ELSEWHERE, "//elsewhere.example/x", "/\\elsewhere.example", "\\\\elsewhere.example"]
)
def test_being_sent_elsewhere_is_seen(location: str) -> None:
    front_channel.assert_not_sent_elsewhere(episode(located(visit(), "/me")))
    with pytest.raises(Failure, match="sent_elsewhere"):
        front_channel.assert_not_sent_elsewhere(episode(located(visit(), location)))


def test_a_bait_is_delivered_when_the_app_answered_it() -> None:
    baited = visit(url=f"http://app/login?next={ELSEWHERE}", callback=False)
    assert delivered(episode(baited), bait_sign_in()) is True
    assert delivered(episode(replace(baited, answered=None)), bait_sign_in()) is False


def test_a_bait_is_delivered_in_its_own_spelling() -> None:
    baited = visit(
        url="http://app:8000/login?next=http%3A%2F%2Fapp%3A8000%40elsewhere.example%2Fpoincon", callback=False
    )
    assert delivered(episode(baited), bait_sign_in("user_name")) is True
    assert delivered(episode(baited), bait_sign_in("without_scheme")) is False


def test_a_planted_callback_is_delivered_when_the_app_answered_it() -> None:
    planted = visit(journey="callback")
    assert delivered(episode(planted), plant_callback()) is True
    assert delivered(episode(visit()), plant_callback()) is False


def test_a_redirect_of_the_back_channel_is_read_like_any_body() -> None:
    one = exchange(status=307, faults=("token_redirect",))
    closed, reset = (ConnectionEnd("c-1", outcome, "x-1") for outcome in ("closed", "reset"))
    assert delivered(episode(one, closed), sign_in("token_redirect")) is True
    assert delivered(episode(one, reset), sign_in("token_redirect")) is False


@pytest.mark.parametrize("content", ["code=§code:ab:43:base64url§", "code_verifier=v"])
def test_what_was_sent_astray_is_found(content: str) -> None:
    with pytest.raises(Failure, match="credentials_sent_astray"):
        token_use.assert_nothing_sent_astray(episode(exchange("canary", form=content)))
    token_use.assert_nothing_sent_astray(episode(exchange("canary", method="GET")))


def test_a_cookie_carried_back_is_found() -> None:
    carrying = exchange("measures_read")
    cookie = replace(carrying.request, headers=(("Cookie", "a=b; poincon_person=somebody"),))
    with pytest.raises(Failure, match="cookie_carried"):
        token_use.assert_cookie_not_carried(episode(replace(carrying, request=cookie)), "poincon_person")
    token_use.assert_cookie_not_carried(episode(carrying), "poincon_person")


def test_a_jar_of_one_visit_carries_nothing_to_anybody_else() -> None:
    asked = exchange(received=9.5, id="x-1")
    userinfo = exchange("userinfo", received=10.5, id="x-2")
    cookie = replace(userinfo.request, headers=(("Cookie", "poincon_person=somebody"),))
    carrying = replace(userinfo, request=cookie)
    token_use.assert_cookie_not_carried(episode(asked, carrying, visit()), "poincon_person")
    for elsewhere in (visit(answered=10.0), visit(started=10.0)):  # the person was answered meanwhile, or came since
        with pytest.raises(Failure, match="cookie_carried"):
            token_use.assert_cookie_not_carried(episode(asked, carrying, elsewhere), "poincon_person")


def test_credentials_that_prove_nothing_are_found() -> None:
    proved = exchange(facts={"client_authenticated": True, "client_auth": "client_secret_basic"})
    token_use.assert_client_authenticated(episode(proved, exchange(facts={"client_authenticated": False})).run)
    unproved = exchange("revoke", facts={"client_authenticated": False, "client_auth": "client_secret_post"})
    with pytest.raises(Failure, match="client_not_authenticated"):
        token_use.assert_client_authenticated(episode(proved, unproved).run)
    twice = exchange(facts={"client_authenticated": True, "client_auth_ways": ["client_secret_basic", "none"]})
    with pytest.raises(Failure, match="client_authenticated_twice"):
        token_use.assert_client_authenticated(episode(proved, twice).run)


def test_a_replaced_refresh_token_is_not_used_again() -> None:
    first = token("x-1", 10, grant_type="refresh_token", refresh_token="r-1")
    second = token("x-2", 20, grant_type="refresh_token", refresh_token="r-2")
    again = token("x-3", 30, grant_type="refresh_token", refresh_token="r-1")
    refreshing.assert_each_refresh_token_once(episode(first, second))
    with pytest.raises(Inconclusive):
        refreshing.assert_each_refresh_token_once(episode(first))
    with pytest.raises(Failure, match="replaced_token_used"):
        refreshing.assert_each_refresh_token_once(episode(first, second, again))
    refreshing.assert_refresh_token_kept(episode(first, again))
    with pytest.raises(Failure, match="refresh_token_forgotten"):
        refreshing.assert_refresh_token_kept(episode(first))


def probed(*, signed_in: bool) -> ProbeReading:
    return ProbeReading("after", signed_in, (), None, 12.0)


def expired(*events: object) -> Episode:
    return episode(ActDone("expire_access_token", 9.0), *events)


def test_an_expired_token_is_refreshed_before_the_call() -> None:
    refresh = token("x-1", 10, grant_type="refresh_token", refresh_token="r-1")
    refreshing.assert_expired_token_not_used(expired(refresh, exchange("measures_read", received=11, id="x-2")))
    with pytest.raises(Failure, match="expired_token_used"):
        refreshing.assert_expired_token_not_used(expired(exchange("measures_read", received=9.5, id="x-2"), refresh))
    with pytest.raises(Inconclusive):
        refreshing.assert_expired_token_not_used(expired())


def bent(answer: Exchange) -> Exchange:
    return replace(answer, faults=("refreshed_id_token_other",))


def test_nothing_is_called_with_what_a_bad_refresh_brought() -> None:
    bad = bent(token("x-1", 10, grant_type="refresh_token", refresh_token="r-1"))
    refreshing.assert_no_call_after_refresh(episode(exchange("measures_read", received=9), bad))
    with pytest.raises(Failure, match="refreshed_token_used"):
        refreshing.assert_no_call_after_refresh(episode(bad, exchange("measures_read", received=12)))


def test_what_honest_refreshes_and_a_new_sign_in_bring_may_be_used() -> None:
    ahead = token("x-1", 5, grant_type="refresh_token", refresh_token="r-1")
    read = exchange("measures_read", received=6, id="x-2")
    bad = bent(token("x-3", 10, grant_type="refresh_token", refresh_token="r-2"))
    anew = token("x-4", 14, grant_type="authorization_code")
    refreshing.assert_no_call_after_refresh(episode(ahead, read, bad, anew, exchange("measures_read", received=15)))
    early = exchange("measures_read", received=12, id="x-5")
    with pytest.raises(Failure) as failure:
        refreshing.assert_no_call_after_refresh(episode(ahead, read, bad, early, anew))
    assert failure.value.exchanges == ("x-3", "x-5")
    with pytest.raises(Inconclusive):
        refreshing.assert_no_call_after_refresh(episode(ahead, read))


def test_a_pairing_is_forgotten_whatever_the_space_said() -> None:
    unpaired = visit(journey="unpair", callback=False)
    refreshing.assert_pairing_forgotten(episode(unpaired, probed(signed_in=False)))
    with pytest.raises(Failure, match="pairing_kept"):
        refreshing.assert_pairing_forgotten(episode(unpaired, probed(signed_in=True)))
    with pytest.raises(Inconclusive):
        refreshing.assert_pairing_forgotten(episode(probed(signed_in=False)))


def test_tokens_given_back_are_seen() -> None:
    unpaired = visit(journey="unpair", callback=False)
    refreshing.assert_tokens_given_back(episode(unpaired, exchange("revoke")))
    with pytest.raises(Failure, match="not_revoked"):
        refreshing.assert_tokens_given_back(episode(unpaired, exchange("revoke", status=503)))


def test_what_comes_well_after_a_sign_out_was_done_in_absence() -> None:
    left = JourneyEnd("logout", "done", None, 19.0, 20.0)
    before, late = exchange("measures_read", received=21.9), exchange("measures_write", id="x-2", received=22.1)
    refresh = exchange("token", id="x-3", received=25.0)

    token_use.assert_nothing_done_in_absence(episode(left, before, refresh))
    with pytest.raises(Failure, match="called_in_absence") as caught:
        token_use.assert_nothing_done_in_absence(episode(left, before, late, refresh))
    assert caught.value.exchanges == ("x-2",)
    for stayed in (episode(late), episode(replace(left, outcome="failed"), late)):
        with pytest.raises(Inconclusive, match="journey_failed"):
            token_use.assert_nothing_done_in_absence(stayed)


SERVER = "https://localhost:1/s/s1/api/mesures"


@pytest.mark.parametrize(
    ("url", "audience"),
    [
        (f"{SERVER}/fhir/Observation?code=1", f"{SERVER}/fhir"),
        (f"{SERVER}/fhir/Observation/1", f"{SERVER}/fhir/"),
        (f"{SERVER}/fhir/Observation", SERVER),
        (SERVER, SERVER),
        (SERVER, f"{SERVER}/fhir"),
    ],
)
def test_smart_names_the_server_that_is_called(url: str, audience: str) -> None:
    read = exchange("measures_read", id="x-2", url=url)
    assert_smart_audience(episode(launches(f"aud={audience}"), read).run)


@pytest.mark.parametrize(
    ("audience", "key"),
    [("", "missing"), ("https://localhost:1/s/s1", "wrong"), (f"{SERVER}/fhir/Obs", "wrong"), ("my-client", "wrong")],
)
def test_anything_else_is_not_the_server(audience: str, key: str) -> None:
    read = exchange("measures_read", id="x-2", url=f"{SERVER}/fhir/Observation?code=1")
    with pytest.raises(Failure, match=f"smart_audience_{key}"):
        assert_smart_audience(episode(launches(f"aud={audience}"), read).run)


def test_an_audience_is_asked_of_launches_and_compared_within_an_instance() -> None:
    read = exchange("measures_read", id="x-2", url=f"{SERVER}/fhir/Observation?code=1")
    with pytest.raises(NotApplicable, match="no_smart_launch"):
        assert_smart_audience(episode(asks("aud=my-client"), read).run)
    with pytest.raises(Inconclusive, match="no_data_call"):
        assert_smart_audience(episode(launches(f"aud={SERVER}")).run)
    elsewhere = episode(launches("aud=https://localhost:1/s/s2/api/mesures"))
    elsewhere.instance = "i-2"
    here = episode(launches(f"aud={SERVER}"), read)
    here.run.episodes.append(elsewhere)
    assert_smart_audience(here.run)


def test_the_audience_of_a_signed_request_is_that_of_a_jwt() -> None:
    claims = {"aud": "https://localhost:1/s/s1", "scope": "launch/patient openid"}
    signed = f"{encoded({'alg': 'ES256'})}.{encoded(claims)}.c2ln"
    read = exchange("measures_read", id="x-2", url=f"{SERVER}/fhir/Observation?code=1")

    with pytest.raises(NotApplicable, match="smart_launch_signed"):
        assert_smart_audience(episode(asks(f"client_id=c-1&request={signed}"), read).run)
    with pytest.raises(Failure, match="smart_audience_missing"):
        assert_smart_audience(episode(asks(f"request={signed}"), launches("aud="), read).run)


def test_a_code_at_the_second_issuer_went_to_the_wrong_one() -> None:
    code_exchange.assert_no_code_at_the_neighbour(episode(token("x-1", 10.0, code="c-1")))
    other = exchange("neighbour_token", id="x-2", form="grant_type=refresh_token")
    code_exchange.assert_no_code_at_the_neighbour(episode(other))
    with pytest.raises(Failure, match="code_to_the_wrong_issuer"):
        code_exchange.assert_no_code_at_the_neighbour(
            episode(replace(other, request=Request("POST", "https://n", (), "code=c-1")))
        )


def test_what_was_not_asked_for_is_not_used() -> None:
    asked = exchange("authorize", method="GET", url=f"{AUTHORIZE}+measures.read")
    read, documents = exchange("measures_read", id="x-2"), exchange("documents_read", id="x-3")

    token_use.assert_no_more_than_asked(episode(asked, read, exchange("userinfo", id="x-4")))
    with pytest.raises(Failure, match="more_than_asked_for") as caught:
        token_use.assert_no_more_than_asked(episode(asked, read, documents))
    assert (caught.value.exchanges, caught.value.values) == (("x-3",), {"scope": "documents.read"})
    with pytest.raises(Inconclusive, match="no_authorization_request"):
        token_use.assert_no_more_than_asked(episode(documents))


def test_to_whom_asked_for_everything_nothing_can_be_too_much() -> None:
    everything = "+".join(f"{one}.{way}" for one in token_use.FAMILIES for way in ("read", "write"))
    asked = exchange("authorize", method="GET", url=f"{AUTHORIZE}+{everything}")
    with pytest.raises(NotApplicable, match="everything_asked_for"):
        token_use.assert_no_more_than_asked(episode(asked, exchange("documents_read", id="x-2")))


def test_a_refresh_asks_for_what_was_granted_or_less() -> None:
    grant = '{"scope": "openid measures.read"}'
    first = exchange("token", form="grant_type=authorization_code", text=grant)
    refreshing.assert_refreshes_within_the_grant(episode(first, token("x-2", 12.0, grant_type="refresh_token")))
    less = token("x-2", 12.0, grant_type="refresh_token", scope="openid")
    refreshing.assert_refreshes_within_the_grant(episode(first, less))
    more = token("x-3", 13.0, grant_type="refresh_token", scope="openid+measures.write")
    with pytest.raises(Failure, match="refresh_beyond_the_grant") as caught:
        refreshing.assert_refreshes_within_the_grant(episode(first, less, more))
    assert (caught.value.exchanges, caught.value.values) == (("x-3",), {"scopes": "measures.write"})
    refreshing.assert_refreshes_within_the_grant(episode(replace(first, response=Response(200, (), "{}")), more))


ARMED = ActDone("arm_faults", 9.0)
MEANWHILE = visit(id="v-2", journey="read_measures", browser="b-2", started=10.2, answered=11.5, callback=False)


def refresh(name: str, received: float, value: str) -> Exchange:
    return token(name, received, grant_type="refresh_token", refresh_token=value)


def test_two_calls_share_a_refresh() -> None:
    first, another = refresh("x-1", 10.0, "r-1"), refresh("x-2", 10.3, "r-1")

    refreshing.assert_one_refresh_for_all(episode(ARMED, MEANWHILE, first, refresh("x-3", 11.0, "r-2")))
    with pytest.raises(Failure, match="refreshed_twice_at_once") as caught:
        refreshing.assert_one_refresh_for_all(episode(ARMED, MEANWHILE, first, another))
    assert caught.value.exchanges == ("x-1", "x-2")
    with pytest.raises(Inconclusive, match="refresh_not_seen"):
        refreshing.assert_one_refresh_for_all(episode(ARMED, MEANWHILE, refresh("x-0", 8.0, "r-0")))


@pytest.mark.parametrize("other", [{"started": 10.6}, {"started": 9.9}, {"browser": "b-1"}, {"answered": None}])
def test_who_did_not_come_meanwhile_tells_nothing(other: dict[str, Any]) -> None:
    late = replace(MEANWHILE, **other)
    with pytest.raises(Inconclusive, match="not_at_once"):
        refreshing.assert_one_refresh_for_all(episode(ARMED, late, refresh("x-1", 10.0, "r-1")))


CHALLENGE = f"code_challenge={base64url(1, 32).rstrip('=')}"


def test_a_request_by_form_carries_its_challenge_in_the_body() -> None:
    """OpenID Connect Core, 3.1.2.1: GET or POST."""
    by_form = exchange("authorize", url=AUTHORIZE, form=f"{CHALLENGE}&code_challenge_method=S256")
    without = exchange("authorize", url=f"{AUTHORIZE}&{CHALLENGE}&code_challenge_method=S256", form="scope=openid")

    assert_challenges_are_s256(episode(by_form).run)
    with pytest.raises(Failure) as failed:
        assert_challenges_are_s256(episode(without).run)
    assert failed.value.key == "challenge_missing"


def test_a_challenge_that_is_not_there_is_not_used_again() -> None:
    """To ask without one, when told that PKCE is not supported, is the matter of another case."""
    assert_challenges_are_fresh(episode(asks("state=a", "x-1"), asks("state=b", "x-2")).run)


def test_a_challenge_that_serves_two_sign_ins_is_used_again() -> None:
    twice = episode(asks(f"state=a&{CHALLENGE}", "x-1"), asks(f"state=b&{CHALLENGE}", "x-2"))

    with pytest.raises(Failure) as failed:
        assert_challenges_are_fresh(twice.run)
    assert failed.value.key == "challenge_reused"


PSC = "https://space/psc/wallet/auth?client_id=c&"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("acr_values=eidas1&scope=openid+scope_all", "pass"),
        ("acr_values=+eidas1&scope=scope_all%20openid", "pass"),
        ("scope=openid+scope_all", "professional_level_not_asked"),
        ("acr_values=&scope=openid+scope_all", "professional_level_not_asked"),
        ("acr_values=eidas2+eidas1&scope=openid+scope_all", "pass"),
        ("acr_values=eidas10&scope=openid+scope_all", "professional_level_not_asked"),
        ("acr_values=eidas1&scope=openid", "professional_scope_not_asked"),
        ("acr_values=eidas1&scope=scope_all", "professional_scope_not_asked"),
        ("acr_values=eidas1", "professional_scope_not_asked"),
    ],
)
def test_what_pro_sante_connect_is_asked_for(query: str, expected: str) -> None:
    asked = exchange("prosanteconnect_authorize", method="GET", url=PSC + query)
    later = exchange("prosanteconnect_authorize", method="GET", url="https://space/psc/wallet/auth?interaction=1")

    wrong = nullcontext() if expected == "pass" else pytest.raises(Failure, match=expected)
    with wrong:
        authorization_requests.assert_asked_as_professionals(episode(asked, later))


def test_of_an_app_that_sent_nobody_to_pro_sante_connect_nothing_is_said() -> None:
    with pytest.raises(Inconclusive, match="no_professional_request"):
        authorization_requests.assert_asked_as_professionals(episode(exchange("authorize")))


def test_sign_ins_are_mixed_when_a_code_comes_with_the_verifier_of_another() -> None:
    pages = [visit(id=f"v-{tab}", journey="callback", browser=tab) for tab in ("b-1", "b-2")]
    good = exchange("token", form="grant_type=authorization_code", facts={"verifier_matches": True})
    code_exchange.assert_sign_ins_not_mixed(episode(*pages, good, replace(good, id="x-2", facts={})))

    with pytest.raises(Failure, match="sign_ins_mixed") as caught:
        code_exchange.assert_sign_ins_not_mixed(episode(*pages, replace(good, facts={"verifier_matches": False})))
    assert caught.value.exchanges == ("x-1",)
    blank = visit(id="v-3", journey="callback", browser="b-1", text="", started=12.0, answered=13.0)
    with pytest.raises(Failure, match="blank_page"):
        code_exchange.assert_sign_ins_not_mixed(episode(*pages, blank, good))
    sent_to_sign_in_anew = visit(id="v-4", journey="callback", browser="b-1", text="", status=303, started=12.0)
    code_exchange.assert_sign_ins_not_mixed(episode(*pages, sent_to_sign_in_anew, good))


def test_a_code_or_token_that_the_space_does_not_know_was_altered() -> None:
    known = exchange("token", form="grant_type=authorization_code", facts={"code_use": "first"})
    code_exchange.assert_code_unchanged(episode(known, visit()))
    code_exchange.assert_code_unchanged(episode(visit(status=414)))
    with pytest.raises(Failure, match="code_altered"):
        code_exchange.assert_code_unchanged(episode(replace(known, facts={"code_use": "unknown"}), visit()))
    with pytest.raises(Inconclusive, match="not_answered"):
        code_exchange.assert_code_unchanged(episode(visit(answered=None, error="reset")))

    bare = exchange("measures_read", facts={"token_state": "unknown"})
    shown = replace(bare, request=Request("GET", "https://s", (("authorization", "Bearer a"),), None))
    token_use.assert_token_unchanged(episode(bare, replace(shown, facts={"token_state": "valid"})))
    with pytest.raises(Failure, match="token_altered"):
        token_use.assert_token_unchanged(episode(shown))
