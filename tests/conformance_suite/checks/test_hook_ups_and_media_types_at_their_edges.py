from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.episodes import RECORD, episode, exchange, visit

from conformance_suite import asking, hook_up
from conformance_suite.events import Request, Sight
from conformance_suite.verdicts import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange


def failure(act: Callable[[], None]) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """What an assertion says is wrong: the key, the exchanges, the values."""
    with pytest.raises(Failure) as caught:
        act()
    return caught.value.key, tuple(caught.value.exchanges), dict(caught.value.values)


def agreed(scopes: object, *asked: str | None) -> Episode:
    """An episode under an agreement, in which these scopes were asked for, one request each."""
    requests = [
        exchange("authorize", id=f"a-{number}", method="GET", url=f"https://space/authorize?{query}")
        for number, query in enumerate("" if one is None else f"scope={one.replace(' ', '+')}" for one in asked)
    ]
    one = episode(*requests)
    one.run.record = replace(RECORD, agreement={} if scopes is None else {"scopes": scopes})
    return one


READ_AND_WRITE = ["openid", "measures.read", "measures.write"]


@pytest.mark.parametrize(
    ("scopes", "asked"),
    [
        (READ_AND_WRITE, ("openid measures.read measures.write",)),
        (READ_AND_WRITE, ("openid identity measures.read", "measures.write")),  # one after the other
        (["measures.read"], ("openid identity measures.read",)),  # who it is may be asked for
        (["openid", "identity", "measures.read"], ("measures.read",)),  # and need not
        ([], (None,)),
        (None, ("measures.read",)),  # a run without an agreement
    ],
)
def test_the_scopes_of_an_agreement_are_asked_for(scopes: object, asked: tuple[str, ...]) -> None:
    hook_up.assert_scopes_of_agreement(agreed(scopes, *asked))


def test_a_scope_that_is_missing_or_beyond_is_named() -> None:
    less = agreed(["measures.write", "measures.read", "documents.read"], "measures.read")
    assert failure(lambda: hook_up.assert_scopes_of_agreement(less)) == (
        "scope_not_exercised",
        ("a-0",),
        {"scopes": "documents.read measures.write"},
    )
    more = agreed(["measures.read"], "openid measures.read", "measures.write documents.read")
    assert failure(lambda: hook_up.assert_scopes_of_agreement(more)) == (
        "scope_beyond_agreement",
        ("a-0", "a-1"),
        {"scopes": "documents.read measures.write"},
    )
    assert (
        failure(lambda: hook_up.assert_scopes_of_agreement(agreed(["measures.read"], None)))[0] == "scope_not_exercised"
    )


def test_a_measure_that_is_not_shown_is_traced_to_the_read_and_to_the_last_page() -> None:
    def looked(status: int | None, *values: str) -> Episode:
        pages = [visit(id=f"v-{number}", journey="read_measures") for number in (1, 2)]
        one = episode(exchange("measures_read", id="r-1", status=status), *pages, visit(id="v-3", journey="logout"))
        one.sights.append(Sight("read_measures", "v-2", values, (), (), 12.0))
        return one

    hook_up.assert_own_measure_shown(looked(200, "61.37"))
    for wrong in (looked(200), looked(404, "61.37"), looked(None, "61.37")):
        told = failure(lambda wrong=wrong: hook_up.assert_own_measure_shown(wrong))  # type: ignore[misc]  # bound
        assert told == ("own_measure_not_shown", ("r-1", "v-2"), {})


def test_a_write_and_a_revocation_that_did_not_succeed_are_traced_to_the_call_or_to_the_page() -> None:
    for act, endpoint, journey, key in (
        (hook_up.assert_measure_accepted, "measures_write", "write_measure", "measure_not_accepted"),
        (hook_up.assert_revoked, "revoke", "unpair", "not_revoked"),
    ):
        page = visit(id="v-1", journey=journey)
        done, refused = exchange(endpoint, id="x-1"), exchange(endpoint, id="x-2", status=400)
        act(episode(refused, done, page))
        assert failure(lambda: act(episode(refused, page))) == (key, ("x-2",), {})  # noqa: B023 - called at once
        assert failure(lambda: act(episode(page))) == (key, ("v-1",), {})  # noqa: B023 - idem


def test_nothing_is_called_once_a_token_was_revoked() -> None:
    revoked = exchange("revoke", received=20.0)  # answered at 20.5
    before = [exchange(one, received=20.4) for one in hook_up.DATA]
    hook_up.assert_no_call_after_unpairing(episode(*before, revoked))
    for endpoint in hook_up.DATA:
        calling = episode(*before, revoked, exchange(endpoint, id="late", received=20.6))
        told = failure(lambda calling=calling: hook_up.assert_no_call_after_unpairing(calling))  # type: ignore[misc]  # bound
        assert told == ("background_calls", ("late",), {"count": "1"})


XML = "application/xml"


def call(endpoint: str, method: str, **headers: str) -> Exchange:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return replace(exchange(endpoint, id=f"{endpoint}-1"), request=Request(method, "https://space/fhir", named, None))


@pytest.mark.parametrize(
    "headers",
    [
        {"accept": "application/fhir+json"},
        {"accept": "application/json, text/plain;q=0.5"},
        {"accept": "*/*"},
        {"accept": "application/*"},
        {},
    ],
)
def test_fhir_json_is_asked_for_in_every_way_that_allows_it(headers: dict[str, str]) -> None:
    asking.assert_media_types(episode(call("measures_read", "GET", **headers)))
    asking.assert_media_types(
        episode(call("measures_write", "POST", content_type="application/fhir+json; charset=utf-8", **headers))
    )


@pytest.mark.parametrize(
    ("wrong", "header", "value"),
    [
        (call("measures_read", "GET", accept="text/html"), "Accept", "text/html"),
        (
            call("measures_write", "POST", accept="application/xml", content_type="application/json"),
            "Accept",
            "application/xml",
        ),
        (call("measures_write", "POST", content_type="text/plain"), "Content-Type", "text/plain"),
        (call("measures_write", "POST"), "Content-Type", "-"),
    ],
)
def test_another_media_type_is_named_with_its_header(wrong: Exchange, header: str, value: str) -> None:
    told = failure(lambda: asking.assert_media_types(episode(wrong)))
    assert told == ("media_type_wrong", (wrong.id,), {"header": header, "value": value})
