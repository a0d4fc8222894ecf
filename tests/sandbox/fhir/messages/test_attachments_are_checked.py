from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from builders.messages import BASE, JPEG, PDF, Mailbox, attachment, diagnostics, mailbox, png

from sandbox.fhir.store import FhirStore

if TYPE_CHECKING:
    from builders.spaces import Bench

ZIP = b"PK\x03\x04" + bytes(40)


def with_files(box: Mailbox, *files: dict[str, Any], thread: str | None = None) -> dict[str, Any]:
    payload = [{"contentString": "Voici."}, *({"contentAttachment": file} for file in files)]
    return box.answer(thread or box.opened(), payload=payload)


def binaries(box: Mailbox) -> int:
    database = box.bench.space.part(FhirStore)._database
    return int(database.execute("SELECT count(*) FROM resource WHERE type = 'Binary'").fetchone()[0])


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (JPEG, "image/jpeg"),
        (JPEG[:20] + b"\xff\xff" + JPEG[20:], "image/jpeg"),
        (png(), "image/png"),
        ("Bonjour <script>alert(1)</script> é 👋\u202e\n".encode(), "text/plain; charset=utf-8"),
        (PDF, "Application/PDF"),
    ],
)
def test_a_file_comes_back_as_it_was_sent(box: Mailbox, content: bytes, media_type: str) -> None:
    kept = box.send(with_files(box, attachment(content, media_type, size=len(content)))).json

    told = kept["payload"][1]["contentAttachment"]
    raw = box.bench.get(f"{BASE}/{told['url']}", headers=box.paired.headers)
    wrapped = box.call("GET", told["url"], Accept="application/fhir+json")

    assert "data" not in told
    assert told["size"] == len(content)
    assert told["hash"] == base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
    assert told["title"] == "file"
    assert raw.data == content
    assert raw.mimetype == media_type.partition(";")[0].lower()
    assert raw.headers["X-Content-Type-Options"] == "nosniff"
    assert base64.b64decode(wrapped.json["data"]) == content


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF[:-6], "application/pdf"),
        (PDF + b"PK", "application/pdf"),
        (b"%PDF-1.7", "application/pdf"),
        (PDF, "image/png"),
        (png(), "image/jpeg"),
        (JPEG, "application/pdf"),
        (JPEG[:-2], "image/jpeg"),
        (JPEG[:4] + b"\xff\xd9", "image/jpeg"),
        (b"\xff\xd8\xff\xd9", "image/jpeg"),
        (png()[:-1], "image/png"),
        (png()[:40], "image/png"),
        (png() + ZIP, "image/png"),
        (png()[:30] + b"x" + png()[31:], "image/png"),
        (png(100_000, 100_000), "image/png"),
        (png(0, 1), "image/png"),
        (b"\xff\xfe\x00a", "text/plain"),
        (b"a\x00b", "text/plain"),
        (b"", "text/plain"),
        (b"", "application/pdf"),
        (ZIP, "application/zip"),
        (ZIP, "text/plain"),
        (b"<html></html>", "text/html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"MZ", "application/octet-stream"),
        (PDF, ""),
    ],
)
def test_content_that_is_not_of_its_type_is_refused(box: Mailbox, content: bytes, media_type: str) -> None:
    answer = box.send(with_files(box, attachment(content, media_type)))

    assert answer.status_code == 422, answer.text
    assert binaries(box) == 0


@pytest.mark.parametrize(
    "members",
    [
        {"data": None},
        {"data": "***"},
        {"data": "JVBE"},
        {"data": 5},
        {"data": None, "url": "http://127.0.0.1/file.pdf"},
        {"url": "http://169.254.169.254/"},
        {"size": 1},
        {"size": "45"},
        {"hash": "AAAA"},
        {"title": " "},
        {"contentType": 7},
        {"extension": [{"url": "https://x.example", "valueString": "b"}]},
    ],
)
def test_an_attachment_that_contradicts_itself_is_refused(box: Mailbox, members: dict[str, Any]) -> None:
    answer = box.send(with_files(box, attachment(**members)))

    assert answer.status_code == 422, answer.text
    assert binaries(box) == 0


def test_a_file_that_is_too_large_is_refused_by_its_size(box: Mailbox) -> None:
    answer = box.send(with_files(box, attachment(b"a" * (2 * 1024 * 1024 + 1), "text/plain")))

    assert answer.status_code == 413
    assert "2097152 bytes at most" in diagnostics(answer)
    assert box.send(with_files(box, attachment(b"a" * 2 * 1024 * 1024, "text/plain"))).status_code == 201


def test_a_request_that_is_too_large_is_refused_before_it_is_read(box: Mailbox) -> None:
    answer = box.send(b" " * (4 * 1024 * 1024 + 1))

    assert answer.status_code == 413


def test_a_message_has_five_attachments_at_most(box: Mailbox) -> None:
    assert box.send(with_files(box, *[attachment()] * 5)).status_code == 201
    assert box.send(with_files(box, *[attachment()] * 6)).status_code == 422


def test_one_bad_file_keeps_the_whole_message_out(box: Mailbox) -> None:
    answer = box.send(with_files(box, attachment(), attachment(ZIP)))

    assert answer.status_code == 422
    assert "payload[2].contentAttachment" in answer.text
    assert binaries(box) == 0


def test_files_are_their_own_patient_s(bench: Bench, box: Mailbox) -> None:
    other = mailbox(bench)
    url = box.send(with_files(box, attachment())).json["payload"][1]["contentAttachment"]["url"]

    assert other.call("GET", url).status_code == 404
    assert box.bench.get(f"{BASE}/{url}").status_code == 401
    assert box.call("GET", "Binary/unknown").status_code == 404


def test_what_cannot_be_accepted_is_not_sent(box: Mailbox) -> None:
    url = box.send(with_files(box, attachment())).json["payload"][1]["contentAttachment"]["url"]

    assert box.call("GET", url, Accept="image/png").status_code == 406
    assert box.call("GET", url, Accept="application/pdf").data == PDF
    assert box.call("GET", f"{url}?_format=json").json["contentType"] == "application/pdf"


def test_a_binary_of_another_api_is_not_there(box: Mailbox) -> None:
    from sandbox.fhir.resources.communication_attachment import ATTACHMENT  # noqa: PLC0415

    foreign = {"resourceType": "Binary", "id": "doc-1", "contentType": "application/pdf", "data": "JVBERi0="}
    with box.bench.space.part(FhirStore).transaction() as writing:
        writing.keep(ATTACHMENT, foreign, box.paired.persona.id, now=0.0)

    assert box.call("GET", "Binary/doc-1").status_code == 404


def test_a_professional_attaches_files_too(box: Mailbox) -> None:
    thread = box.opened(attachments=[attachment()])

    url = box.read(thread)["payload"][1]["contentAttachment"]["url"]
    assert box.call("GET", url).data == PDF
