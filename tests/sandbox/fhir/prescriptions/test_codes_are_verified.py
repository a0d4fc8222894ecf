from __future__ import annotations

import base64
import io
import json
import re
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from builders.prescriptions import BASE, Patient, patient_with, read_qr, verify
from builders.records import DAY
from builders.spaces import Bench
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey, KeySet
from PIL import Image, ImageDraw

from sandbox.fhir.prescriptions.e_prescription import e_prescription
from sandbox.fhir.prescriptions.issuing import qr_text
from sandbox.fhir.prescriptions.qr_code import qr_code
from sandbox.fhir.prescriptions.signed_content import ins_digest
from sandbox.people.ins import Ins
from sandbox.people.people import People

if TYPE_CHECKING:
    from pathlib import Path

SCHEME = "poincon-rx:/"
SHARED = Bench()


@pytest.fixture
def patient(bench: Bench) -> Patient:
    return patient_with(bench)


def jws_of(text: str) -> str:
    """Read the digits as the software of a pharmacy would, from their description alone."""
    assert text.startswith(SCHEME)
    return "".join(chr(int(pair) + 45) for pair in re.findall("..", text.removeprefix(SCHEME)))


def text_of(compact: str) -> str:
    return SCHEME + "".join(f"{ord(letter) - 45:02d}" for letter in compact)


def decoded(segment: str) -> dict[str, Any]:
    return dict(json.loads(base64.urlsafe_b64decode(segment + "==")))


def encoded(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def keys(bench: Bench) -> KeySet:
    answer = bench.get(f"{BASE}/jwks")
    assert answer.status_code == 200
    assert all("d" not in key for key in answer.json["keys"])
    return KeySet.import_key_set(answer.json)


def result(bench: Bench, text: str) -> str:
    answer = verify(bench, text)
    assert answer.status_code == 200, answer.text
    return str(answer.json["result"])


def test_a_code_read_from_its_picture_is_genuine(patient: Patient) -> None:
    number = patient.prescribed()

    answer = verify(patient.bench, patient.code(number))

    assert answer.json["result"] == "genuine"
    assert answer.json["number"] == number
    assert [line["status"] for line in answer.json["lines"]] == ["active", "active"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_published_key_verifies_a_code_without_the_space(patient: Patient) -> None:
    number = patient.prescribed()
    line = patient.lines()[0]

    token = jwt.decode(jws_of(patient.code(number)), keys(patient.bench), algorithms=["ES256"])

    assert token.header["typ"] == "poincon-rx+jwt"
    assert token.claims["jti"] == number
    assert token.claims["iss"] == patient.bench.space.issuer
    assert token.claims["rpps"] == line["requester"]["identifier"]["value"]
    assert token.claims["exp"] - token.claims["iat"] == 90 * DAY
    assert line["medicationCodeableConcept"]["text"] in {drug for _atc, drug, _dose, _days in token.claims["lines"]}


def test_whoever_reads_the_patients_card_can_tell_that_the_prescription_is_theirs(patient: Patient) -> None:
    number = patient.prescribed()
    claims = decoded(jws_of(patient.code(number)).split(".")[1])

    assert claims["ins"] == ins_digest(number, patient.persona.ins)
    assert claims["ins"] != ins_digest(number, Ins("123456789012345"))
    assert patient.persona.ins.matricule not in json.dumps(claims)
    assert patient.persona.family_name not in json.dumps(claims)


def test_verifying_tells_nothing_of_the_patient(patient: Patient) -> None:
    told = verify(patient.bench, patient.code(patient.prescribed())).text

    persona = patient.persona
    for personal in (persona.ins.matricule, persona.family_name, persona.id, patient.paired.claims["idpe"]):
        assert personal not in told


def test_a_code_with_other_content_is_altered(patient: Patient) -> None:
    header, payload, signature = jws_of(patient.code(patient.prescribed())).split(".")
    claims = decoded(payload)
    claims["lines"][0][3] = 365
    forged = f"{header}.{encoded(claims)}.{signature}"

    assert result(patient.bench, text_of(forged)) == "altered"
    with pytest.raises(BadSignatureError):
        jwt.decode(forged, keys(patient.bench), algorithms=["ES256"])


def test_the_signature_of_another_prescription_is_of_no_use(patient: Patient) -> None:
    first, second = (jws_of(patient.code(patient.prescribed())).split(".") for _ in range(2))

    assert result(patient.bench, text_of(".".join((*first[:2], second[2])))) == "altered"


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_no_other_algorithm_is_accepted(patient: Patient, algorithm: str) -> None:
    header, payload, signature = jws_of(patient.code(patient.prescribed())).split(".")
    forged = encoded({**decoded(header), "alg": algorithm})

    assert result(patient.bench, text_of(f"{forged}.{payload}.")) == "altered"
    assert result(patient.bench, text_of(f"{forged}.{payload}.{signature}")) == "altered"


def test_a_code_signed_with_another_key_is_not_genuine(patient: Patient) -> None:
    header, payload, _signature = jws_of(patient.code(patient.prescribed())).split(".")
    other = ECKey.generate_key("P-256")

    for kid, expected in ((decoded(header)["kid"], "altered"), ("somebody", "unknown")):
        forged = jwt.encode({**decoded(header), "kid": kid}, decoded(payload), other)
        assert result(patient.bench, text_of(forged)) == expected


def test_a_code_of_another_space_is_unknown(patient: Patient) -> None:
    stranger = patient_with(Bench(seed=8))

    assert result(patient.bench, stranger.code(stranger.prescribed())) == "unknown"


@pytest.mark.parametrize("text", ["https://example.org/", "12345", "poincon-rx", "\x00", "é"])
def test_what_is_no_code_of_ours_is_unknown(text: str) -> None:
    assert result(SHARED, text) == "unknown"


@pytest.mark.parametrize("digits", ["", "1", "123", "12a4", "٣٣", "99" * 50, "00" * 3000, "56" * 5000])
def test_a_code_that_is_damaged_is_altered(digits: str) -> None:
    assert result(SHARED, SCHEME + digits) == "altered"


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300))
def test_nothing_that_is_posted_makes_the_space_fail(content: bytes) -> None:
    for body in (content, SCHEME.encode() + content, text_of(base64.b64encode(content).decode()).encode()):
        answer = verify(SHARED, body)
        assert answer.status_code == 400 or answer.json["result"] in {"unknown", "altered"}


@pytest.mark.parametrize(("body", "media_type", "status"), [("", "text/plain", 400), ("{}", "application/json", 415)])
def test_a_request_that_is_none_is_refused(body: str, media_type: str, status: int) -> None:
    answer = verify(SHARED, body, media_type)

    assert answer.status_code == status
    assert answer.json["resourceType"] == "OperationOutcome"


def test_a_body_that_no_code_can_be_is_refused() -> None:
    assert verify(SHARED, "1" * 20_000).status_code == 413


def test_a_code_expires_after_three_months(patient: Patient) -> None:
    text = patient.code(patient.prescribed())

    patient.bench.clock.advance(90 * DAY - 60)
    assert result(patient.bench, text) == "genuine"
    patient.bench.clock.advance(61)
    assert result(patient.bench, text) == "expired"


def test_a_code_is_good_until_the_last_line_is_dispensed(patient: Patient) -> None:
    number = patient.prescribed()
    text = patient.code(number)

    assert patient.act("pharmacist_dispenses", prescription=number, lines=[2]) == 1
    partly = verify(patient.bench, text).json
    assert partly["result"] == "genuine"
    assert [line["status"] for line in partly["lines"]] == ["active", "completed"]
    assert patient.act("pharmacist_dispenses", prescription=number) == 1
    assert result(patient.bench, text) == "dispensed"


def test_what_is_dispensed_stays_dispensed_when_it_expires(patient: Patient) -> None:
    text = patient.code(patient.prescribed())
    patient.act("pharmacist_dispenses")
    patient.bench.clock.advance(100 * DAY)

    assert result(patient.bench, text) == "dispensed"


def test_a_withdrawn_prescription_says_so(patient: Patient) -> None:
    text = patient.code(patient.prescribed())

    assert patient.act("prescriber_withdraws") == 2

    assert result(patient.bench, text) == "withdrawn"


def test_the_page_holds_the_same_code_and_is_the_same_each_time(patient: Patient) -> None:
    number = patient.prescribed()

    page = patient.get(f"Binary/{number}.pdf", headers={"Accept": "application/pdf"})

    assert page.content_type == "application/pdf"
    assert page.data == patient.get(f"Binary/{number}.pdf").data
    assert read_qr(picture_of(page.data)) == patient.code(number)


def picture_of(page: bytes) -> bytes:
    """Draw the filled rectangles of the first page of a PDF, in points from its lower left corner, as PNG."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", page, re.DOTALL)
    content = next(text for text in map(inflated, streams) if b" re f" in text)
    picture = Image.new("L", (SCALE * 596, SCALE * 842), 255)
    for found in re.findall(rb"([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re f", content):
        x, y, width, height = (float(number) * SCALE for number in found)
        low, high = sorted((SCALE * 842 - y, SCALE * 842 - y - height))
        ImageDraw.Draw(picture).rectangle((round(x), round(low), round(x + width) - 1, round(high) - 1), fill=0)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def inflated(stream: bytes) -> bytes:
    return zlib.decompressobj().decompress(stream) if stream[:1] == b"x" else b""


SCALE = 4  # pixels a point


@pytest.mark.parametrize(
    ("form", "media_type", "start"),
    [("pdf", "application/pdf", b"%PDF-"), ("png", "image/png", b"\x89PNG"), ("svg", "image/svg+xml", b"<?xml")],
)
def test_a_binary_comes_as_it_is_or_wrapped(patient: Patient, form: str, media_type: str, start: bytes) -> None:
    path = f"Binary/{patient.prescribed()}.{form}"

    plain = patient.get(path)
    wrapped = patient.get(path, headers={"Accept": "application/fhir+json"})

    assert plain.mimetype == media_type
    assert plain.data.startswith(start)
    assert wrapped.json["resourceType"] == "Binary"
    assert wrapped.json["contentType"] == media_type
    assert base64.b64decode(wrapped.json["data"]) == plain.data
    assert patient.get(path, ("_format", "json")).json == wrapped.json
    assert patient.get(path, headers={"Accept": "image/webp"}).status_code == 406
    assert patient.get(path, headers={"Accept": "*/*"}).data == plain.data
    assert patient.get(path, headers={"Accept": f"{media_type}, application/fhir+json;q=0.5"}).data == plain.data
    assert patient.get(path, headers={"Accept": f"{media_type};q=0.5, application/fhir+json"}).json == wrapped.json


def test_lines_lead_to_their_papers(patient: Patient) -> None:
    for paper in patient.lines()[0]["supportingInformation"]:
        assert patient.get(paper["reference"]).status_code == 200


@pytest.mark.parametrize("asked", ["{}.gif", "{}", "1.pdf", ".pdf", "{}.1.pdf", "{}.PDF"])
def test_a_paper_that_is_not_there_is_not_found(patient: Patient, asked: str) -> None:
    answer = patient.get("Binary/" + asked.format(patient.prescribed()))

    assert answer.status_code == 404
    assert answer.json["resourceType"] == "OperationOutcome"


def test_the_key_outlives_the_process_and_codes_stay_good(tmp_path: Path) -> None:
    before = patient_with(Bench(state_dir=tmp_path))
    text = before.code(before.prescribed())
    published = keys(before.bench).as_dict()

    after = Bench(state_dir=tmp_path)

    assert keys(after).as_dict() == published
    assert result(after, text) == "genuine"
    [file] = tmp_path.glob("prescription-key*")
    assert file.stat().st_mode & 0o077 == 0


def test_no_code_of_the_population_is_too_large_to_scan() -> None:
    bench = Bench()
    people = bench.space.part(People)
    people.settle(400)
    drawn = [(persona, one) for persona in people.everyone() for one in people.record(persona).prescriptions]
    longest = max(drawn, key=lambda pair: sum(len(line.drug) + len(line.dose) for line in pair[1].lines))

    code = qr_code(qr_text(bench.space, e_prescription(bench.space, *longest)))

    assert int(code.version) <= 25
    assert code.error == "M"
