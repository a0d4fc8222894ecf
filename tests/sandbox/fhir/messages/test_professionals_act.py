from __future__ import annotations

import json
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from builders.messages import PDF, Mailbox, attachment, mailbox

from sandbox.desk import SpaceDesk
from sandbox.fhir.messages.message import closed_at
from sandbox.oidc.acts import UnknownActError
from sandbox.people.people import People

if TYPE_CHECKING:
    from builders.spaces import Bench


def test_acts_reach_everybody_of_an_episode(bench: Bench) -> None:
    bench.open_episode("e-1")
    boxes = [mailbox(bench, episode="e-1"), mailbox(bench, episode="e-1")]
    bench.open_episode("e-2")
    stranger = mailbox(bench, episode="e-2")

    told: Any = SpaceDesk().act(
        bench.space, "e-1", "professional_writes", {"subject": "Rappel", "text": "Pensez au vaccin."}
    )

    assert told["changed"] == 2
    assert told["personas"] == [box.paired.persona.id for box in boxes]
    for box, done in zip(boxes, told["done"], strict=True):
        assert done["persona"] == box.paired.persona.id
        assert box.read(done["message"])["topic"] == {"text": "Rappel"}
        assert done["message"] not in [one["id"] for one in stranger.found()]


def test_files_stay_out_of_the_journal(box: Mailbox) -> None:
    told = SpaceDesk().act(
        box.bench.space,
        None,
        "professional_writes",
        {"persona": box.paired.persona.id, "subject": "a", "attachments": [attachment(PDF)]},
    )

    assert told["subject"] == "a"
    assert attachment(PDF)["data"] not in json.dumps(told)


def test_another_professional_than_the_attending_may_write(box: Mailbox) -> None:
    people = box.bench.space.part(People)
    nurse = people.directory.near("44", "nurse")

    thread = box.opened(professional=nurse.id)

    assert box.read(thread)["sender"]["identifier"]["value"] == nurse.rpps
    assert box.read(thread)["sender"]["extension"][0]["valueContactPoint"]["value"] == nurse.mssante
    assert box.call("GET", box.read(thread)["sender"]["reference"]).json["id"]


def test_what_is_done_at_a_moment_is_dated_by_it_alone(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    thread = box.opened()
    answer = box.send(box.answer(thread)).json["id"]
    began = box.bench.clock.now() + 1
    readings = count()
    monkeypatch.setattr(box.bench.clock, "now", lambda: began + next(readings) / 100)  # no two readings agree

    box.act("professional_reads", thread=thread)
    box.act("professional_closes_thread", thread=thread)

    read, first = box.read(answer), box.read(thread)
    assert read["meta"]["lastUpdated"] == read["received"]
    assert first["meta"]["lastUpdated"] == closed_at(first)


def test_closing_twice_or_writing_after_it_is_refused(box: Mailbox) -> None:
    thread = box.opened()
    box.act("professional_closes_thread", thread=thread)

    with pytest.raises(UnknownActError, match="was closed at"):
        box.act("professional_closes_thread", thread=thread)
    with pytest.raises(UnknownActError, match="was closed at"):
        box.act("professional_writes", thread=thread, text="Encore")
    assert box.act("professional_reads", thread=thread) == {"persona": box.paired.persona.id, "read": []}


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"text": "a"}, "subject"),
        ({"text": "a", "subject": " "}, "subject"),
        ({"text": "a", "subject": 4}, "subject"),
        ({"text": "a", "subject": "a" * 201}, "subject"),
        ({"subject": "a"}, "text or an attachment"),
        ({"subject": "a", "text": ""}, "empty"),
        ({"subject": "a", "text": 4}, "empty"),
        ({"subject": "a", "text": "a", "professional": "nobody"}, "no professional"),
        ({"subject": "a", "text": "a", "professional": 4}, "no professional"),
        ({"text": "a", "thread": "unknown"}, "no thread"),
        ({"text": "a", "thread": 4}, "no thread"),
        ({"text": "a", "subject": "a", "attachments": {}}, "list"),
        ({"text": "a", "subject": "a", "attachments": ["a"]}, "is of type"),
        ({"text": "a", "subject": "a", "attachments": [{"contentType": "application/pdf", "data": "AA=="}]}, "PDF"),
    ],
)
def test_an_act_with_a_wrong_parameter_says_which(box: Mailbox, parameters: dict[str, Any], said: str) -> None:
    with pytest.raises(UnknownActError, match=said):
        box.act("professional_writes", **parameters)


def test_a_thread_is_named_by_its_first_message(box: Mailbox) -> None:
    answer = box.sent(box.opened())

    with pytest.raises(UnknownActError, match="no thread"):
        box.act("professional_closes_thread", thread=answer["id"])


def test_nobody_else_s_thread_can_be_meant(bench: Bench, box: Mailbox) -> None:
    thread = mailbox(bench).opened()

    with pytest.raises(UnknownActError, match="no thread"):
        box.act("professional_closes_thread", thread=thread)


def test_an_act_that_nobody_knows_names_those_that_there_are(box: Mailbox) -> None:
    with pytest.raises(UnknownActError, match=r"professional_closes_thread.*withdraw_consent"):
        box.act("professional_sings")


def test_an_act_for_nobody_is_refused(bench: Bench) -> None:
    with pytest.raises(UnknownActError, match="nobody here"):
        SpaceDesk().act(bench.space, None, "professional_reads", {"persona": "nobody"})
