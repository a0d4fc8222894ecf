from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.messages import Mailbox, diagnostics, mailbox

if TYPE_CHECKING:
    from builders.spaces import Bench


def test_every_parameter_finds_its_messages(box: Mailbox) -> None:
    other = box.opened()
    box.bench.clock.advance(60)
    thread = box.opened(subject="Ordonnance")
    box.bench.clock.advance(60)
    answer = box.sent(thread, identifier=[{"system": "https://app.example", "value": "1"}])["id"]
    box.mark_read(thread)
    first = box.read(thread)
    rpps, day = first["sender"]["identifier"]["value"], first["sent"][:10]
    name = f"{box.identifier()['system']}|{box.identifier()['value']}"

    def ids(*more: tuple[str, str], **parameters: str) -> set[str]:
        found = {one["id"] for one in box.found(*more, **parameters)}
        return found & {other, thread, answer}  # the record holds threads of its own

    assert ids() == {other, thread, answer}
    assert ids(thread=thread) == {thread, answer}
    assert ids(("thread", f"https://poincon.example/fhir/sid/thread|{other}")) == {other}
    assert ids(part_of=f"Communication/{thread}") == {answer}
    assert ids(in_response_to=thread) == {answer}
    assert ids(("part-of:missing", "true")) == {other, thread}
    assert ids(identifier="https://app.example|1") == {answer}
    assert ids(category="from-citizen") == {answer}
    assert ids(category="from-professional", status="in-progress") == {other}
    assert ids(status="completed") == {thread}
    assert ids(("sent", f"ge{day}")) == {other, thread, answer}
    assert ids(("sent", f"gt{first['sent']}"), thread=thread) == {answer}
    assert ids(("received", f"ge{day}")) == {thread}
    assert ids(("sender.identifier", f"https://rpps.esante.gouv.fr|{rpps}")) == {other, thread}
    assert ids(("recipient:identifier", rpps)) == {answer}
    assert ids(("sender:Practitioner.identifier", rpps)) == {other, thread}
    assert ids(("sender.identifier", name)) == {answer}
    assert ids(("sender:identifier", box.identifier()["value"])) == {answer}
    assert ids(("recipient.identifier", name)) == {other, thread}
    assert ids(("patient.identifier", name)) == {other, thread, answer}
    assert ids(("subject:identifier", name)) == {other, thread, answer}
    assert ids(("_tag", "open")) == {other, thread}
    assert ids(_id=answer) == {answer}
    ordered = [one["id"] for one in box.found(_sort="sent", thread=thread)]
    assert ordered == [thread, answer]


def test_the_first_message_and_the_professional_come_along(box: Mailbox) -> None:
    thread = box.opened()
    answer = box.sent(thread)["id"]

    found = box.search(("_include", "Communication:part-of"), ("_include", "Communication:recipient"), _id=answer)
    whole = box.search(("_revinclude", "Communication:part-of"), _id=thread)

    assert [(one["resource"]["resourceType"], one["search"]["mode"]) for one in found.json["entry"]] == [
        ("Communication", "match"),
        ("Communication", "include"),
        ("Practitioner", "include"),
    ]
    assert found.json["entry"][1]["resource"]["id"] == thread
    assert [one["resource"]["id"] for one in whole.json["entry"]] == [thread, answer]


def test_pages_hold_each_message_once(box: Mailbox) -> None:
    thread = box.opened()
    sent = [thread, *(box.sent(thread)["id"] for _ in range(6))]
    pages = [[one["id"] for one in box.found(thread=thread, _count="3", _offset=str(page))] for page in range(3)]

    assert [one for page in pages for one in page] == sent[::-1]  # all of the same second perhaps: the latest first


@pytest.mark.parametrize(
    "query",
    [
        ("unknown", "1"),
        ("sent", "yesterday"),
        ("_count", "1000"),
        ("_include", "Communication:encounter"),
        ("sender.colour", "x"),
        ("_sort", "payload"),
        ("status", ""),
    ],
)
def test_a_search_that_is_not_known_is_refused(box: Mailbox, query: tuple[str, str]) -> None:
    answer = box.search(query)

    assert answer.status_code == 400
    assert diagnostics(answer)


def test_nothing_of_one_is_found_by_another(bench: Bench, box: Mailbox) -> None:
    other = mailbox(bench)
    thread = box.opened()
    box.sent(thread)

    assert other.found(thread=thread) == []
    assert other.found(("_tag", "open"), _id=thread) == []
    other_patient = other.search(("patient.identifier", box.identifier()["value"]))
    assert other_patient.status_code == 403
    assert other.mark_read(thread).status_code == 404
    assert other.call("GET", f"Communication/{thread}/_history/1").status_code == 404


def test_subsets_are_marked(box: Mailbox) -> None:
    thread = box.opened()

    (summary,) = box.found(_id=thread, _summary="true")
    (elements,) = box.found(_id=thread, _elements="payload")

    assert "payload" not in summary
    assert summary["status"]
    assert "topic" not in summary  # no summary element of R4
    assert elements["payload"]
    assert "topic" not in elements
    assert any(tag["code"] == "SUBSETTED" for tag in summary["meta"]["tag"])
