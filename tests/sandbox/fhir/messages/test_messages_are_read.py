from __future__ import annotations

import pytest
from builders.messages import Mailbox, diagnostics


def test_the_citizen_tells_that_a_message_was_read(box: Mailbox) -> None:
    thread = box.opened()
    moment = box.bench.clock.today().isoformat()

    answer = box.mark_read(thread, moment)

    assert answer.status_code == 200, answer.text
    assert (answer.json["status"], answer.json["received"]) == ("completed", moment)
    assert answer.json["meta"]["versionId"] == "2"
    assert "received" not in box.call("GET", f"Communication/{thread}/_history/1").json
    assert [one["id"] for one in box.found(status="completed", thread=thread)] == [thread]
    assert box.found(status="in-progress", thread=thread) == []


def test_a_message_is_marked_by_update_too(box: Mailbox) -> None:
    thread = box.opened()
    message = box.read(thread)
    read = {**message, "status": "completed", "received": box.bench.clock.today().isoformat()}

    answer = box.call("PUT", f"Communication/{thread}", read, **{"If-Match": 'W/"1"'})
    stale = box.call("PUT", f"Communication/{thread}", read, **{"If-Match": 'W/"1"'})

    assert answer.status_code == 200, answer.text
    assert answer.json["received"] == read["received"]
    assert stale.status_code == 412


def test_a_receipt_is_given_once(box: Mailbox) -> None:
    thread = box.opened()
    first = box.mark_read(thread)
    box.bench.clock.advance(10)
    again = box.mark_read(thread)

    assert again.status_code == 409
    assert first.json["received"] in diagnostics(again)
    removed = box.patch(thread, {"op": "remove", "path": "/received"})
    assert removed.status_code == 409
    assert box.read(thread)["received"] == first.json["received"]


def test_the_same_receipt_again_changes_nothing(box: Mailbox) -> None:
    thread = box.opened()
    first = box.mark_read(thread)
    again = box.mark_read(thread, first.json["received"])

    assert (again.status_code, again.json) == (200, first.json)
    assert again.headers["ETag"] == first.headers["ETag"] == 'W/"2"'


@pytest.mark.parametrize("moment", ["2199-01-01T00:00:00Z", "2001-01-01T00:00:00Z", "2026-11", "soon", "", None, 4, {}])
def test_a_message_is_read_after_it_was_sent_and_not_in_the_future(box: Mailbox, moment: object) -> None:
    thread = box.opened()

    answer = box.patch(thread, {"op": "add", "path": "/received", "value": moment})

    assert answer.status_code == 422, answer.text
    assert box.read(thread)["meta"]["versionId"] == "1"


@pytest.mark.parametrize("status", ["entered-in-error", "not-done", "stopped", "", None, 1])
def test_no_other_status_can_be_given(box: Mailbox, status: object) -> None:
    thread = box.opened()
    moment = box.bench.clock.today().isoformat()

    answer = box.patch(
        thread,
        {"op": "replace", "path": "/status", "value": status},
        {"op": "add", "path": "/received", "value": moment},
    )

    assert answer.status_code == 422, answer.text


def test_a_status_alone_does_not_say_when(box: Mailbox) -> None:
    thread = box.opened()

    assert box.patch(thread, {"op": "replace", "path": "/status", "value": "completed"}).status_code == 422


@pytest.mark.parametrize("path", ["/payload/0/contentString", "/sender", "/extension", "/meta/tag", "/topic/text", ""])
def test_a_patch_reaches_nothing_else(box: Mailbox, path: str) -> None:
    thread = box.opened()

    answer = box.patch(thread, {"op": "replace", "path": path, "value": "x"})

    assert answer.status_code == 405
    assert box.read(thread)["meta"]["versionId"] == "1"


@pytest.mark.parametrize(
    "members",
    [
        {"payload": [{"contentString": "Autre chose"}]},
        {"topic": {"text": "Autre chose"}},
        {"extension": []},
        {"priority": "stat"},
        {"recipient": []},
        {"sent": "2020-01-01T00:00:00Z"},
    ],
)
def test_an_update_changes_nothing_else(box: Mailbox, members: dict[str, object]) -> None:
    thread = box.opened()
    message = {**box.read(thread), "status": "completed", "received": box.bench.clock.today().isoformat(), **members}

    answer = box.call("PUT", f"Communication/{thread}", message)

    assert answer.status_code == 422, answer.text
    assert box.read(thread)["meta"]["versionId"] == "1"


def test_tags_and_versions_are_the_space_s_own(box: Mailbox) -> None:
    thread = box.opened()
    message = box.read(thread)
    tags = [{"system": "https://poincon.example/fhir/CodeSystem/thread-state", "code": "closed"}]
    forged = {**message, "meta": {**message["meta"], "tag": tags, "source": "urn:oid:2.999.666"}}

    assert box.call("PUT", f"Communication/{thread}", forged).status_code == 200
    assert box.read(thread)["meta"]["tag"] == message["meta"]["tag"]
    assert box.send(box.answer(thread)).status_code == 201


def test_citizens_cannot_claim_that_the_professional_read(box: Mailbox) -> None:
    answer = box.sent(box.opened())

    refused = box.mark_read(answer["id"])

    assert refused.status_code == 403
    assert box.read(answer["id"])["status"] == "in-progress"


def test_the_professional_s_receipt_is_seen_by_the_app(box: Mailbox) -> None:
    thread = box.opened()
    ids = {box.sent(thread)["id"], box.sent(thread)["id"]}

    assert set(box.act("professional_reads", thread=thread)["read"]) == ids
    assert box.act("professional_reads")["read"] == []
    assert all(box.read(one)["received"] and box.read(one)["status"] == "completed" for one in ids)


def test_the_last_message_of_a_closed_thread_can_still_be_read(box: Mailbox) -> None:
    thread = box.opened()
    box.act("professional_closes_thread", thread=thread)

    answer = box.mark_read(thread)

    assert answer.status_code == 200
    assert answer.json["meta"]["tag"][0]["code"] == "closed"


def test_a_conditional_update_marks_or_is_refused_as_an_answer(box: Mailbox) -> None:
    thread = box.opened()
    read = {**box.read(thread), "status": "completed", "received": box.bench.clock.today().isoformat()}
    named = f"Communication?identifier=https://poincon.example/fhir/sid/message|{thread}"

    assert box.call("PUT", named, read).status_code == 200
    assert box.call("PUT", "Communication?identifier=nobody|1", {**read, "id": "x"}).status_code in {403, 422}
