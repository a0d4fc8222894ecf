"""Bodies that no app should send, over real TLS: each gets its OperationOutcome, and the space goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders.pairing import session
from builders.standing import Stage, set_stage

from sandbox.client import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

pytestmark = pytest.mark.integration
FHIR = "application/fhir+json"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Sandbox.start(seed=5) as sandbox:
        yield set_stage(sandbox)


@pytest.fixture(scope="module")
def app(stage: Stage) -> requests.Session:
    pairing = stage.open()
    tokens = pairing.tokens(pairing.callback()["code"]).json()
    made = session(stage.sandbox.ca_bundle)
    made.headers["Authorization"] = f"Bearer {tokens['access_token']}"
    made.headers[stage.client.id_token_header] = tokens["id_token"]
    return made


@pytest.mark.parametrize(
    ("body", "media_type", "expected"),
    [
        (b"a" * 50_000_000, FHIR, (413, "too-long")),
        (b"<Bundle/>", "application/fhir+xml", (415, "not-supported")),
        (b"{}", f"{FHIR}; fhirVersion=3.0", (415, "not-supported")),
        (b"{}", f"{FHIR}; charset=utf-16", (415, "not-supported")),
        (b'{"a":' * 1000 + b"1" + b"}" * 1000, FHIR, (400, "structure")),
        (b'{"resourceType":"Bundle","resourceType":"Bundle"}', FHIR, (400, "structure")),
        (b"{", FHIR, (400, "structure")),
        (b'{"resourceType":"Bundle","entry":[' + b",".join([b"{}"] * 100_000) + b"]}", FHIR, (422, "invalid")),
    ],
    ids=["50 MB", "XML", "R3", "UTF-16", "deep", "twice", "half", "many"],
)
def test_a_hostile_body_is_refused_in_the_words_of_fhir(
    stage: Stage, app: requests.Session, body: bytes, media_type: str, expected: tuple[int, str]
) -> None:
    answer = app.post(stage.space.fhir_base, data=body, headers={"Content-Type": media_type}, timeout=60)

    status, code = expected
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith(FHIR)
    assert code in told(answer)
    assert len(answer.content) < 100_000


def test_an_unknown_parameter_is_named(stage: Stage, app: requests.Session) -> None:
    answer = app.get(f"{stage.space.fhir_base}/fhir/Observation?cod=29463-7", timeout=20)

    assert answer.status_code == 400
    assert "did you mean code?" in answer.text


@pytest.mark.parametrize(
    "accepted", ["application/fhir+json; fhirVersion=4.0", "*/*", "application/json, text/html;q=0.1"]
)
def test_what_can_be_answered_is_acceptable(stage: Stage, app: requests.Session, accepted: str) -> None:
    answer = app.get(f"{stage.space.apis['documents']}/fhir/metadata", headers={"Accept": accepted}, timeout=20)

    assert answer.status_code == 200


def told(answer: requests.Response) -> list[str]:
    outcome: Any = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    return [issue["code"] for issue in outcome["issue"]]
