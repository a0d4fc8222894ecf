from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders.messages import Mailbox, diagnostics, mailbox

from sandbox.fhir.messages.vocabulary import CATEGORY_SYSTEM

if TYPE_CHECKING:
    from builders.spaces import Bench

PROFESSIONAL = {"system": "https://rpps.esante.gouv.fr", "value": "89900000001"}
FUTURE = "2199-01-01T00:00:00Z"


def refused(box: Mailbox, message: dict[str, Any]) -> tuple[int, str]:
    before = box.search(_summary="count").json["total"]
    answer = box.send(message)
    assert box.search(_summary="count").json["total"] == before
    return answer.status_code, diagnostics(answer)


def test_a_citizen_opens_no_thread(box: Mailbox) -> None:
    status, said = refused(box, box.answer("", inResponseTo=None))

    assert (status, "Only a professional opens a thread" in said) == (403, True)


def test_a_thread_that_nobody_wrote_is_unknown(box: Mailbox) -> None:
    assert refused(box, box.answer("unknown"))[0] == 422
    assert refused(box, box.answer("", inResponseTo=[{"display": "le fil"}]))[0] == 422
    assert refused(box, box.answer("", inResponseTo=[{"reference": "Patient/1"}]))[0] == 422


def test_the_thread_of_somebody_else_is_as_unknown(bench: Bench, box: Mailbox) -> None:
    other = mailbox(bench)
    thread = other.opened()

    status, said = refused(box, box.answer(thread))

    assert (status, said) == (
        422,
        f"not-found: There is no message Communication/{thread}: name one of the person, Communication/ID",
    )
    assert box.call("GET", f"Communication/{thread}").status_code == 404


@pytest.mark.parametrize(
    "sender",
    [
        {"identifier": PROFESSIONAL, "type": "Practitioner"},
        {"identifier": {"system": "urn:oid:2.999.1", "value": "somebody"}},
        {"reference": "Patient/somebody"},
        {"display": "Moi"},
    ],
)
def test_nobody_writes_as_somebody_else(box: Mailbox, sender: object) -> None:
    status, said = refused(box, box.answer(box.opened(), sender=sender))

    assert (status, "sender" in said) == (403, True)


@pytest.mark.parametrize("sender", [{"reference": "#me"}, {}, "me", [{"display": "Moi"}], None, 5])
def test_a_sender_that_is_no_reference_sends_nothing(box: Mailbox, sender: object) -> None:
    message = {**box.answer(box.opened()), "sender": sender}

    assert refused(box, message)[0] in {403, 422}  # by the profile, or because it is not the patient


def test_the_patient_may_not_be_called_a_professional(box: Mailbox) -> None:
    sender = {"identifier": box.identifier(), "type": "Practitioner"}

    assert refused(box, box.answer(box.opened(), sender=sender))[0] == 403


def test_another_patient_is_refused_as_everywhere(box: Mailbox) -> None:
    subject = {"identifier": {"system": box.identifier()["system"], "value": "somebody"}}

    assert refused(box, box.answer(box.opened(), subject=subject))[0] == 403


@pytest.mark.parametrize("recipient", [{"identifier": PROFESSIONAL}, {"reference": "Practitioner/1"}, {"display": "x"}])
def test_answers_go_to_nobody_but_the_professional(box: Mailbox, recipient: object) -> None:
    status, said = refused(box, box.answer(box.opened(), recipient=[recipient]))

    assert (status, "professional of the thread" in said) == (403, True)


def test_a_thousand_recipients_are_refused(box: Mailbox) -> None:
    thread = box.opened()
    professional = {"identifier": box.read(thread)["sender"]["identifier"]}

    assert refused(box, box.answer(thread, recipient=[professional] * 1000))[0] == 422
    assert refused(box, box.answer(thread, recipient=[{"identifier": PROFESSIONAL}] * 1000))[0] in {403, 422}


@pytest.mark.parametrize(
    "members",
    [
        {"payload": None},
        {"payload": []},
        {"payload": [{"contentString": ""}]},
        {"payload": [{"contentString": " \n\t"}]},
        {"payload": [{"contentString": 5}]},
        {"payload": [{"contentString": "a" * 20_001}]},
        {"payload": [{"contentString": "a"}, {"contentString": "b"}]},
        {"payload": [{"contentString": "a", "contentAttachment": {}}]},
        {"payload": [{"contentReference": {"reference": "Binary/1"}}]},
        {"payload": [{"contentString": "a", "extension": [{"url": "https://x.example", "valueString": "b"}]}]},
        {"payload": "text"},
        {"status": "entered-in-error"},
        {"status": "preparation"},
        {"status": None},
        {"sent": FUTURE},
        {"sent": "1999-01-01T00:00:00Z"},
        {"sent": "2026"},
        {"sent": "yesterday"},
        {"sent": 12},
        {"received": "2026-11-27T10:00:00Z"},
        {"topic": {"text": "Autre chose"}},
        {"note": [{"text": "a"}]},
        {"priority": "stat"},
        {"text": {"status": "generated", "div": "<div xmlns='http://www.w3.org/1999/xhtml'>b</div>"}},
        {"contained": [{"resourceType": "Patient", "id": "me"}]},
        {"extension": [{"url": "https://poincon.example/fhir/StructureDefinition/thread-closing"}]},
        {"modifierExtension": [{"url": "https://x.example", "valueBoolean": True}]},
        {"_sent": {"extension": []}},
        {"identifier": [{"system": "https://poincon.example/fhir/sid/message", "value": "1"}]},
        {"identifier": [{"system": "https://app.example", "value": str(number)} for number in range(6)]},
        {"category": [{"coding": [{"system": "https://app.example", "code": "x"}]}]},
        {"category": [{"coding": [{"system": CATEGORY_SYSTEM, "code": "from-professional"}]}]},
        {"inResponseTo": [{"reference": "Communication/1"}] * 3},
        {"meta": {}},
    ],
)
def test_content_that_is_no_message_is_refused(box: Mailbox, members: dict[str, Any]) -> None:
    status, said = refused(box, box.answer(box.opened(), **members))

    assert status == 422, said


def test_an_answer_is_to_one_message_of_one_thread(box: Mailbox) -> None:
    one, other = box.opened(), box.opened()
    answer = box.sent(one)
    both = [{"reference": f"Communication/{name}"} for name in (one, answer["id"])]

    assert refused(box, box.answer(one, partOf=[{"reference": f"Communication/{other}"}]))[0] == 422
    assert refused(box, box.answer(one, inResponseTo=both))[0] == 422
    assert refused(box, box.answer(one, partOf=[{"reference": f"Communication/{answer['id']}"}]))[0] == 422


def test_what_is_no_communication_is_refused(box: Mailbox) -> None:
    assert refused(box, {"resourceType": "Patient"})[0] == 400
    assert box.call("POST", "Communication", b"{").status_code == 400
    assert box.call("POST", "Communication", b"").status_code == 400
    assert box.call("DELETE", f"Communication/{box.opened()}").status_code == 405
