"""How a service asks for tokens of its own: each thing that may be wrong with an assertion, one at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from builders.episodes import RECORD, episode, exchange

from conformance_suite.backend_services import assert_assertions_sound, assert_job_goes_on
from conformance_suite.events import ActDone
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from conformance_suite.episode import Run
    from conformance_suite.events import Exchange

SOUND: dict[str, Any] = {
    "grant_type": "client_credentials",
    "assertion_alg": "ES384",
    "assertion_jti": "one",
    "assertion_for_us": True,
    "assertion_key_known": True,
    "assertion_life": 300,
}


def asked(**facts: object) -> Exchange:
    """A token request of a service, sound but for these facts."""
    return exchange(form="client_assertion=a.b.§assertion:1:2:b64url§", facts=SOUND | facts)


def run_of(*events: object) -> Run:
    return episode(*events).run


@pytest.mark.parametrize("facts", [{}, {"assertion_alg": "RS384"}, {"assertion_life": 305}])
def test_a_sound_assertion_passes(facts: dict[str, object]) -> None:
    assert_assertions_sound(run_of(asked(**facts)))


@pytest.mark.parametrize(
    ("facts", "key", "values"),
    [
        ({"assertion_alg": None}, "service_without_assertion", {}),
        ({"assertion_alg": "ES256"}, "assertion_weakly_signed", {"said": "ES256"}),
        ({"assertion_alg": "RS256"}, "assertion_weakly_signed", {"said": "RS256"}),
        ({"assertion_key_known": False}, "assertion_of_unknown_key", {}),
        ({"assertion_for_us": False}, "assertion_for_another", {}),
        ({"assertion_life": 306}, "assertion_lives_long", {"said": "306"}),
        ({"assertion_life": None}, "assertion_lives_long", {"said": "-"}),
        ({"assertion_jti": None}, "assertion_without_jti", {}),
    ],
)
def test_each_thing_wrong_is_told(facts: dict[str, object], key: str, values: dict[str, str]) -> None:
    with pytest.raises(Failure, match=key) as caught:
        assert_assertions_sound(run_of(asked(**facts)))
    assert (caught.value.exchanges, caught.value.values) == (("x-1",), values)


def test_keys_that_could_not_be_read_are_held_against_nobody() -> None:
    unread = asked()
    del unread.facts["assertion_key_known"]
    assert_assertions_sound(run_of(unread))


def test_an_identifier_is_used_once() -> None:
    first, again, new = asked(), replace(asked(), id="x-2"), replace(asked(assertion_jti="two"), id="x-3")
    assert_assertions_sound(run_of(first, new))
    with pytest.raises(Failure, match="assertion_used_again") as caught:
        assert_assertions_sound(run_of(first, again))
    assert caught.value.exchanges == ("x-1", "x-2")
    assert_assertions_sound(run_of(replace(first, sent="none"), again))  # which was never answered


def test_a_secret_in_place_of_an_assertion_is_told() -> None:
    with pytest.raises(Failure, match="service_without_assertion"):
        assert_assertions_sound(run_of(exchange(form="client_secret=s", facts=SOUND)))


def test_who_has_no_service_is_not_concerned_and_who_has_one_must_show_it() -> None:
    person, bent = exchange(facts={"grant_type": "authorization_code"}), replace(asked(), faults=("token_error",))
    run = run_of(person, bent)
    with pytest.raises(NotApplicable, match="no_service_tokens"):
        assert_assertions_sound(run)
    run.record = replace(RECORD, client={"grant_types": ["authorization_code", "client_credentials"]})
    with pytest.raises(Inconclusive, match="service_never_asked"):
        assert_assertions_sound(run)


ENDED = ActDone("expire_access_token", 20.0)


def read(state: str, *, at: float = 21.0, persona: str = "") -> Exchange:
    """A call of the service, or of somebody, with a token in that state."""
    return exchange("agenda_read", id="x-9", received=at, facts={"persona": persona, "token_state": state})


def test_a_job_goes_on_with_another_token() -> None:
    assert_job_goes_on(episode(asked(), ENDED, read("expired"), read("valid")))
    assert_job_goes_on(episode(asked(), ENDED, exchange(received=21.0, facts=SOUND)))  # whose calls were not needed


def test_a_job_that_goes_on_with_the_old_token_is_told() -> None:
    with pytest.raises(Failure, match="service_stopped") as caught:
        assert_job_goes_on(episode(asked(), read("valid", at=19.0), ENDED, read("expired")))
    assert caught.value.exchanges == ("x-9",)


def test_a_service_that_calls_nothing_more_tells_nothing() -> None:
    for idle in (episode(asked()), episode(asked(), ENDED), episode(asked(), ENDED, read("valid", persona="p-1"))):
        with pytest.raises(Inconclusive, match="service_idle"):
            assert_job_goes_on(idle)
    with pytest.raises(NotApplicable, match="no_service_tokens"):
        assert_job_goes_on(episode(ENDED))
