from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

if TYPE_CHECKING:
    from builders.spaces import Bench, Paired
    from werkzeug.test import TestResponse

BAD_ID_TOKEN = "HTTP code 400 : Bad request -> The ID_TOKEN value is not valid (invalid JWT)"
OTHER_OID = (
    "HTTP code 409 :OID conflict between the one from id_token and the one in the system"
    " -> OID different between id_token and ecosystem"
)


@pytest.fixture
def paired(bench: Bench) -> Paired:
    return bench.pair()


def read(paired: Paired, **headers: str | None) -> TestResponse:
    given = {name: value for name, value in {**paired.headers, **headers}.items() if value is not None}
    query = {"code": "29463-7", "subject.identifier": paired.patient, "_sort": "-date", "_count": "1"}
    return paired.bench.get("/api/mesures/fhir/Observation", query_string=query, headers=given)


def refusal(answer: TestResponse) -> tuple[int, str]:
    assert answer.mimetype == "application/fhir+json"
    return answer.status_code, answer.json["issue"][0]["diagnostics"]


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer unknown", "Basic YTpi", "bearer é"])
def test_without_a_good_access_token_it_is_unauthorized(paired: Paired, authorization: str | None) -> None:
    answer = read(paired, Authorization=authorization)

    assert refusal(answer) == (401, "Unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert paired.bench.exchange.facts["token_state"] == "unknown"


@pytest.mark.parametrize("shown", [None, "", "junk", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_without_a_good_id_token_it_is_a_bad_request(paired: Paired, shown: str | None) -> None:
    assert refusal(read(paired, **{"X-ID-Token": shown})) == (400, BAD_ID_TOKEN)
    assert paired.bench.exchange.facts["id_token_header"] == ("invalid" if shown else "missing")


def test_an_id_token_that_we_did_not_sign_is_invalid(paired: Paired) -> None:
    forged = jwt.encode({"alg": "ES256"}, paired.claims, ECKey.generate_key("P-256"))

    assert refusal(read(paired, **{"X-ID-Token": forged})) == (400, BAD_ID_TOKEN)


def test_an_expired_id_token_is_invalid(bench: Bench) -> None:
    bench.open_episode("e-1", access_token=1000.0)
    paired = bench.pair(episode="e-1")
    bench.clock.advance(301)

    assert refusal(read(paired)) == (400, BAD_ID_TOKEN)
    assert bench.exchange.facts["id_token_header"] == "expired"


def test_the_id_token_of_another_person_is_forbidden(paired: Paired) -> None:
    other = paired.bench.pair(paired.client)

    answer = read(paired, **{"X-ID-Token": other.answer["id_token"]})

    assert refusal(answer) == (403, "idPe requested do not match authorized idPe.")
    assert paired.bench.exchange.facts["id_token_header"] == "other_person"


def test_the_id_token_of_another_solution_is_a_conflict(paired: Paired) -> None:
    other = paired.bench.pair(persona=paired.persona)

    answer = read(paired, **{"X-ID-Token": other.answer["id_token"]})

    assert refusal(answer) == (409, OTHER_OID)
    assert paired.bench.exchange.facts["id_token_header"] == "other_solution"


def test_reading_without_consent_is_refused(bench: Bench) -> None:
    paired = bench.pair(scopes=("measures.write",))

    assert refusal(read(paired)) == (403, "Consent not given, access refused.")
    assert bench.exchange.facts["consent"] is False


def test_writing_without_consent_is_refused_before_the_body_is_read(bench: Bench) -> None:
    paired = bench.pair(scopes=("measures.read",))

    assert refusal(paired.write(b"{")) == (403, "Consent not given, access refused.")


def test_a_narrowed_token_gives_no_more_than_it_says(bench: Bench) -> None:
    paired = bench.pair()
    narrow = paired.refresh(scope="openid").json

    answer = read(paired, Authorization=f"Bearer {narrow['access_token']}", **{"X-ID-Token": narrow["id_token"]})

    assert refusal(answer) == (403, "Consent not given, access refused.")


def test_a_token_in_the_query_is_no_token(paired: Paired) -> None:
    answer = paired.bench.get(
        "/api/mesures/fhir/Observation", query_string={"access_token": paired.answer["access_token"]}
    )

    assert answer.status_code == 401
