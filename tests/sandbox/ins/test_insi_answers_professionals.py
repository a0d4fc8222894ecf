"""The INSi service: who may ask, what it answers (00, 01, 02), how it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from builders.identity import Counter, doctor, professionals_counter
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.ins.openapi import description
from sandbox.people.ins import INS_NIR_DEMO_OID, Ins, with_key
from sandbox.people.people import People

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from sandbox.people.persona import Persona


class Software:
    """The software of a professional, with an access token of Pro Santé Connect."""

    def __init__(self) -> None:
        self.psc: Counter = professionals_counter()
        self.bench = self.psc.bench
        self.doctor = doctor(self.psc)
        client = self.psc.register()
        code = self.psc.answer(client, self.doctor.login, self.doctor.password)["code"]
        self.access_token = self.psc.exchange(client, code).json["access_token"]

    def ask(self, operation: str, body: object, **headers: str) -> TestResponse:
        """Call the service."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {
            "Authorization": f"Bearer {self.access_token}",
            "Content-Type": "application/json",
            "Accept": "application/json",
            **headers,
        }
        return self.bench.post(f"/insi/{operation}", data=data, headers=given)


@pytest.fixture(scope="module")
def software() -> Software:
    return Software()


@pytest.fixture(scope="module")
def someone(software: Software) -> Persona:
    return software.bench.persona()


def traits(persona: Persona, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    told = {
        "family_name": persona.family_name,
        "given_names": persona.given_name,
        "gender": persona.gender,
        "birthdate": persona.birthdate,
        **changes,
    }
    return {name: value for name, value in told.items() if value is not None}


def ins(persona: Persona, **changes: str) -> dict[str, str]:
    return {"matricule": persona.ins.matricule, "oid": persona.ins.oid, **changes}


def test_one_person_is_found(software: Software, someone: Persona) -> None:
    answer = software.ask("search", traits(someone))

    assert answer.status_code == 200
    assert (answer.json["code"], answer.json["label"]) == ("00", "One identity found")
    assert answer.json["identity"]["ins"] == ins(someone)
    assert answer.json["identity"]["status"] == "retrieved"
    assert answer.json["identity"]["birthplace"] == someone.birthplace
    assert answer.headers["Cache-Control"] == "no-store"
    assert software.bench.exchange.facts["insi_code"] == "00"
    assert software.bench.exchange.facts["professional"] == software.doctor.id
    jsonschema.validate(answer.json, _schema(software, "Answer"))


def test_nobody_is_found(software: Software, someone: Persona) -> None:
    for changes in ({"family_name": "Personne"}, {"birthdate": "1902-01-01"}, {"birthplace": "75101"}):
        answer = software.ask("search", traits(someone, **changes))
        assert (answer.status_code, answer.json) == (200, {"code": "01", "label": "No identity found"})


def test_homonyms_need_a_birthplace_or_their_further_names(software: Software) -> None:
    people = software.bench.space.part(People)
    first = people.create()
    second = people.create(homonym_of=first)

    answer = software.ask("search", traits(first))

    assert (answer.status_code, answer.json) == (200, {"code": "02", "label": "Several identities found"})
    for one in (first, second):
        by_place = software.ask("search", traits(one, birthplace=one.birthplace)).json
        assert (by_place["code"], by_place["identity"]["ins"]) == ("00", ins(one))
    by_names = software.ask("search", traits(second, given_names=" ".join(second.birth_given_names))).json
    assert by_names["identity"]["ins"] == ins(second)


def test_a_resident_is_found_among_many(software: Software) -> None:
    people = software.bench.space.part(People)
    if not people.residents:
        people.settle(1000)
    for resident in people.everyone()[-1000:][::211]:
        answer = software.ask("search", traits(resident, birthplace=resident.birthplace))
        assert answer.json["identity"]["ins"] == ins(resident)


def test_an_ins_is_verified_with_its_traits(software: Software, someone: Persona) -> None:
    right = software.ask("verify", {"ins": ins(someone), **traits(someone)})
    other_name = software.ask("verify", {"ins": ins(someone), **traits(someone, family_name="Autre")})
    other_ins = software.ask("verify", {"ins": ins(someone, oid=INS_NIR_DEMO_OID), **traits(someone)})

    assert (right.json["code"], right.json["identity"]["ins"]) == ("00", ins(someone))
    assert other_name.json["code"] == other_ins.json["code"] == "01"


def test_only_professionals_ask(software: Software, someone: Persona) -> None:
    """RFC 6750, 3.1: no error code for a request without a token."""
    paired = software.bench.pair()
    for token, error in (("", False), ("x", True), (paired.answer["access_token"], True)):
        authorization = f"Bearer {token}" if token else ""
        answer = software.ask("search", traits(someone), Authorization=authorization)
        assert answer.status_code == 401
        assert answer.content_type == "application/problem+json"
        assert ("invalid_token" in answer.headers["WWW-Authenticate"]) is error
        jsonschema.validate(answer.json, _schema(software, "Problem"))


def test_a_token_is_good_for_four_minutes(software: Software, someone: Persona) -> None:
    late = Software()
    assert late.ask("search", traits(someone)).status_code == 200
    late.bench.clock.advance(241)
    assert late.ask("search", traits(someone)).status_code == 401
    assert software.ask("search", traits(someone)).status_code == 200


@pytest.mark.parametrize("attributes", [["doubtful"], ["fictitious"], ["doubtful", "homonym"]])
def test_a_doubtful_identity_is_not_asked(software: Software, someone: Persona, attributes: list[str]) -> None:
    for operation, body in (("search", {}), ("verify", {"ins": ins(someone)})):
        answer = software.ask(operation, {**traits(someone), **body, "attributes": attributes})
        assert answer.status_code == 409
        assert "EXI ID 24" in answer.json["detail"]
    assert software.ask("search", traits(someone, attributes=["homonym"])).json["code"] == "00"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"family_name": None}, "#"),
        ({"family_name": ""}, "#/family_name"),
        ({"family_name": 1}, "#/family_name"),
        ({"family_name": "7"}, "#/family_name"),
        ({"given_names": "Жанна"}, "#/given_names"),
        ({"gender": "x"}, "#/gender"),
        ({"birthdate": "2001-02-29"}, "#/birthdate"),
        ({"birthplace": "75"}, "#/birthplace"),
        ({"attributes": ["homonym", "fictitious"]}, "#/attributes"),
        ({"attributes": ["rare"]}, "#/attributes/0"),
        ({"more": 1}, "#"),
    ],
)
def test_each_member_that_is_wrong_is_named(
    software: Software, someone: Persona, changes: dict[str, Any], pointer: str
) -> None:
    answer = software.ask("search", traits(someone, **changes))

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer
    jsonschema.validate(answer.json, _schema(software, "Problem"))


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({"oid": "1.2.250.1.213.1.4.8"}, 422, "no identity of a real person"),
        ({"oid": "1.2.250.1.213.1.4.9"}, 422, "no identity of a real person"),
        ({"oid": "1.2.3"}, 422, "no identity of a real person"),
        ({"matricule": "123456789012345"}, 422, "key"),
        ({"matricule": "1"}, 422, "errors"),
    ],
)
def test_an_ins_that_is_none_is_refused(
    software: Software, someone: Persona, changes: dict[str, str], status: int, says: str
) -> None:
    answer = software.ask("verify", {"ins": ins(someone, **changes), **traits(someone)})
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert says in answer.text


def test_bodies_that_are_no_json_are_refused(software: Software) -> None:
    assert software.ask("search", b"{").status_code == 400
    assert software.ask("search", b"[1]").status_code == 422
    assert software.ask("search", b'{"a": 1, "a": 2}').status_code == 400
    assert software.ask("search", b"{}", **{"Content-Type": "text/plain"}).status_code == 415
    assert software.ask("search", b"x" * 20_000).status_code == 413
    wrong_method = software.bench.get("/insi/search")
    assert (wrong_method.status_code, wrong_method.content_type) == (405, "application/problem+json")


@settings(max_examples=30)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    )
)
def test_no_body_breaks_the_service(software: Software, body: object) -> None:
    assert software.ask("verify", body).status_code in {400, 422}


def test_the_description_is_derived_and_whole(software: Software) -> None:
    described = software.bench.get("/insi/openapi.json").json

    assert described == description(software.bench.space)
    assert described["openapi"] == "3.1.0"
    assert set(described["paths"]) == {"/search", "/verify"}
    for path in described["paths"].values():
        schema = path["post"]["requestBody"]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator.check_schema(schema)
        assert set(path["post"]["responses"]) == {"200", "400", "401", "409", "415", "422"}


def test_an_unknown_but_sound_ins_is_nobodys(software: Software, someone: Persona) -> None:
    alien = replace(someone, ins=Ins(with_key("1790375121518")))
    assert software.ask("verify", {"ins": ins(alien), **traits(alien)}).json["code"] == "01"


def _schema(software: Software, name: str) -> dict[str, Any]:
    return description(software.bench.space)["components"]["schemas"][name]
