from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.spaces import EVERYTHING, Bench, parameters_of

from sandbox.desk import SpaceDesk

if TYPE_CHECKING:
    from sandbox.oidc.clients import RegisteredClient
    from sandbox.people.persona import Persona

OF_A_LAUNCH = f"{EVERYTHING} launch"
AUDIENCE = "https://localhost:8443/s/s1/api/mesures/fhir"


def opened(bench: Bench, persona: Persona, launch: str = "l-1") -> str:
    """The value that an app is given as this person opens it."""
    SpaceDesk().act(bench.space, None, "launch_app", {"persona": persona.id, "launch": launch})
    return launch


def refused(bench: Bench, client: RegisteredClient, **changes: str) -> str:
    return parameters_of(bench.authorize(bench.browser(), bench.request(client, **changes)))["error_description"]


def test_the_sign_in_is_about_whom_the_app_was_opened_for(bench: Bench) -> None:
    persona = bench.persona()

    paired = bench.pair(persona=persona, scope=OF_A_LAUNCH, launch=opened(bench, persona), aud=AUDIENCE)

    assert paired.answer["patient"] == paired.claims["idpe"]
    assert "launch" in paired.answer["scope"].split()


def test_nobody_else_signs_in_by_it(bench: Bench) -> None:
    browser, other = bench.browser(), bench.persona()
    request = bench.request(bench.register(), scope=OF_A_LAUNCH, launch=opened(bench, bench.persona()), aud=AUDIENCE)
    page = bench.follow(browser, bench.authorize(browser, request))

    assert parameters_of(bench.sign_in(browser, page, other))["error"] == "login_required"


def test_whoever_is_signed_in_already_has_to_be_that_person(bench: Bench) -> None:
    paired = bench.pair()
    stranger = opened(bench, bench.persona(), "l-2")

    own = opened(bench, paired.persona)

    for launch, page in ((own, "consent"), (stranger, "sign-in")):
        answer = bench.authorize(paired.browser, bench.request(paired.client, launch=launch))
        assert page in answer.headers["Location"]


def test_an_unknown_or_old_value_is_refused(bench: Bench) -> None:
    client, launch = bench.register(), opened(bench, bench.persona())
    assert refused(bench, client, launch="made-up").startswith("launch is not a value")

    bench.clock.advance(301)

    assert refused(bench, client, launch=launch).startswith("launch is not a value")


@pytest.mark.parametrize(
    "audience", ["https://elsewhere.example/fhir", f"{AUDIENCE}.example", "https://localhost:8443/s/s2/api/mesures"]
)
def test_a_token_for_another_server_is_not_asked_of_us(bench: Bench, strict: Bench, audience: str) -> None:
    assert refused(strict, strict.register(), aud=audience) == "aud is not a FHIR server of this space"
    assert strict.pair(aud=AUDIENCE).answer["access_token"]
    assert bench.pair(aud=audience).answer["access_token"]  # in a run, for a case to tell


def test_without_a_launch_nothing_is_granted_of_one(bench: Bench) -> None:
    answer = bench.pair(scope=OF_A_LAUNCH).answer

    assert "launch" not in answer["scope"].split()
    assert "patient" not in answer


def test_a_launch_without_a_value_is_a_wrong_act(bench: Bench) -> None:
    with pytest.raises(ValueError, match="launch must be the value"):
        SpaceDesk().act(bench.space, None, "launch_app", {"persona": bench.persona().id})
