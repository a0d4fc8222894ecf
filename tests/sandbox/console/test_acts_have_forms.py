from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from sandbox.act_declarations import declared_acts
from sandbox.console.typed import TypedWrongError, typed_value
from sandbox.fhir.acts import ACTS as RECORD_ACTS
from sandbox.holder.acts import ACTS as HOLDER_ACTS
from sandbox.oidc import backchannel_logout
from sandbox.oidc.acts import ACTS

if TYPE_CHECKING:
    from builders.console import Opened

    from sandbox.client import Client, Persona


def test_every_act_is_declared_and_every_declaration_is_an_act() -> None:
    assert set(declared_acts()) == {*ACTS, *RECORD_ACTS, *HOLDER_ACTS, backchannel_logout.ACT}


@pytest.mark.integration
def test_each_act_is_done_as_its_form_is_served(opened: Opened, client: Client, persona: Persona) -> None:
    pairing = opened.paired(client, persona)
    pairing.tokens(pairing.callback()["code"])
    page = BeautifulSoup(opened.page(f"/acts?persona={persona.id}"), "html.parser")
    forms = page.select("main form")

    assert len(forms) == len(declared_acts())
    for form in forms:
        name = str(form["action"]).rpartition("/")[2]
        if name == "prescriber_withdraws":  # the pharmacist has just dispensed all there was
            opened.post("/acts/physician_prescribes", persona=persona.id)
        fields = {str(one["name"]): str(one.get("value", "")) for one in form.select("input:not([type=checkbox])")}
        if "set_delegate" in fields:
            fields["set_delegate"] = opened.space.create_persona().id
        fields |= {str(one["name"]): one.select("option[selected]")[0].text for one in form.select("select")}
        answer = opened.post(f"/acts/{name}", **{**fields, "form_token": opened.token()})
        assert answer.status_code == 303, (name, BeautifulSoup(answer.text, "html.parser").select(".wrong"))
    done = [event["act"] for event in opened.space.events() if event["kind"] == "act"]
    assert list(dict.fromkeys(done)) == list(declared_acts())


@pytest.mark.integration
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("unpair", {"persona": "nobody"}),
        ("unpair", {"persona": ""}),
        ("pharmacist_dispenses", {"set_lines": "one"}),
        ("professional_writes", {"set_attachments": "{"}),
        ("professional_closes_thread", {"set_thread": "x"}),
        ("withdraw_consent", {"set_family": "<script>"}),
        ("professional_writes", {"set_text": "NIR 1 79 03 75 121 518 42"}),
        ("write_document", {"set_text": "urn:oid:1.2.250.1.213.1.4.8"}),
    ],
)
def test_an_act_that_cannot_be_done_is_told(
    opened: Opened, persona: Persona, name: str, fields: dict[str, str]
) -> None:
    answer = opened.post(f"/acts/{name}", **{"persona": persona.id, **fields})

    assert answer.status_code == 422
    assert BeautifulSoup(answer.text, "html.parser").select_one(f"#act-{name} .wrong")
    assert [event for event in opened.space.events() if event["kind"] == "act"] == []


@pytest.mark.integration
def test_there_is_no_other_act(opened: Opened, persona: Persona) -> None:
    assert opened.post("/acts/fly", persona=persona.id).status_code == 404
    assert [act["act"] for act in opened.space.acts()] == list(declared_acts())


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", " x ", " x "),
        ("number", "1,5", 1.5),
        ("flag", "yes", True),
        ("flag", "", False),
        ("choice", "a", "a"),
        ("numbers", "1, 2 3", [1, 2, 3]),
        ("numbers", "", []),
        ("json", '[{"a": 1}]', [{"a": 1}]),
    ],
)
def test_what_is_typed_is_the_value_that_it_stands_for(kind: str, typed: str, value: object) -> None:
    assert typed_value(kind, typed, ("a", "b")) == value


@pytest.mark.parametrize(
    ("kind", "typed"), [("number", "x"), ("number", "inf"), ("choice", "c"), ("numbers", "-1"), ("json", "[")]
)
def test_anything_else_is_told(kind: str, typed: str) -> None:
    with pytest.raises(TypedWrongError):
        typed_value(kind, typed, ("a", "b"))
