"""The lies about resources read by their id and about contents, read through the space as an app reads them."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from builders.messages import Mailbox
from builders.spaces import Bench, Paired

from conformance_suite.scripts.records import BY_ID, CONTENT
from sandbox.faults import catalogue

SCOPES = ("documents.read", "messages.read")
MESSAGES = ("messages.read", "messages.write")
FOR_PEOPLE = ("title", "description", "contentString", "comment", "patientInstruction")
WORDS = "Une autre"


@pytest.fixture
def paired() -> Paired:
    bench = Bench()
    bench.open_episode("other", catalogue.load("resource_other_id", {"words": WORDS}))
    for kind in ("other_bytes", "html", "svg"):
        bench.open_episode(kind, catalogue.load("document_content_lies", {"kind": kind, "words": WORDS}))
    mailbox = Mailbox(bench.pair(scopes=SCOPES, scope=" ".join(("openid", *SCOPES))))
    mailbox.opened()
    return mailbox.paired


def get(paired: Paired, url: str, episode: str | None = None, **query: str) -> Any:  # noqa: ANN401 - the test client's
    answer = paired.bench.get(url, query_string=query, headers=paired.headers, episode=episode)
    assert answer.status_code == 200, answer.text
    return answer


def first(paired: Paired, api: str, kind: str) -> dict[str, Any]:
    """The first resource that a search finds."""
    named = {"DocumentReference": {"patient.identifier": paired.patient, "status": "current"}}.get(kind, {})
    found: dict[str, Any] = get(paired, f"/api/{api}/fhir/{kind}", **named).json["entry"][0]["resource"]
    return found


def leaves(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:  # noqa: ANN401 - any JSON
    """Each value that is neither object nor array, by where it is."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if parts is None:
        return {path: value}
    return {where: leaf for key, one in parts for where, leaf in leaves(one, (*path, str(key))).items()}


@pytest.mark.parametrize("use", BY_ID.values())
def test_another_resource_has_another_name_and_other_words_and_nothing_else(paired: Paired, use: str) -> None:
    endpoint, _, asked = use.partition(":")
    kind, interaction = asked.split("/")
    api = endpoint.removesuffix("_read")
    honest = first(paired, api, kind)

    told = get(paired, f"/api/{api}/fhir/{kind}/{honest['id']}", "other").json

    exchange = paired.bench.exchange
    assert (exchange.endpoint, exchange.faults) == (endpoint, ["resource_other_id"])
    assert (exchange.facts["resource_type"], exchange.facts["interaction"]) == (kind, interaction)
    before, after = leaves(honest), leaves(told)
    changed = {where for where in before if before[where] != after[where]}
    assert after.keys() == before.keys()
    assert ("id",) in changed
    names = {where for where in changed if where[0] in {"identifier", "masterIdentifier"}}
    assert {after[where] for where in names} <= {f"urn:uuid:{told['id']}"}
    said = changed - names - {("id",)}
    assert {after[where] for where in said} == {WORDS}
    assert all(where[-1] in FOR_PEOPLE or where == ("topic", "text") for where in said)


def test_a_search_is_answered_as_it_was(paired: Paired) -> None:
    honest = first(paired, "documents", "DocumentReference")
    named = {"patient.identifier": paired.patient, "status": "current"}

    told = get(paired, "/api/documents/fhir/DocumentReference", "other", **named).json["entry"][0]["resource"]

    assert told == honest
    assert paired.bench.exchange.faults == []


def test_other_bytes_are_of_the_type_and_size_announced_and_of_another_hash(paired: Paired) -> None:
    attachment = first(paired, "documents", "DocumentReference")["content"][0]["attachment"]

    told = get(paired, attachment["url"], "other_bytes")

    digest = base64.b64encode(hashlib.sha1(told.data, usedforsecurity=False).digest()).decode()
    assert (told.mimetype, len(told.data)) == (attachment["contentType"], attachment["size"])
    assert (digest != attachment["hash"], WORDS.encode() in told.data) == (True, True)
    assert paired.bench.exchange.facts["resource_type"] == CONTENT.partition(":")[2].partition("/")[0]


@pytest.mark.parametrize(("status", "code"), [("404", "not-found"), ("410", "deleted")])
def test_a_resource_is_gone_where_it_is_read_and_still_found(status: str, code: str) -> None:
    bench = Bench()
    bench.open_episode("gone", catalogue.load("resource_gone", {"status": status}))
    paired = bench.pair(scopes=SCOPES, scope=" ".join(("openid", *SCOPES)))
    named = {"patient.identifier": paired.patient, "status": "current"}
    search = "/api/documents/fhir/DocumentReference"
    found = get(paired, search, "gone", **named).json
    one = found["entry"][0]["resource"]
    assert bench.exchange.faults == []

    told = bench.get(f"{search}/{one['id']}", headers=paired.headers, episode="gone")

    assert (told.status_code, told.mimetype) == (int(status), "application/fhir+json")
    assert bench.exchange.faults == ["resource_gone"]
    (issue,) = told.json["issue"]
    assert (issue["severity"], issue["code"]) == ("error", code)
    bench.space.close_episode("gone")
    assert get(paired, f"{search}/{one['id']}").json == one


@pytest.mark.parametrize(("kind", "media_type"), [("html", "text/html"), ("svg", "image/svg+xml")])
def test_a_page_or_a_drawing_comes_for_a_document_and_would_run(paired: Paired, kind: str, media_type: str) -> None:
    honest = first(paired, "documents", "DocumentReference")
    read = get(paired, f"/api/documents/fhir/DocumentReference/{honest['id']}", kind).json
    named = {"patient.identifier": paired.patient, "status": "current"}
    found = get(paired, "/api/documents/fhir/DocumentReference", kind, **named).json["entry"][0]["resource"]
    assert paired.bench.exchange.faults == []
    attachment = found["content"][0]["attachment"]

    told = get(paired, attachment["url"], kind)

    assert (told.mimetype, attachment["contentType"] != media_type) == (media_type, True)
    assert "poinconMarkup()" in told.text
    digest = base64.b64encode(hashlib.sha1(told.data, usedforsecurity=False).digest()).decode()
    assert (attachment["size"], attachment["hash"]) == (len(told.data), digest)
    assert read == found
    before, after = leaves(honest), leaves(found)
    changed = {where for where in before if before[where] != after[where]}
    assert (changed, after.keys()) == ({("content", "0", "attachment", one) for one in ("size", "hash")}, before.keys())
    assert paired.bench.exchange.faults == ["document_content_lies"]


def test_the_patient_of_before_is_who_else_is_paired_in_the_episode() -> None:
    bench = Bench()
    bench.open_episode("e-1", catalogue.load("search_patient_before"))
    client = bench.register()
    before = bench.pair(client, episode="e-1")
    bench.open_episode("e-2")
    bench.pair(client, episode="e-2")  # somebody else, given out in between
    now = bench.pair(client, episode="e-1")
    query = {"code": "29463-7", "subject.identifier": now.patient, "_count": "1", "_sort": "-date"}

    told = get(now, "/api/mesures/fhir/Observation", "e-1", **query).json["entry"]

    assert told
    assert {one["resource"]["subject"]["identifier"]["value"] for one in told} == {before.claims["idpe"]}


@pytest.mark.parametrize("status", ["409", "412"])
def test_a_conflict_refuses_a_write_of_messages_and_no_read(status: str) -> None:
    bench = Bench()
    bench.open_episode("e-1", catalogue.load("update_conflict", {"status": status}))
    box = Mailbox(bench.pair(scopes=MESSAGES, scope=" ".join(("openid", *MESSAGES))))
    message = get(box.paired, f"/api/messages/fhir/Communication/{box.opened()}", "e-1").json
    read = json.dumps({**message, "received": bench.clock.today().isoformat(timespec="seconds")})
    given = {**box.paired.headers, "Content-Type": "application/fhir+json", "If-Match": 'W/"1"'}
    url = f"/api/messages/fhir/Communication/{message['id']}"

    told = bench.call("PUT", url, data=read, headers=given, episode="e-1")

    assert (told.status_code, told.json["issue"][0]["code"]) == (int(status), "conflict")
    assert get(box.paired, url).json == message
    bench.space.close_episode("e-1")
    assert bench.call("PUT", url, data=read, headers=given).status_code == 200
