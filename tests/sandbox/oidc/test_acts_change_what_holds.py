from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.desk import SpaceDesk
from sandbox.oidc.acts import ACTS

if TYPE_CHECKING:
    from builders.spaces import Bench, Paired


@pytest.fixture
def paired(bench: Bench) -> Paired:
    bench.open_episode("e-1")
    return bench.pair(episode="e-1")


def act(paired: Paired, name: str, **parameters: str) -> object:
    return SpaceDesk().act(paired.bench.space, "e-1", name, parameters)["changed"]


def test_an_expired_access_token_can_be_refreshed(paired: Paired) -> None:
    assert act(paired, "expire_access_token") == 1

    assert paired.everything().status_code == 401
    assert paired.bench.exchange.facts["token_state"] == "expired"
    assert paired.refresh().status_code == 200


def test_a_revoked_refresh_token_is_an_invalid_grant(paired: Paired) -> None:
    assert act(paired, "revoke_refresh_token") == 1

    assert paired.everything().status_code == 200
    assert paired.refresh().json["error"] == "invalid_grant"
    assert paired.bench.exchange.facts["refresh_use"] == "revoked"


@pytest.mark.parametrize("direction", ["read", "write"])
def test_a_consent_is_withdrawn_and_given_back(paired: Paired, direction: str) -> None:
    assert act(paired, "withdraw_consent", family="measures", direction=direction) == 1
    assert (paired.everything().status_code == 403) is (direction == "read")
    assert (paired.write({}).status_code == 403) is (direction == "write")
    assert act(paired, "withdraw_consent", family="measures", direction=direction) == 0

    assert act(paired, "restore_consent", family="measures", direction=direction) == 1
    assert paired.everything().status_code == 200


def test_unpairing_ends_everything(paired: Paired) -> None:
    assert act(paired, "unpair") == 1

    assert paired.everything().status_code == 401
    assert paired.refresh().json["error"] == "invalid_grant"


def test_a_code_under_way_dies_with_the_pairing(bench: Bench) -> None:
    bench.open_episode("e-1")
    paired = bench.pair(episode="e-1")
    code = bench.answer(paired.client, paired.persona, episode="e-1")["code"]

    act(paired, "unpair")

    assert bench.exchange_code(paired.client, code).json["error"] == "invalid_grant"


def test_a_suspended_account_pauses_and_resumes_without_new_pairing(paired: Paired) -> None:
    act(paired, "suspend_account")
    assert paired.everything().status_code == 403
    assert paired.everything().json["issue"][0]["diagnostics"] == "Account suspended, access refused."

    act(paired, "reactivate_account")
    assert paired.everything().status_code == 200


@pytest.mark.parametrize("name", ["suspend_account", "close_account"])
def test_nobody_signs_in_to_a_suspended_or_closed_account(paired: Paired, name: str) -> None:
    bench, browser = paired.bench, paired.bench.browser()
    act(paired, name)

    page = bench.follow(browser, bench.authorize(browser, bench.request(paired.client)))

    assert bench.sign_in(browser, page, paired.persona).status_code == 422


def test_a_closed_account_is_unpaired(paired: Paired) -> None:
    act(paired, "close_account")

    assert paired.everything().status_code == 401
    assert paired.refresh().json["error"] == "invalid_grant"


def test_acts_reach_their_episode_only(paired: Paired) -> None:
    bench = paired.bench
    bench.open_episode("e-2")
    other = bench.pair(paired.client, episode="e-2")

    for name in ACTS.keys() - {"rotate_keys", "retire_keys"}:  # keys are everybody's
        SpaceDesk().act(bench.space, "e-2", name, {"launch": "l-1"} if name == "launch_app" else {})

    assert other.everything().status_code == 401
    assert paired.everything().status_code == 200


def test_an_act_can_name_a_person_outside_of_episodes(bench: Bench) -> None:
    paired = bench.pair()

    done = SpaceDesk().act(bench.space, None, "unpair", {"persona": paired.persona.id})

    assert done == {"act": "unpair", "personas": [paired.persona.id], "changed": 1, "persona": paired.persona.id}
    assert paired.everything().status_code == 401


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("explode", {}, "no act is called explode"),
        ("withdraw_consent", {"family": "dreams"}, "no consent dreams.read"),
        ("withdraw_consent", {"direction": "up"}, "no consent measures.up"),
    ],
)
def test_a_wrong_act_is_told(bench: Bench, name: str, parameters: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        SpaceDesk().act(bench.space, "e-1", name, parameters)
    with pytest.raises(ValueError, match="episode, or a persona"):
        SpaceDesk().act(bench.space, None, "unpair", {})
