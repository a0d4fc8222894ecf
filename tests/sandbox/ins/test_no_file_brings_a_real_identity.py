"""No file that comes in by any door brings the identity of a real person, and the journal keeps nothing of it."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from builders.consulting import Consulting, consult
from builders.documents import Documents
from builders.documents import pair as pair_documents
from builders.messages import Mailbox, attachment
from builders.messages import mailbox as open_mailbox
from builders.pairing import session
from builders.spaces import Bench
from builders.standing import set_stage
from builders.telling_files import SYMBOLS, TEXTS, pdf, sealed_pdf

from sandbox.client import Sandbox
from sandbox.desk import SpaceDesk
from sandbox.people.ins import RealIdentityError, with_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse

REAL = with_key("1790375121518")
SYMBOL = f"IS01{'0' * 22}S1{REAL}S21.2.250.1.213.1.4.8S3JEAN\x1dS4DUPONT\x1dS5MS601-03-1979S775121"
TELLING = {place: write(REAL) for place, write in TEXTS.items()}
TELLING |= {place: write(SYMBOL) for place, write in SYMBOLS.items()}
TELLING["cda_identifier"] = (
    '<ClinicalDocument xmlns="urn:hl7-org:v3"><participant><associatedEntity>'
    f'<id root="1.2.250.1.213.1.4.9" extension="{REAL}"/></associatedEntity></participant></ClinicalDocument>'
).encode()
TYPES = {"text": "text/plain", "cda": "text/xml", "pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg"}


def media_type(place: str) -> str:
    return TYPES.get(place.partition("_")[0], "application/zip")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Doors:
    """Every door of a space by which a file comes in."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.documents: Documents = pair_documents(bench)
        self.mail: Mailbox = open_mailbox(bench)
        self.thread = self.mail.opened()
        self.doctor: Consulting = consult(bench)
        self.measures = bench.pair()

    def alone(self, data: bytes, kind: str) -> TestResponse:
        """Publish a document alone (ITI-105)."""
        document = self.documents.simplified(data)
        document["content"][0]["attachment"]["contentType"] = kind
        return self.documents.publish(document)

    def submitted(self, data: bytes, kind: str) -> TestResponse:
        """Submit a document (ITI-65)."""
        bundle = self.documents.bundle(data)
        bundle["entry"][2]["resource"]["contentType"] = kind
        return self.documents.provide(bundle)

    def narrated(self, data: bytes, kind: str) -> TestResponse:
        """Put the file into the narrative of a document."""
        picture = f'<div><img src="data:{kind};base64,{b64(data)}"/></div>'
        return self.documents.publish(self.documents.simplified(text={"status": "generated", "div": picture}))

    def answered(self, data: bytes, kind: str) -> TestResponse:
        """Attach it to an answer to a professional."""
        payload = [{"contentAttachment": attachment(data, kind)}]
        return self.mail.send(self.mail.answer(self.thread, payload=payload))

    def measured(self, data: bytes, kind: str) -> TestResponse:
        """Hang it on a measure."""
        value = {"url": "https://example.org/photo", "valueAttachment": {"contentType": kind, "data": b64(data)}}
        observation = {"resourceType": "Observation", "extension": [value]}
        return self.measures.write({"resourceType": "Bundle", "entry": [{"resource": observation}]})

    def uploaded(self, data: bytes, _kind: str) -> TestResponse:
        """Upload it to a page of professionals."""
        return self.doctor.send_picture(data)

    def typed(self, data: bytes, _kind: str) -> TestResponse:
        """Paste it into a form."""
        return self.bench.post("/sign-in", data={"email": b64(data)})

    def as_it_is(self, data: bytes, kind: str) -> TestResponse:
        """Send it as the body of a request."""
        headers = {**self.documents.paired.headers, "Content-Type": kind}
        return self.bench.post("/api/documents", data=data, headers=headers)


DOORS = ("alone", "submitted", "narrated", "answered", "measured", "uploaded", "typed", "as_it_is")


@pytest.fixture(scope="module")
def doors() -> Doors:
    return Doors(Bench())


@pytest.mark.parametrize("place", TELLING)
@pytest.mark.parametrize("door", DOORS)
def test_no_door_lets_it_in(doors: Doors, door: str, place: str) -> None:
    bench = doors.bench
    bench.notebook.secrets.clear()
    enter: Callable[[bytes, str], TestResponse] = getattr(doors, door)
    answer = enter(TELLING[place], media_type(place))

    assert answer.status_code == 422, answer.text
    assert bench.exchange.facts["real_identity"] is True
    assert ("identity", REAL) in bench.notebook.secrets
    assert bench.exchange.request_withheld or (door, place) == ("as_it_is", "text")  # text/plain is typed
    assert REAL not in answer.text
    if door in {"alone", "submitted", "narrated", "answered", "measured"}:
        assert answer.json["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("place", TELLING)
def test_no_professional_attaches_it_to_a_message(doors: Doors, place: str) -> None:
    attachments: Any = [attachment(TELLING[place], media_type(place))]
    with pytest.raises(RealIdentityError):
        doors.mail.act("professional_writes", subject="Résultats", attachments=attachments)


def test_no_client_of_the_console_brings_it(doors: Doors) -> None:
    logo = f"data:image/png;base64,{b64(TELLING['png_datamatrix'])}"
    with pytest.raises(RealIdentityError):
        SpaceDesk().register_client(doors.bench.space, {"client_name": "x", "logo_uri": logo}, client_id=None)


@pytest.mark.parametrize("place", [place for place in TEXTS if place != "xdm"])
def test_documents_about_people_of_the_space_are_taken(doors: Doors, place: str) -> None:
    own = doors.documents.paired.persona.ins.matricule
    answer = doors.alone(TEXTS[place](own), media_type(place))

    assert answer.status_code == 201, answer.text
    assert not doors.bench.exchange.request_withheld


def test_what_nobody_can_look_into_is_refused_and_not_kept(doors: Doors) -> None:
    for door in DOORS:
        answer = getattr(doors, door)(sealed_pdf("Bonjour"), "application/pdf")

        assert answer.status_code == 422, answer.text
        assert doors.bench.exchange.facts.get("real_identity") is None
        assert doors.bench.exchange.facts["unreadable_file"] is True
        assert doors.bench.exchange.request_withheld
        assert "password" in answer.text or door == "uploaded"
    with pytest.raises(RealIdentityError, match="password"):
        doors.mail.act("professional_writes", subject="x", attachments=[attachment(sealed_pdf("Bonjour"))])


def test_a_person_is_told_that_a_file_cannot_be_read(doors: Doors) -> None:
    for language, words in (("fr", "Ce fichier ne peut pas être lu"), ("en", "This file cannot be read")):
        headers = {"Accept": "text/html", "Accept-Language": language}
        page = doors.bench.post("/sign-in", data={"email": b64(sealed_pdf("Bonjour"))}, headers=headers)
        assert page.status_code == 422
        assert words in page.text


@pytest.mark.integration
def test_the_journal_keeps_neither_the_matricule_nor_the_bytes_that_hold_it() -> None:
    data = pdf(REAL)
    with Sandbox.start(seed=12) as sandbox:
        stage = set_stage(sandbox)
        http = session(stage.sandbox.ca_bundle)
        sent = http.post(f"{stage.space.issuer}/insi/search", json={"attached": b64(data)}, timeout=60)
        harmless = http.post(f"{stage.space.issuer}/insi/search", json={"attached": b64(b"Bonjour")}, timeout=60)
        journal = json.dumps(stage.space.events())

    assert sent.status_code == 422, sent.text
    assert harmless.status_code != 422
    assert REAL not in journal
    assert b64(data)[:200] not in journal
    assert b64(b"Bonjour") in journal
