"""No surface of the space takes in the INS of a real person, and the journal keeps none."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from builders.documents import Documents, pair
from hypothesis import given
from hypothesis import strategies as st

from sandbox.people.ins import REFUSED_OIDS, TEST_OIDS, Ins, RealIdentityError, refused_oid_in, with_key

if TYPE_CHECKING:
    from builders.spaces import Bench
    from werkzeug.test import TestResponse

REAL = with_key("1790375121518")
PRODUCTION = "1.2.250.1.213.1.4.8"
SAYS = "send no identity of a real person here"


@pytest.mark.parametrize("oid", [*REFUSED_OIDS, "1.2.3", "", "1.2.250.1.213.1.4.1"])
def test_there_is_no_ins_but_for_tests(oid: str) -> None:
    with pytest.raises(RealIdentityError, match=SAYS):
        Ins(REAL, oid)


@pytest.mark.parametrize("oid", REFUSED_OIDS)
def test_an_oid_is_found_in_whatever_it_is_part_of(oid: str) -> None:
    for text in (
        oid,
        f"urn:oid:{oid}",
        f"urn:oid:{oid}|{REAL}",
        f"Patient?identifier=urn:oid:{oid}|1",
        f"it is {oid}.",
    ):
        assert refused_oid_in(text) == oid
    for text in (f"{oid}0", f"{oid}.1", f"9.{oid}", f"1{oid}", *TEST_OIDS):
        assert refused_oid_in(text) is None


@given(st.text(alphabet="0123456789.", max_size=40))
def test_only_whole_oids_are_found(text: str) -> None:
    found = refused_oid_in(text)
    assert (found is None) or found in re.findall(r"[0-9.]+[0-9]", text)


def _document(**subject: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    return {"resourceType": "DocumentReference", "status": "current", "subject": subject}


def test_fhir_refuses_it_after_it_knows_the_app(bench: Bench) -> None:
    app = pair(bench)
    body = _document(identifier={"system": f"urn:oid:{PRODUCTION}", "value": REAL})
    plain, bundle = json.dumps(body), json.dumps({"resourceType": "Bundle", "entry": [{"resource": body}]})
    for paired, url, data in (
        (app.paired, "/api/documents/fhir/DocumentReference", plain),
        (app.paired, "/api/documents/fhir/DocumentReference", plain.replace(PRODUCTION, f"{PRODUCTION[:-1]}\\u0038")),
        (app.paired, "/api/documents", bundle),
        (bench.pair(), "/api/mesures", bundle),
    ):
        bench.notebook.secrets.clear()
        headers = {**paired.headers, "Content-Type": "application/fhir+json"}
        answer = bench.post(url, data=data, headers=headers)

        assert answer.status_code == 422, answer.text
        assert SAYS in answer.json["issue"][0]["diagnostics"]
        assert ("identity", REAL) in bench.notebook.secrets
        assert bench.exchange.facts["patient_equal"] is False
    assert bench.post("/api/documents/fhir/DocumentReference", data=json.dumps(body)).status_code == 401


def test_a_search_by_it_is_refused_too(bench: Bench) -> None:
    app = pair(bench)
    answer = app.search(patient__identifier=f"urn:oid:{PRODUCTION}|{REAL}")

    assert answer.status_code == 422
    assert SAYS in answer.text
    assert ("identity", REAL) in bench.notebook.secrets
    app_own = app.paired.persona.ins
    assert app.search(patient__identifier=f"{app_own.system}|{app_own.matricule}").status_code == 200


def published(app: Documents, cda: bytes) -> TestResponse:
    document = app.simplified()
    document["content"][0]["attachment"] |= {"contentType": "text/xml", "data": base64.b64encode(cda).decode()}
    return app.publish(document)


@pytest.mark.parametrize("oid", REFUSED_OIDS)
def test_a_cda_document_about_a_real_person_is_refused(bench: Bench, oid: str) -> None:
    app = pair(bench)
    cda = (
        '<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole>'
        f'<id root="{oid}" extension="{REAL}"/></patientRole></recordTarget></ClinicalDocument>'
    )
    answer = published(app, cda.encode())

    assert answer.status_code == 422, answer.text
    assert "recordTarget" in answer.text
    assert SAYS in answer.text
    assert ("identity", REAL) in bench.notebook.secrets


def test_a_cda_document_names_no_real_person_beside_its_patient(bench: Bench) -> None:
    app = pair(bench)
    cda = (
        '<ClinicalDocument xmlns="urn:hl7-org:v3"><participant><associatedEntity>'
        f'<id root="{PRODUCTION}" extension="{REAL}"/></associatedEntity></participant></ClinicalDocument>'
    )
    answer = published(app, cda.encode("utf-16"))

    assert answer.status_code == 422, answer.text
    assert SAYS in answer.text
    assert ("identity", REAL) in bench.notebook.secrets


def test_no_page_takes_a_matricule_that_nobody_here_has(bench: Bench) -> None:
    persona = bench.persona()
    browser = bench.browser()
    page = bench.follow(browser, bench.authorize(browser, bench.request(bench.register())))
    written = f"{REAL[0]} {REAL[1:3]} {REAL[3:5]} {REAL[5:]}"
    answer = bench.submit(browser, page, email=written, password="x", decision="sign-in")

    assert answer.status_code == 422
    assert ("identity", REAL) in bench.notebook.secrets
    own = bench.submit(browser, page, email=persona.ins.matricule, password="x", decision="sign-in")
    assert own.status_code == 422
    assert "adresse" in own.text


GROUPS = (REAL[0], REAL[1:3], REAL[3:5], REAL[5:7], REAL[7:10], REAL[10:13], REAL[13:])


@pytest.mark.parametrize("separator", ["", " ", "\u00a0", "\u202f", ".", "-"])
def test_a_matricule_is_found_in_a_sentence_however_it_is_grouped(bench: Bench, separator: str) -> None:
    written = separator.join(GROUPS)
    answer = bench.post("/sign-in", data={"email": f"je suis {written}, merci"})

    assert answer.status_code == 422, answer.text
    assert ("identity", written) in bench.notebook.secrets
    assert ("identity", REAL) in bench.notebook.secrets


def test_no_address_takes_it_either_but_what_programs_draw_is_theirs(bench: Bench) -> None:
    assert bench.get("/my/professionals", query_string={"name": REAL}).status_code == 422
    assert bench.get("/my/professionals", query_string={"state": REAL, "nonce": REAL}).status_code == 303
    assert bench.get("/my/professionals", query_string={"name": f"urn:oid:{min(TEST_OIDS)}|{REAL}"}).status_code == 303


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/fhir+xml", "", "image/png"])
def test_no_body_takes_an_oid_of_production_whatever_it_says_to_be(bench: Bench, media_type: str) -> None:
    answer = bench.post("/insi/search", data=f"<id root='{PRODUCTION}' extension='{REAL}'/>", content_type=media_type)

    assert answer.status_code == 422, answer.text
    assert ("identity", REAL) in bench.notebook.secrets


@pytest.mark.parametrize("text", [REAL, " ".join(GROUPS), f"urn:oid:{PRODUCTION}|1", f"RX1:{PRODUCTION}"])
def test_no_pharmacy_sends_it_for_a_code_of_a_prescription(bench: Bench, text: str) -> None:
    answer = bench.post("/api/prescriptions/verify", data=text, content_type="text/plain")

    assert answer.status_code == 422, answer.text
    assert answer.json["resourceType"] == "OperationOutcome"
    assert bench.post("/api/prescriptions/verify", data="RX1:x", content_type="text/plain").status_code == 200


def test_a_person_reads_why_in_their_language(bench: Bench) -> None:
    for language, words in (("fr", "Aucune identité réelle ici"), ("en", "No real identity here")):
        headers = {"Accept": "text/html", "Accept-Language": language}
        answer = bench.get("/sign-in", query_string={"x": f"urn:oid:{PRODUCTION}"}, headers=headers)
        assert answer.status_code == 422
        assert words in answer.text
        assert "script" not in answer.text


def test_a_program_is_told_in_the_words_of_the_surface(bench: Bench) -> None:
    oauth = bench.post("/oauth2/token", data={"client_id": f"{PRODUCTION}"})
    assert (oauth.status_code, oauth.json["error"]) == (422, "invalid_request")
    insi = bench.post("/insi/search", data=json.dumps({"ins": PRODUCTION}), content_type="application/json")
    assert (insi.status_code, insi.content_type) == (422, "application/problem+json")


@pytest.mark.parametrize("provider", ["franceconnect", "franceconnect-plus", "apcv"])
def test_no_provider_takes_it_in_although_its_path_may_look_like_that_of_an_api(bench: Bench, provider: str) -> None:
    root = f"/{provider}" if provider == "apcv" else f"/{provider}/api/v2"
    typed = bench.post(f"{root}/sign-in", data={"login": REAL, "password": "x"}, headers={"Accept": "text/html"})
    asked = bench.get(f"{root}/authorize", query_string={"login_hint": f"urn:oid:{PRODUCTION}|{REAL}"})

    assert typed.status_code == asked.status_code == 422
    assert REAL not in typed.text
    assert asked.json["error"] == "invalid_request"
    assert ("identity", REAL) in bench.notebook.secrets


@pytest.mark.parametrize("written", [REAL, f"NIR {' '.join(GROUPS)}, vu ce jour"])
def test_nobody_writes_it_into_the_words_of_a_resource(bench: Bench, written: str) -> None:
    app = pair(bench)
    with_description = app.simplified() | {"description": written}
    with_name = app.simplified()
    with_name["subject"] |= {"display": written}
    narrated = app.simplified() | {"text": {"status": "generated", "div": f"<div>{written}</div>"}}
    for document in (with_description, with_name, narrated):
        answer = app.publish(document)

        assert answer.status_code == 422, answer.text
        assert "nobody in this space has that matricule" in answer.text
    own = app.paired.persona.ins.matricule
    assert app.publish(app.simplified() | {"description": own}).status_code == 201


def test_a_number_that_programs_draw_is_no_identity(bench: Bench) -> None:
    app = pair(bench)
    drawn = {"system": "urn:oid:2.999.1", "value": REAL}
    assert app.publish(app.simplified() | {"identifier": [drawn]}).status_code == 201


def test_no_header_takes_an_oid_of_production(bench: Bench) -> None:
    header = {"X-Patient": f"urn:oid:{PRODUCTION}|{REAL}"}
    assert bench.get("/sign-in", headers=header).status_code == 422
    assert ("identity", REAL) in bench.notebook.secrets
    app = pair(bench)
    answer = bench.get("/api/documents/fhir/DocumentReference", headers=app.paired.headers | header)
    assert answer.status_code == 422, answer.text


def test_a_plain_text_document_holds_none(bench: Bench) -> None:
    app = pair(bench)
    for written in (f"INS {REAL}", f"urn:oid:{PRODUCTION}|1"):
        document = app.simplified()
        data = base64.b64encode(written.encode()).decode()
        document["content"][0]["attachment"] |= {"contentType": "text/plain", "data": data}
        answer = app.publish(document)

        assert answer.status_code == 422, answer.text


def test_what_is_no_identity_passes(bench: Bench) -> None:
    assert bench.get("/sign-in", query_string={"x": "1.2.250.1.213.1.4.80"}).status_code == 400
