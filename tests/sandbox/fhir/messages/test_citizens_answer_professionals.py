from __future__ import annotations

from typing import TYPE_CHECKING

from builders.messages import BASE, Mailbox, diagnostics, mailbox

from sandbox.fhir.messages.vocabulary import CATEGORY_SYSTEM

if TYPE_CHECKING:
    from builders.spaces import Bench


def test_a_professional_opens_a_thread_and_the_citizen_reads_it(box: Mailbox) -> None:
    thread = box.opened(text="Bonjour <b>vous</b> 🩺 \u200fמ", subject="Résultats")

    first = box.read(thread)

    assert first["payload"] == [{"contentString": "Bonjour <b>vous</b> 🩺 \u200fמ"}]
    assert first["topic"] == {"text": "Résultats"}
    assert first["status"] == "in-progress"
    assert "received" not in first
    assert first["recipient"][0]["identifier"] == box.identifier()
    address = first["recipient"][0]["extension"][0]["valueContactPoint"]["value"]
    assert address == f"{box.paired.persona.ins.matricule}@patient.mssante.example"
    assert first["sender"]["extension"][0]["valueContactPoint"]["value"].endswith(".mssante.example")
    assert first["meta"]["tag"][0]["code"] == "open"


def test_an_answer_goes_to_the_professional_of_the_thread(box: Mailbox) -> None:
    thread = box.opened()

    answer = box.send(box.answer(thread, "Merci.\nÀ bientôt 👋"))

    assert answer.status_code == 201
    kept = answer.json
    assert answer.headers["Location"].endswith(f"{BASE}/Communication/{kept['id']}/_history/1")
    assert kept["recipient"] == [box.read(thread)["sender"]]
    assert kept["sender"]["identifier"] == box.identifier()
    assert kept["partOf"] == [{"reference": f"Communication/{thread}"}]
    assert kept["inResponseTo"] == [{"reference": f"Communication/{thread}"}]
    assert kept["topic"] == {"text": "Résultats"}
    assert kept["payload"] == [{"contentString": "Merci.\nÀ bientôt 👋"}]
    assert kept["status"] == "in-progress"
    assert kept["meta"]["source"] == f"urn:oid:{box.paired.client.solution_oid}"
    assert box.read(kept["id"]) == kept


def test_an_answer_may_name_the_thread_alone_and_say_who_writes_to_whom(box: Mailbox) -> None:
    thread = box.opened()
    professional = box.read(thread)["sender"]

    kept = box.sent(
        thread,
        inResponseTo=None,
        partOf=[{"reference": f"{box.bench.space.issuer}{BASE}/Communication/{thread}"}],
        sender={"identifier": box.identifier()},
        recipient=[{"identifier": professional["identifier"]}],
        topic={"text": "Résultats"},
        status="completed",
        category=[{"coding": [{"system": CATEGORY_SYSTEM, "code": "from-citizen"}]}],
        sent=box.bench.clock.today().isoformat(),
    )

    assert kept["inResponseTo"] == [{"reference": f"Communication/{thread}"}]
    assert kept["status"] == "in-progress"  # nobody has read it yet


def test_an_answer_to_an_answer_stays_in_the_thread(box: Mailbox) -> None:
    thread = box.opened()
    first = box.sent(thread)
    reply = box.act("professional_writes", thread="latest", text="De rien.")
    second = box.sent(reply["message"], "Au revoir.")

    assert reply["thread"] == thread
    assert box.read(reply["message"])["inResponseTo"] == [{"reference": f"Communication/{first['id']}"}]
    assert second["partOf"] == [{"reference": f"Communication/{thread}"}]
    thread_of = [one["id"] for one in box.found(thread=thread)]
    assert thread_of == [second["id"], reply["message"], first["id"], thread]


def test_an_answer_sent_twice_with_a_condition_is_kept_once(box: Mailbox) -> None:
    thread = box.opened()
    message = box.answer(thread, identifier=[{"system": "https://app.example/sent", "value": "42"}])
    condition = {"If-None-Exist": "identifier=https://app.example/sent|42"}

    first, second = box.send(message, **condition), box.send(message, **condition)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json["id"] == second.json["id"]
    assert len(box.found(identifier="https://app.example/sent|42")) == 1


def test_a_professional_who_closed_the_thread_gets_no_more_answers(box: Mailbox) -> None:
    thread = box.opened()
    box.sent(thread)
    box.act("professional_closes_thread")

    refused = box.send(box.answer(thread))
    closing = box.read(thread)

    assert refused.status_code == 409
    assert closing["sender"]["display"] in diagnostics(refused)
    assert closing["meta"]["tag"][0]["code"] == "closed"
    by, at = closing["extension"][1]["extension"]
    assert by["valueReference"]["identifier"] == closing["sender"]["identifier"]
    assert at["valueDateTime"] in diagnostics(refused)
    assert len(box.found(thread=thread)) == 2
    assert [one["id"] for one in box.found(("_tag", "closed"))][:1] == [thread]


def test_two_apps_of_a_person_share_the_mailbox(bench: Bench, box: Mailbox) -> None:
    other = mailbox(bench, persona=box.paired.persona)
    thread = box.opened()
    kept = box.sent(thread)

    seen = other.read(kept["id"])

    assert other.identifier() != box.identifier()
    assert seen["sender"]["identifier"] == seen["subject"]["identifier"] == other.identifier()
    assert other.sent(kept["id"])["partOf"] == [{"reference": f"Communication/{thread}"}]
