from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from builders.messages import Mailbox, mailbox

from sandbox.desk import SpaceDesk
from sandbox.fhir.apis.messages import MESSAGES
from sandbox.fhir.interactions.call import settle_record
from sandbox.fhir.messages.vocabulary import PROFILE
from sandbox.fhir.naming import Naming
from sandbox.fhir.resources.communication import COMMUNICATION
from sandbox.fhir.search.query import Query
from sandbox.fhir.store import FhirStore
from sandbox.fhir.validation.resource import validate
from sandbox.people.people import People

if TYPE_CHECKING:
    from builders.spaces import Bench

    from sandbox.people.persona import Persona
    from sandbox.spaces import Space


def messages_of(space: Space, persona: Persona) -> list[dict[str, Any]]:
    settle_record(space, MESSAGES, persona)
    page = space.part(FhirStore).search(Query(COMMUNICATION, count=100), persona.id)
    return [json.loads(Naming("urn:oid:2.999.1", "idpe-1").told(kept.text)) for kept in page.matches]


@pytest.fixture
def residents(bench: Bench) -> list[Persona]:
    people = bench.space.part(People)
    people.settle(60)
    return list(people.everyone())


def test_the_threads_of_a_record_are_there_from_the_start(bench: Bench, residents: list[Persona]) -> None:
    people = bench.space.part(People)
    told = 0
    for persona in residents:
        threads = people.record(persona).threads
        found = messages_of(bench.space, persona)
        assert sorted(one["payload"][0]["contentString"] for one in found) == sorted(
            message.text for thread in threads for message in thread.messages
        )
        firsts = [one for one in found if "partOf" not in one]
        assert len(firsts) == len(threads)
        closed = [one for one in firsts if one["meta"]["tag"][0]["code"] == "closed"]
        assert len(closed) == sum(thread.closed for thread in threads)
        told += len(found)
    assert told > 20


def test_what_a_record_holds_is_sound(bench: Bench, residents: list[Persona]) -> None:
    for persona in residents:
        for message in messages_of(bench.space, persona):
            issues = validate(message, [PROFILE])
            assert [one for one in issues if one.severity == "error"] == []
            assert message.get("received", message["sent"]) >= message["sent"]
            assert (message["status"] == "completed") is ("received" in message)


def test_a_guardian_writes_for_a_minor(bench: Bench) -> None:
    people = bench.space.part(People)
    people.settle(400)
    minors = (one for one in people.everyone() if one.relations.guardians)
    written = [message for one in minors for message in messages_of(bench.space, one)]
    guardians = [one["sender"] for one in written if one["sender"]["type"] == "RelatedPerson"]

    assert guardians
    assert all(one["display"] and "identifier" not in one for one in guardians)


def test_what_apps_and_professionals_write_is_sound(box: Mailbox) -> None:
    thread = box.opened()
    box.sent(thread)
    box.mark_read(thread)
    box.act("professional_closes_thread", thread=thread)

    for message in box.found(thread=thread):
        assert [one for one in validate(message, [PROFILE]) if one.severity == "error"] == []


def test_a_space_that_is_kept_remembers_its_messages(tmp_path: Any) -> None:  # noqa: ANN401 - pytest's
    from builders.spaces import Bench  # noqa: PLC0415

    before = Bench(state_dir=tmp_path)
    box = mailbox(before)
    thread = box.opened()
    kept = box.sent(thread)["id"]
    persona = box.paired.persona.id
    before.space.part(FhirStore).close()

    after = Bench(state_dir=tmp_path)
    again = mailbox(after, persona=after.space.part(People).find(persona))

    assert [one["id"] for one in again.found(thread=thread)] == [kept, thread]
    SpaceDesk().act(after.space, None, "professional_closes_thread", {"persona": persona, "thread": thread})
    assert again.send(again.answer(thread)).status_code == 409


def test_the_capability_statement_tells_what_is_served(box: Mailbox) -> None:
    (rest,) = box.call("GET", "metadata").json["rest"]
    kinds = {one["type"]: one for one in rest["resource"]}
    communication = kinds["Communication"]

    assert set(kinds) == {"Communication", "Binary", "Practitioner"}
    assert communication["supportedProfile"] == [PROFILE]
    assert {one["code"] for one in communication["interaction"]} == {
        "read", "vread", "search-type", "create", "update", "patch",
    }  # fmt: skip
    assert [one["code"] for one in kinds["Binary"]["interaction"]] == ["read"]
    named = {one["name"] for one in communication["searchParam"]}
    assert {"patient", "subject", "sent", "received", "sender", "recipient", "part-of", "thread"} <= named
    for name in sorted(name for name in named if not name.startswith(("patient", "subject"))):
        value = {"sent": "2026", "received": "2026", "_lastUpdated": "2026"}.get(name, "x")
        assert box.search((name, value)).status_code == 200, name
