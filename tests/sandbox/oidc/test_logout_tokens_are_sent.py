from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest
from builders.scripted_app import ScriptedApp, scripted_app
from builders.spaces import claims_of
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey

from sandbox.desk import SpaceDesk
from sandbox.faults import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builders.spaces import Bench, Paired

ADDRESS = "/backchannel-logout"
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def app() -> Iterator[ScriptedApp]:
    with scripted_app() as made:
        made.page(ADDRESS, headers=("Cache-Control: no-store",))
        yield made


def paired(bench: Bench, app: ScriptedApp, *faults: object, address: str | None = ADDRESS) -> Paired:
    """Return a pairing of an app that wants to be told of logouts."""
    bench.open_episode("e-1", *faults)
    told = {} if address is None else {"backchannel_logout_uri": app.url + address}
    return bench.pair(bench.register(**told), episode="e-1")


def send(bench: Bench, **parameters: str) -> dict[str, Any]:
    return dict(SpaceDesk().act(bench.space, "e-1", "send_logout_token", parameters))


def tokens(app: ScriptedApp) -> list[str]:
    return [parse_qs(one.body.decode())["logout_token"][0] for one in app.heard]


def test_the_app_is_told_of_the_session_in_a_signed_token(bench: Bench, app: ScriptedApp) -> None:
    pairing = paired(bench, app)

    done = send(bench)

    (heard,), (token,) = app.heard, tokens(app)
    assert (heard.method, heard.headers["content-type"]) == ("POST", "application/x-www-form-urlencoded")
    keys = KeySet.import_key_set(bench.get("/oauth2/jwks").json)
    read = jwt.decode(token, keys, algorithms=["ES256"])
    assert read.header["typ"] == "logout+jwt"
    claims, known = read.claims, pairing.claims
    assert {name: claims[name] for name in ("iss", "sub", "aud", "sid")} == {
        name: known[name] for name in ("iss", "sub", "aud", "sid")
    }
    assert claims["events"] == {EVENT: {}}
    assert "nonce" not in claims
    assert claims["iat"] < claims["exp"]
    assert claims["jti"]
    assert done["answers"] == [{"status": 200, "cache_control": "no-store", "error": None}]
    assert (done["changed"], done["faults"]) == (1, [])


def test_it_is_signed_with_the_secret_as_the_id_tokens_are(bench: Bench, app: ScriptedApp) -> None:
    bench.open_episode("e-1")
    client = bench.register(backchannel_logout_uri=app.url + ADDRESS, id_token_signed_response_alg="HS256")
    bench.pair(client, episode="e-1")

    send(bench)

    read = jwt.decode(tokens(app)[0], OctKey.import_key(client.secret), algorithms=["HS256"])
    assert read.header == {"typ": "logout+jwt", "alg": "HS256"}


def test_the_journal_keeps_what_was_sent_and_what_came_back(bench: Bench, app: ScriptedApp) -> None:
    paired(bench, app, catalogue.load("logout_token_without", {"claims": "events"}))

    send(bench)

    (sent,) = [event for event in bench.notebook.events if event["kind"] == "sent"]
    assert sent["request"]["url"] == app.url + ADDRESS
    assert sent["request"]["body"]["text"] == f"logout_token={tokens(app)[0]}"
    assert ("jwt", tokens(app)[0]) in bench.notebook.secrets  # so that the journal takes its signature out
    assert (sent["response"]["status"], sent["faults"]) == (200, ["logout_token_without"])


def test_each_token_has_a_name_of_its_own(bench: Bench, app: ScriptedApp) -> None:
    paired(bench, app)

    send(bench)
    send(bench)

    first, second = (claims_of(token)["jti"] for token in tokens(app))
    assert first != second


def test_sessions_are_told_apart_and_one_can_be_chosen(bench: Bench, app: ScriptedApp) -> None:
    first = paired(bench, app)
    second = bench.pair(first.client, episode="e-1")
    assert first.claims["sid"] != second.claims["sid"]

    send(bench, session="last")
    send(bench, session="first")
    send(bench)

    told = [claims_of(token)["sid"] for token in tokens(app)]
    assert told[:2] == [second.claims["sid"], first.claims["sid"]]
    assert sorted(told[2:]) == sorted(told[:2])


def test_an_app_that_registered_no_address_is_not_told(bench: Bench, app: ScriptedApp) -> None:
    paired(bench, app, address=None)

    assert send(bench)["changed"] == 0
    assert app.heard == []


def test_an_app_that_does_not_answer_is_told_of_in_the_journal(bench: Bench, app: ScriptedApp) -> None:
    paired(bench, app)
    app.redirect(ADDRESS, "/elsewhere")

    (answer,) = send(bench)["answers"]

    assert answer["status"] is None
    assert "redirects" in answer["error"]


def test_an_armed_fault_changes_the_token_and_is_named(bench: Bench, app: ScriptedApp) -> None:
    paired(bench, app, catalogue.load("logout_token_other_alg"))

    assert send(bench)["faults"] == ["logout_token_other_alg"]

    keys = KeySet.import_key_set(bench.get("/oauth2/jwks").json)
    assert jwt.decode(tokens(app)[0], keys, algorithms=["RS256"]).claims["events"] == {EVENT: {}}


def test_discovery_says_that_logouts_are_told(bench: Bench) -> None:
    document = bench.get("/.well-known/openid-configuration").json

    assert document["backchannel_logout_supported"] is document["backchannel_logout_session_supported"] is True
    assert "sid" in document["claims_supported"]


def test_the_token_of_before_can_be_sent_again(bench: Bench, app: ScriptedApp) -> None:
    paired(bench, app)

    send(bench)
    send(bench, token="before")
    send(bench)

    first, again, new = tokens(app)
    assert first == again != new
