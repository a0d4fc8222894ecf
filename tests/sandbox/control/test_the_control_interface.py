from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
import requests

from sandbox.client import Sandbox, SandboxError, Space

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(seed=3) as running:
        yield running


@pytest.fixture
def space(sandbox: Sandbox) -> Space:
    return sandbox.create_space()


def root(sandbox: Sandbox) -> str:
    return f"http://127.0.0.1:{sandbox._line._port}"


def test_nothing_is_done_without_the_token(sandbox: Sandbox) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer é"}, {"Authorization": "Basic x"}):
        encoded = {name: value.encode() for name, value in headers.items()}
        answer = requests.post(root(sandbox) + "/spaces", json={"mode": "suite"}, headers=encoded, timeout=60)
        assert answer.status_code == 401
        assert "error" in answer.json()


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("POST", "/spaces", {"mode": "loose"}, 400),
        ("POST", "/spaces", {}, 400),
        ("POST", "/spaces", {"mode": "suite", "id": "../x"}, 400),
        ("POST", "/spaces", {"mode": "suite", "seed": "1"}, 400),
        ("POST", "/spaces", {"mode": "suite", "trust": {"statement_issuer": 1}}, 400),
        ("POST", "/spaces", [1], 400),
        ("GET", "/spaces", None, 404),
        ("POST", "/spaces/none/personas", {}, 404),
        ("GET", "/", None, 404),
        ("DELETE", "/spaces/s1/personas", None, 404),
    ],
)
def test_a_wrong_request_is_refused_in_a_sentence(
    sandbox: Sandbox, method: str, path: str, content: object, status: int
) -> None:
    answer = requests.request(method, root(sandbox) + path, json=content, headers=sandbox._line._headers, timeout=60)

    assert answer.status_code == status
    assert answer.json()["error"]


def test_a_body_that_is_no_json_is_refused(sandbox: Sandbox) -> None:
    answer = requests.post(root(sandbox) + "/spaces", data=b"\xff{", headers=sandbox._line._headers, timeout=60)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "opening",
    [
        {},
        {"episode": 4},
        {"episode": "e", "faults": "all"},
        {"episode": "e", "faults": [{"id": "no_such_fault"}]},
        {"episode": "e", "faults": [{"params": {}}]},
        {"episode": "e", "faults": [{"id": "state_altered", "params": {"x": 1}}]},
        {"episode": "e", "lifetimes": {"access_token": "1"}},
        {"episode": "e", "lifetimes": {"access_token": -1}},
        {"episode": "e", "lifetimes": [1]},
    ],
)
def test_an_episode_that_cannot_be_opened_leaves_nothing_behind(space: Space, opening: dict[str, Any]) -> None:
    with pytest.raises(SandboxError):
        space.open_episode(opening)

    assert space.events() == []
    space.open_episode({"episode": "e"})


def test_an_episode_is_open_once_and_ends_once(space: Space) -> None:
    space.open_episode({"episode": "e-1", "case": "IDT-21", "role": "case", "play": {"shape": "sign_in"}})
    with pytest.raises(SandboxError, match="open already"):
        space.open_episode({"episode": "e-1"})
    space.close_episode("e-1", outcome="played", settled=12.5)
    with pytest.raises(SandboxError):
        space.close_episode("e-1", outcome="played")

    opening, end = space.events()
    assert (opening["kind"], opening["case"], opening["play"]) == ("episode", "IDT-21", {"shape": "sign_in"})
    assert (end["kind"], end["outcome"], end["settled"], end["reason"]) == ("episode_end", "played", 12.5, None)


def test_other_faults_may_be_armed_in_an_open_episode(space: Space) -> None:
    space.open_episode({"episode": "e-1"})
    space.rearm_episode("e-1", [{"id": "id_token_wrong_nonce", "params": {"nonce": "n"}}])
    space.rearm_episode("e-1", [])

    acts = [event for event in space.events() if event["kind"] == "act"]
    assert [act["act"] for act in acts] == ["arm_faults", "arm_faults"]
    assert [act["faults"] for act in acts] == [[{"id": "id_token_wrong_nonce", "params": {"nonce": "n"}}], []]


@pytest.mark.parametrize(("episode", "fault"), [("e-2", "id_token_wrong_nonce"), ("e-1", "no_such_fault")])
def test_faults_are_armed_in_open_episodes_only_and_must_be_known(space: Space, episode: str, fault: str) -> None:
    space.open_episode({"episode": "e-1"})
    with pytest.raises(SandboxError):
        space.rearm_episode(episode, [{"id": fault}])

    assert [event["kind"] for event in space.events()] == ["episode"]


def test_a_space_id_is_given_once(sandbox: Sandbox) -> None:
    sandbox.create_space(space_id="mes", mode="strict")
    with pytest.raises(SandboxError, match="already"):
        sandbox.create_space(space_id="mes")


def test_what_the_driver_saw_is_kept_in_order_with_its_own_time(space: Space) -> None:
    before = time.monotonic()
    space.record(
        [
            {"kind": "probe", "t": before - 5, "episode": "e-1", "when": "baseline", "signed_in": False},
            {"kind": "sight", "t": before - 4, "episode": "e-1", "own_values": ["61.37"]},
        ]
    )

    probe, sight = space.events(episode="e-1")
    assert (probe["seq"], sight["seq"]) == (1, 2)
    assert probe["t"] == pytest.approx(before - 5, abs=1e-5)
    assert (probe["when"], probe["signed_in"], sight["own_values"]) == ("baseline", False, ["61.37"])
    assert probe["space"] == space.id
    assert str(probe["at"]).endswith("Z")


def test_an_event_without_a_kind_is_refused(space: Space) -> None:
    with pytest.raises(SandboxError, match="kind"):
        space.record([{"t": 1.0}])


def test_a_reader_is_woken_by_the_first_event(space: Space) -> None:
    found: list[list[dict[str, Any]]] = []
    reader = threading.Thread(target=lambda: found.append(space.events(wait=20.0, episode="e-2")))
    begun = time.monotonic()
    reader.start()
    space.record([{"kind": "journey", "t": begun, "episode": "e-1"}])
    space.record([{"kind": "journey", "t": begun, "episode": "e-2"}])
    reader.join()

    assert [event["episode"] for event in found[0]] == ["e-2"]
    assert time.monotonic() - begun < 19


def test_a_reader_does_not_wait_for_ever(space: Space) -> None:
    begun = time.monotonic()
    assert space.events(wait=0.2) == []
    assert 0.15 < time.monotonic() - begun < 60


def test_a_reader_gets_only_what_is_new(space: Space) -> None:
    space.record([{"kind": "journey", "t": 1.0, "n": n} for n in range(5)])

    assert [event["n"] for event in space.events(after=3)] == [3, 4]


def test_forty_readers_wait_at_once(space: Space) -> None:
    found: list[int] = []
    readers = [threading.Thread(target=lambda: found.append(len(space.events(wait=20.0)))) for _ in range(40)]
    for reader in readers:
        reader.start()
    space.record([{"kind": "journey", "t": 1.0}])
    for reader in readers:
        reader.join()

    assert found == [1] * 40


def test_values_told_to_be_secret_are_taken_out(space: Space) -> None:
    space.secrets("e-1", ["a-cookie-of-the-app-1"])
    space.record([{"kind": "sight", "t": 1.0, "text": "before a-cookie-of-the-app-1 after"}])

    text = str(space.events()[0]["text"])
    assert text.startswith("before §cookie:")
    assert text.endswith("§ after")


def test_cookies_told_with_events_are_taken_out_of_these_too(space: Space) -> None:
    space.record([{"kind": "sight", "t": 1.0, "text": "a-cookie-of-the-app-3"}], cookies=["a-cookie-of-the-app-3"])

    assert str(space.events()[0]["text"]).startswith("§cookie:")


def test_a_process_that_has_ended_is_told_in_a_sentence() -> None:
    with Sandbox.start(seed=1) as started:
        space = started.create_space()
    with pytest.raises(SandboxError, match="does not answer"):
        space.events()


def test_an_act_that_does_not_exist_is_refused(space: Space) -> None:
    with pytest.raises(SandboxError, match="no act"):
        space.act("e-1", "fly")


def test_a_client_that_cannot_be_registered_is_told_why(space: Space) -> None:
    with pytest.raises(SandboxError, match="redirect"):
        space.register_client({"redirect_uris": ["javascript:alert(1)"]})


def test_people_of_a_space_can_be_asked_for_again(space: Space) -> None:
    made = [space.create_persona() for _ in range(2)]

    assert space.personas() == made
