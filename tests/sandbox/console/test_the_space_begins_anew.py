from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders.pairing import METADATA, Pairing
from builders.spaces import Bench
from builders.waiting import until

from sandbox.client import Sandbox, SandboxError
from sandbox.gate import Gate, StillBusyError
from sandbox.reset import KEPT_FILES, KEPT_PARTS, finish_reset

if TYPE_CHECKING:
    from builders.console import Opened

    from sandbox.client import Client, Persona

# What begins anew. A new part must be named here, or in `sandbox.reset.KEPT_PARTS` when a reset is to leave it alone.
FORGOTTEN = {
    *(
        "Accounts",
        "Authorizations",
        "Browsers",
        "FhirStore",
        "LatestIdTokens",
        "Launches",
        "OfferedReminders",
        "Pairings",
        "Proofs",
        "PushedRequests",
        "StandingFaults",
    ),
    *("Tickets", "_LastSent", "_Written"),
    *("Delegations", "Emergencies", "Majority", "Mandates", "RightsOfProfessionals"),  # choices of holders
    *("BackchannelRequests", "Departures", "Phones", "Sessions", "Waiting"),  # people on their way in
}


def test_each_part_is_kept_or_forgotten_knowingly() -> None:
    source = "\n".join(file.read_text("utf-8") for file in Path("sandbox").rglob("*.py"))
    asked_for = set(re.findall(r"\.part\((\w+)\)", source)) - {"kind", "Kind"}

    kept = {getattr(kind, "__name__", "") for kind in KEPT_PARTS}
    assert asked_for - kept - FORGOTTEN == set()
    assert kept & FORGOTTEN == set()


def test_each_file_of_a_space_is_kept_or_removed_knowingly() -> None:
    source = "\n".join(file.read_text("utf-8") for file in Path("sandbox").rglob("*.py"))
    written = set(re.findall(r'_(?:FILE|USED)\b[^=\n]*= "([\w.-]+)"', source))

    assert written - KEPT_FILES == {"record.sqlite", "clock.json"}


@pytest.mark.integration
def test_all_of_it_goes_and_clients_stay(opened: Opened, client: Client, persona: Persona) -> None:
    pairing = opened.paired(client, persona)
    tokens = pairing.tokens(pairing.callback()["code"]).json()
    opened.space.act(None, "professional_writes", persona=persona.id, subject="x", text="y")
    opened.space.act(None, "suspend_account", persona=persona.id)
    opened.space.arm_fault("state_altered")
    opened.space.advance_clock(3600)

    assert "form_token" in opened.page("/reset")
    assert opened.post("/reset").status_code == 303

    assert [event["kind"] for event in opened.space.events()] == ["reset"]
    assert opened.space.armed_faults() == []
    assert opened.space.clock()["ahead"] == 0
    assert pairing.weights(tokens, "x").status_code == 401
    assert pairing.refresh(tokens["refresh_token"]).status_code == 400
    assert persona.id in [one.id for one in opened.space.personas()]
    again = opened.paired(client, persona)
    assert again.tokens(again.callback()["code"]).status_code == 200


@pytest.mark.integration
def test_a_space_is_not_reset_under_a_play(opened: Opened) -> None:
    opened.space.open_episode({"episode": "e-1"})

    assert opened.post("/reset").status_code == 409
    with pytest.raises(SandboxError, match="episode"):
        opened.space.reset()
    opened.space.close_episode("e-1", outcome="played")
    opened.space.reset()


@pytest.mark.integration
def test_a_reset_under_load_leaves_no_half(opened: Opened, client: Client) -> None:
    people = [opened.space.create_persona() for _ in range(6)]
    over = threading.Event()
    wrong: list[str] = []
    done: list[str] = []

    def live(persona: Persona) -> None:
        while not over.is_set():
            pairing = opened.paired(client, persona)
            try:
                answer = pairing.tokens(pairing.callback()["code"])
            except AssertionError as error:  # the space began anew under a page: it says so, and the person begins anew
                if "400" not in str(error):
                    wrong.append(str(error))
                continue
            if answer.status_code == 200:
                read = pairing.weights(answer.json(), "x")
                if read.status_code not in {200, 400, 401, 403}:
                    wrong.append(f"{read.status_code} {read.text}")
                done.append(persona.id)
            elif answer.status_code != 400:
                wrong.append(f"{answer.status_code} {answer.text}")

    with ThreadPoolExecutor(len(people)) as pool:
        living = [pool.submit(live, persona) for persona in people]
        for _ in range(5):
            before = len(done)
            until(lambda before=before: len(done) > before)  # somebody came through: the load is on
            opened.space.reset()
        over.set()
        for future in living:
            future.result()

    assert wrong == []
    opened.space.reset()
    assert opened.space.clock()["good"] == {"code": 0, "access_token": 0, "refresh_token": 0, "sign_in": 0}
    errors = [event for event in opened.space.events() if dict(event.get("facts") or {}).get("server_error")]  # type: ignore[call-overload, arg-type]
    assert errors == []


@pytest.mark.integration
def test_a_kept_space_begins_anew_on_disk_too(tmp_path: Path) -> None:
    with Sandbox.start(seed=5, authority=tmp_path) as sandbox:
        space = sandbox.create_space(mode="strict", space_id="mes", residents=20)
        client, persona = space.register_client(METADATA), space.create_persona()
        pairing = Pairing(space, client, persona, sandbox.ca_bundle)
        tokens = pairing.tokens(pairing.callback()["code"]).json()
        pairing.weights(tokens, "x")
        space.act(None, "professional_writes", persona=persona.id, subject="x", text="y")
        space.open_console()
        space.advance_clock(60)
        folder = tmp_path / "spaces" / "mes"
        assert (folder / "record.sqlite").exists()
        space.reset()
        assert {file.name for file in folder.iterdir()} <= KEPT_FILES
        pairing = Pairing(space, client, persona, sandbox.ca_bundle)
        assert pairing.tokens(pairing.callback()["code"]).status_code == 200


def test_a_reset_that_was_killed_in_the_middle_is_finished_at_the_next_start(tmp_path: Path) -> None:
    for name in ("clients.json", "record.sqlite", "record.sqlite-wal", "clock.json", "reset-under-way"):
        (tmp_path / name).write_text("{}")
    finish_reset(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["clients.json"]

    (tmp_path / "clock.json").write_text("{}")
    finish_reset(tmp_path)  # none was begun: nothing is removed
    assert (tmp_path / "clock.json").exists()


def test_whoever_wants_to_be_alone_waits_and_holds_off_newcomers() -> None:
    gate, order = Gate(), []
    inside, leave, waiting = threading.Event(), threading.Event(), threading.Event()

    def use() -> None:
        with gate.shared():
            inside.set()
            leave.wait(60)
            with gate.shared():  # it may enter again, although somebody waits
                order.append("used")

    def change() -> None:
        waiting.set()
        with gate.alone(60):
            order.append("changed")

    def come_late() -> None:
        with gate.shared():
            order.append("late")

    threads = [threading.Thread(target=work) for work in (use, change, come_late)]
    threads[0].start()
    assert inside.wait(60)
    threads[1].start()
    assert waiting.wait(60)
    with pytest.raises(StillBusyError), gate.alone(0.05):
        pass
    leave.set()
    threads[1].join(60)
    threads[2].start()
    for thread in threads:
        thread.join(60)

    assert order == ["used", "changed", "late"]
    with gate.alone(1):
        pass


def test_parts_made_after_a_reset_are_new() -> None:
    bench = Bench()

    class Part:
        closed = False

        def __init__(self, _space: object) -> None:
            """Hold nothing."""

        def close(self) -> None:
            self.closed = True

    before = bench.space.part(Part)
    bench.space.forget(but=())

    assert before.closed
    assert bench.space.part(Part) is not before
