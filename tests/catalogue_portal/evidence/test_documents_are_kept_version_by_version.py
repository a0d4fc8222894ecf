"""A document is whole or absent, a version never changes, and only whom it concerns may read it."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders.papers import HDS, docx, pdf, stream
from sqlalchemy import func, select

from catalogue_portal.audit.models import AuditEvent
from catalogue_portal.evidence import service
from catalogue_portal.evidence.models import EvidenceContent, EvidenceDocument, EvidenceReminder, EvidenceVersion

if TYPE_CHECKING:
    from builders.clocks import StillClock
    from builders.portals import People

    from catalogue_portal.context import Context

    from .conftest import Desk

TABLES = (EvidenceDocument, EvidenceVersion, EvidenceContent)


def rows(context: Context) -> list[int]:
    with context.database.reading() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def events(context: Context, name: str) -> list[AuditEvent]:
    with context.database.reading() as session:
        return list(session.scalars(select(AuditEvent).where(AuditEvent.event == name).order_by(AuditEvent.id)))


def filed(people: People) -> None:
    with people.context.database.writing() as session:
        service.file(session, people.app.id)


def test_a_document_is_kept_with_what_is_said_of_it(desk: Desk, people: People) -> None:
    answer = desk.add()

    assert answer.status_code == 201
    told = answer.get_json()
    (version,) = told["versions"]
    digest = f"sha256:{hashlib.sha256(pdf()).hexdigest()}"
    assert (version["number"], version["digest"], version["format"], version["size"]) == (1, digest, "pdf", len(pdf()))
    assert (version["valid_until"], version["fields"], version["scanned"]) == ("2099-01-14", HDS, False)
    (event,) = events(people.context, "evidence_brought")
    assert event.details == {"app": people.app.id, "number": 1, "digest": digest, "type": "hds_certificate"}
    assert desk.get(f"/apps/{people.app.id}/evidence").get_json() == [told]
    assert rows(people.context) == [1, 1, 1]


def test_a_newer_version_leaves_the_one_before_as_it_was(desk: Desk, people: People) -> None:
    document = desk.add().get_json()["id"]
    newer = pdf(stream(b"renewed"))

    assert desk.renew(document, newer, after=1).status_code == 201

    told = desk.get(f"/evidence/{document}").get_json()
    assert [one["number"] for one in told["versions"]] == [2, 1]
    for number, content in ((1, pdf()), (2, newer)):
        assert desk.get(f"/evidence/{document}/versions/{number}/content").data == content
    assert [one.details["number"] for one in events(people.context, "evidence_brought")] == [1, 2]


def test_a_download_is_saved_and_never_shown(desk: Desk) -> None:
    document = desk.add(name="été <b>.pdf").get_json()["id"]

    answer = desk.get(f"/evidence/{document}/versions/1/content")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="_t_ _b_.pdf"')
    assert "filename*=UTF-8''%C3%A9t%C3%A9" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"content": b"%PDF-1.7 <script>"}, 422, "document_damaged"),
        ({"content": docx()}, 422, "document_of_another_format"),
        ({"content": b""}, 422, "document_empty"),
        ({"type": "diploma"}, 422, "document_type_unknown"),
        ({"title": " "}, 422, "invalid"),
        ({"fields": {}}, 422, "invalid"),
        ({"fields": HDS | {"expires_on": "soon"}}, 422, "invalid"),
        ({"fields": HDS | {"colour": "red"}}, 422, "invalid"),
        ({"fields": HDS | {"number": "\ud83d"}}, 422, "invalid"),
        ({"fields": "[1]"}, 422, "invalid"),
        ({"fields": "{"}, 422, "invalid"),
        ({"fields": '{"number": 1}'}, 422, "invalid"),
    ],
)
def test_a_refused_document_leaves_nothing(
    desk: Desk, people: People, more: dict[str, Any], status: int, code: str
) -> None:
    answer = desk.add(**more)

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert rows(people.context) == [0, 0, 0]
    assert events(people.context, "evidence_brought") == []


def test_what_is_wrong_is_told_by_field(desk: Desk) -> None:
    errors = desk.add(fields=HDS | {"expires_on": "soon", "number": ""}).get_json()["errors"]
    assert set(errors) == {"expires_on", "number"}


def test_a_document_that_is_too_large_is_refused_at_the_door_or_by_its_size(desk: Desk, people: People) -> None:
    largest = people.context.settings.largest_document

    answer = desk.add(pdf(stream(os.urandom(largest), packed=False)))
    assert (answer.status_code, answer.get_json()["code"]) == (422, "document_too_large")
    assert desk.add(b"%PDF-" + bytes(largest + 400_000)).status_code == 413
    assert desk.add(pdf(stream(b"\x00" * 3_000_000, packed=False))).status_code == 201, "more than other routes let in"
    assert rows(people.context) == [1, 1, 1]


def test_two_documents_of_one_type_have_two_names(desk: Desk) -> None:
    assert desk.add().status_code == 201
    again = desk.add(title="  HDS of   the host ")
    assert (again.status_code, again.get_json()["code"]) == (409, "document_exists")
    assert desk.add(title="HDS of the backup").status_code == 201


def test_a_version_that_was_written_from_an_older_one_is_refused(desk: Desk) -> None:
    document = desk.add().get_json()["id"]
    assert desk.renew(document, pdf(), after=1).status_code == 201

    answer = desk.renew(document, pdf(), after=1)

    assert (answer.status_code, answer.get_json()["code"], answer.get_json()["current"]) == (
        409,
        "document_overtaken",
        2,
    )


def test_documents_and_versions_have_an_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST", 2)
    document = desk.add(title="One").get_json()["id"]
    assert desk.add(title="Two").status_code == 201
    assert desk.renew(document, pdf(), after=1).status_code == 201

    for answer in (desk.add(title="Three"), desk.renew(document, pdf(), after=2)):
        assert (answer.status_code, answer.get_json()["code"]) == (409, "too_many_documents")


def test_of_two_versions_sent_at_once_one_is_the_next(desk: Desk, people: People) -> None:
    document = desk.add().get_json()["id"]
    people.bearer(people.mate)
    together, answers = threading.Barrier(2), []

    def send(who: str) -> None:
        client = desk.client.application.test_client()
        together.wait(timeout=30)
        answers.append(type(desk)(people, client).renew(document, pdf(), after=1, who=who).status_code)

    threads = [threading.Thread(target=send, args=(who,)) for who in ("owner", "mate")]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)

    assert sorted(answers) == [201, 409]
    assert rows(people.context) == [1, 2, 2]


KILLED = """
import sys
from pathlib import Path
from catalogue_portal import discovery
from catalogue_portal.actor import Actor, Role
from catalogue_portal.evidence import service
from catalogue_portal.evidence.intake import take
from catalogue_portal.scanning import NOT_SCANNED
from catalogue_portal.storage.database import Database
import json
from datetime import date
url, app, organisation, fields, content = sys.argv[1:]
for _ in discovery.parts("models"):
    pass
sent, said = Path(content).read_bytes(), json.loads(fields)
taken = take("hds_certificate", sent, "c.pdf", said, today=date(2026, 11, 29), scanner=NOT_SCANNED, largest=10**7)
actor = Actor("usr_aaaaaaaaaaaa", "Owner", frozenset({Role.PUBLISHER}), organisation)
with Database(url).writing() as session:
    service.add(session, actor, app, "Half", taken)
    session.flush()
    print("written", flush=True)
    sys.stdin.read()
"""


def test_a_process_that_is_killed_in_the_middle_leaves_neither_row_nor_bytes(people: People, desk: Desk) -> None:
    here = people.context
    content = here.settings.data / "sent.pdf"
    content.write_bytes(pdf(stream(os.urandom(2_000_000), packed=False)))
    arguments = [
        here.settings.database,
        people.app.id,
        str(people.owner.organisation_id),
        json.dumps(HDS),
        str(content),
    ]
    here.database.close()
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"written\n"
        writer.send_signal(signal.SIGKILL)
        writer.wait(timeout=30)

    assert rows(here) == [0, 0, 0]
    assert events(here, "evidence_brought") == []
    assert desk.add(title="Half").status_code == 201, "nothing stands in the way of sending it again"


def test_the_office_reads_what_was_filed_and_strangers_nothing(desk: Desk, people: People) -> None:
    document = desk.add().get_json()["id"]
    content = f"/evidence/{document}/versions/1/content"
    for who, status in (("mate", 200), ("stranger", 404), ("newcomer", 404), ("reviewer", 404), ("administrator", 404)):
        assert desk.get(f"/evidence/{document}", who).status_code == status, who
        assert desk.get(content, who).status_code == status, who
    assert desk.get(f"/apps/{people.app.id}/evidence", "reviewer").get_json() == []

    filed(people)
    desk.renew(document, pdf(stream(b"newer")), after=1)

    told = desk.get(f"/evidence/{document}", "reviewer").get_json()
    assert [one["number"] for one in told["versions"]] == [1], "what was not filed is the publisher's own"
    assert desk.get(content, "decider").status_code == 200
    assert desk.get(f"/evidence/{document}/versions/2/content", "reviewer").status_code == 404
    assert desk.get(content, "stranger").status_code == 404
    assert desk.renew(document, pdf(), after=2, who="reviewer").status_code == 403


def test_a_document_set_aside_is_not_filed_again_and_stays_readable(desk: Desk, people: People) -> None:
    document = desk.add().get_json()["id"]
    assert desk.delete(f"/evidence/{document}", "stranger").status_code == 404
    assert desk.delete(f"/evidence/{document}", "mate").status_code == 204
    assert desk.delete(f"/evidence/{document}").status_code == 409

    with people.context.database.writing() as session:
        assert service.file(session, people.app.id) == []
    assert desk.renew(document, pdf(), after=1).get_json()["code"] == "document_retired"
    assert desk.get(f"/evidence/{document}/versions/1/content").status_code == 200
    assert len(events(people.context, "evidence_retired")) == 1


def test_the_publisher_is_told_once_for_each_delay(desk: Desk, people: People, clock: StillClock) -> None:
    last = clock.now().date() + timedelta(days=90)
    document = desk.add(fields=HDS | {"expires_on": last.isoformat()}).get_json()["id"]

    def remind() -> int:
        with people.context.database.writing() as session:
            return service.remind(session)

    told = []
    for _ in range(100):
        told.append(remind())
        assert remind() == 0
        clock.advance(timedelta(days=1))

    assert [day for day, count in enumerate(told) if count] == [30, 60, 83, 91]
    assert [one.details["days"] for one in events(people.context, "evidence_expiry_announced")] == [60, 30, 7, 0]
    assert all(one.actor == "system" for one in events(people.context, "evidence_expiry_announced"))
    assert desk.renew(document, pdf(stream(b"renewed")), after=1).status_code == 201
    assert remind() == 0, "the newer version counts, and its end is far"
    with people.context.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(EvidenceReminder)) == 4


def test_the_types_are_those_of_the_doctrine(desk: Desk) -> None:
    told = {one["id"]: one for one in desk.get("/evidence-types").get_json()}
    assert told["consent_text"]["formats"] == ["text"]
    assert told["hds_certificate"]["requirements"] == ["MES-URB-03", "REF-HDS-01"]
    assert told["penetration_test"]["validity"]["en"].startswith("Rule of the platform")
