"""What each page does, and what follows for the apps."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from builders.my_pages import PAGES, Visitor, visitor

from sandbox.clock import Clock
from sandbox.desk import SpaceDesk
from sandbox.fhir.documents.visibility import is_masked
from sandbox.fhir.store import FhirStore
from sandbox.holder.emergencies import Emergencies
from sandbox.holder.professional_rights import RightsOfProfessionals
from sandbox.people.delegations import Delegations
from sandbox.people.people import People

if TYPE_CHECKING:
    from builders.families import Family
    from builders.spaces import Bench

    from sandbox.people.professional import Professional

DAY = 86_400  # seconds


@pytest.fixture
def mother(settled: Bench, kin: Family) -> Visitor:
    return visitor(settled, kin.mother)


@pytest.fixture
def alone(settled: Bench, kin: Family) -> Visitor:
    return visitor(settled, kin.stranger)


@pytest.fixture
def nurse(settled: Bench) -> Professional:
    found = settled.space.part(People).directory.find("pro-44-nurse-0000")
    assert found is not None
    return found


def act(bench: Bench, name: str, **parameters: object) -> object:
    return SpaceDesk().act(bench.space, None, name, parameters)["changed"]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_both_languages(alone: Visitor, path: str, lang: str) -> None:
    answer = alone.bench.get(f"/my{path}?lang={lang}", alone.browser)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    if path != "/export":
        assert f'<html lang="{lang}">' in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "<script" not in answer.text
        assert " style=" not in answer.text


def test_a_language_once_chosen_stays(alone: Visitor) -> None:
    alone.get("?lang=fr")
    assert '<html lang="fr">' in alone.get("/apps").text


def test_closing_asks_once_more_then_ends_every_pairing(settled: Bench, alone: Visitor) -> None:
    paired = settled.pair(persona=alone.persona)

    assert "really?" in alone.post("/account", event="close").text
    assert paired.everything().status_code == 200
    assert "The space is closed." in alone.do("/account", event="close", sure="yes")

    assert paired.everything().status_code == 401
    assert alone.get("/documents").headers["Location"].endswith("/my/account")
    assert "open again" in alone.do("/account", event="reopen")
    assert paired.everything().status_code == 401
    assert alone.get("/documents").status_code == 200


def test_a_space_is_refused_and_opened_after_all(settled: Bench, alone: Visitor) -> None:
    act(settled, "announce_space", persona=alone.persona.id)
    assert "will open on" in alone.get("").text

    alone.do("/account", event="refuse", sure="yes")
    settled.space.part(Clock).advance(43 * DAY)
    again = visitor(settled, alone.persona)
    assert "This space was refused" in again.get("").text
    assert "The space is open." in again.do("/account", event="open")


def test_who_does_not_answer_has_an_open_space_after_six_weeks(settled: Bench, alone: Visitor) -> None:
    act(settled, "announce_space", persona=alone.persona.id)
    settled.space.part(Clock).advance(42 * DAY)

    assert "This space is open." in visitor(settled, alone.persona).get("").text


def test_a_suspended_space_tells_so_and_leaves_nothing_to_do(settled: Bench, alone: Visitor) -> None:
    act(settled, "suspend_account", persona=alone.persona.id)

    assert "suspended" in alone.get("").text
    assert "not possible now" in alone.do("/account", event="close", sure="yes")
    assert alone.get("/export").status_code == 303


def test_a_document_is_hidden_from_professionals_and_shown_again(settled: Bench, mother: Visitor) -> None:
    page = mother.get("/documents").text
    document = page.split('name="document" value="')[1].partition('"')[0]

    assert "Hidden from professionals" in mother.do("/documents", document=document, do="hide")
    kept = settled.space.part(FhirStore).find("DocumentReference", document, mother.persona.id)
    assert kept is not None
    assert is_masked(kept.read())
    for meaning_nothing in ({"do": "unveil"}, {"do": ""}, {}):
        assert "Nothing was changed" in mother.do("/documents", document=document, **meaning_nothing)
    assert "shown to professionals" in mother.do("/documents", document=document, do="show")


def test_consents_are_withdrawn_one_by_one_and_given_back(settled: Bench, alone: Visitor) -> None:
    paired = settled.pair(persona=alone.persona)
    choice = {"client": paired.client.client_id, "scope": "measures.read"}

    assert "The consent is withdrawn." in alone.do("/apps", do="withdraw", **choice)
    assert paired.everything().status_code == 403
    assert paired.write({}).status_code != 403
    assert "The consent is given." in alone.do("/apps", do="give", **choice)
    assert paired.everything().status_code == 200
    assert "Nothing was changed." in alone.do("/apps", do="give", **choice)
    assert "no longer paired" in alone.do("/apps", do="unpair", client=paired.client.client_id)
    assert paired.everything().status_code == 401


def test_no_consent_is_given_for_what_the_app_never_asked(settled: Bench, alone: Visitor) -> None:
    client = settled.register(scope="openid measures.read")
    settled.pair(client, persona=alone.persona, scope="openid measures.read", scopes=("measures.read",))

    assert "Nothing was changed." in alone.do("/apps", do="give", client=client.client_id, scope="documents.read")


def test_professionals_are_looked_up_allowed_blocked_and_forgotten(
    settled: Bench, alone: Visitor, nurse: Professional
) -> None:
    rights = settled.space.part(RightsOfProfessionals)
    assert nurse.name in alone.get(f"/professionals?name={nurse.family_name}").text

    for do in ("allow", "block", "forget", "attending"):
        alone.do("/professionals", do=do, professional=nurse.id)
        now = rights.of(alone.persona)
        assert (nurse.id in now.allowed) is (do == "allow")
        assert (nurse.id in now.blocked) is (do == "block")
    assert rights.of(alone.persona).attending == nurse.id
    alone.do("/professionals", do="no_attending")
    assert rights.of(alone.persona).attending is None
    alone.do("/professionals", do="oppose")
    assert rights.of(alone.persona).emergency_opposed
    assert "Nothing was changed." in alone.do("/professionals", do="block", professional="pro-0")


def test_an_emergency_is_told_until_it_has_been_read(settled: Bench, alone: Visitor, nurse: Professional) -> None:
    act(settled, "open_in_emergency", persona=alone.persona.id, professional=nurse.id, reason="<b>Malaise</b>")

    assert "opened the record in an emergency" in alone.get("").text
    page = alone.get("/emergencies").text
    assert nurse.name in page
    assert "&lt;b&gt;Malaise&lt;/b&gt;" in page
    alone.do("/emergencies")
    assert "opened the record in an emergency" not in alone.get("").text
    assert nurse.name in alone.get("/emergencies").text


def test_a_relative_is_invited_accepts_acts_and_is_revoked(settled: Bench, alone: Visitor, kin: Family) -> None:
    assert "The invitation is ready" in alone.do("/relatives", do="invite", email=kin.father.email, scope="act")
    father = visitor(settled, kin.father)
    assert "asks you to help" in father.get("").text
    [invited] = settled.space.part(Delegations).of_holder(alone.persona.id)

    father.do("/relatives", do="accept", delegation=invited.id)
    assert alone.persona.name in father.do("/acting-for", holder=alone.persona.id)
    assert "You are in the space of" in father.get("/documents").text
    alone.do("/relatives", do="end", delegation=invited.id)

    assert alone.persona.name not in father.get("/documents").text
    assert father.post("/acting-for", holder=alone.persona.id).status_code == 403


def test_an_invitation_to_nobody_looks_like_any_other(alone: Visitor, kin: Family) -> None:
    to_nobody = alone.do("/relatives", do="invite", email="nobody@patients.example", scope="see")
    to_somebody = alone.do("/relatives", do="invite", email=kin.father.email, scope="see")

    assert "has not answered yet" in to_nobody
    assert to_somebody.count("has not answered yet") == to_nobody.count("has not answered yet") + 1
    assert kin.father.name not in to_somebody


@pytest.mark.parametrize(
    "email",
    [
        *("", "not an address", "@", "@patients.example", "somebody@", "a@localhost", "a@b@patients.example"),
        *("a\0b@patients.example", "a b@patients.example", "a@patients.example>", "a@patients..example"),
        *("a" * 65 + "@patients.example", "a@" + "b" * 260 + ".example"),
    ],
)
def test_a_wrong_invitation_is_told(alone: Visitor, email: str) -> None:
    assert "did not leave" in alone.do("/relatives", do="invite", email=email, scope="see")
    assert "did not leave" in alone.do("/relatives", do="invite", email=alone.persona.email, scope="see")
    assert "did not leave" in alone.do("/relatives", do="invite", email="a@b.example", scope="everything")


def test_a_guardian_decides_for_their_child_and_no_longer_after_the_birthday(
    settled: Bench, mother: Visitor, kin: Family
) -> None:
    assert kin.child.name in mother.do("/acting-for", holder=kin.child.id)
    mother.do("/professionals", do="oppose")
    assert settled.space.part(RightsOfProfessionals).of(kin.child).emergency_opposed
    assert not settled.space.part(RightsOfProfessionals).of(kin.mother).emergency_opposed
    assert mother.post("/relatives", do="invite", email="a@b.example", scope="see").status_code == 403

    act(settled, "come_of_age", persona=kin.child.id)

    assert kin.child.name not in mother.get("").text
    assert kin.child.given_name in visitor(settled, kin.child).get("").text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/account", {"event": "close", "sure": "yes"}),
        ("/documents", {"document": "x", "do": "hide"}),
        ("/apps", {"do": "unpair", "client": "x"}),
        ("/professionals", {"do": "oppose"}),
        ("/emergencies", {}),
        ("/relatives", {"do": "invite", "email": "a@b.example", "scope": "act"}),
    ],
)
def test_who_may_only_see_changes_nothing(
    settled: Bench, alone: Visitor, kin: Family, path: str, fields: dict[str, str]
) -> None:
    act(settled, "name_delegate", persona=alone.persona.id, delegate=kin.father.id, scope="see")
    father = visitor(settled, kin.father)
    father.do("/acting-for", holder=alone.persona.id)

    assert father.post(path, **fields).status_code == 403
    assert father.get("/documents").status_code == 200
    assert father.get("/export").status_code == 403


def test_who_may_act_governs_nothing(settled: Bench, alone: Visitor, kin: Family, nurse: Professional) -> None:
    act(settled, "name_delegate", persona=alone.persona.id, delegate=kin.father.id)
    father = visitor(settled, kin.father)
    father.do("/acting-for", holder=alone.persona.id)

    father.do("/professionals", do="block", professional=nurse.id)
    assert father.post("/professionals", do="oppose").status_code == 403
    assert father.post("/account", event="close", sure="yes").status_code == 403
    assert father.get("/export").status_code == 403


def test_the_archive_holds_all_that_is_theirs_and_nothing_else(settled: Bench, mother: Visitor, kin: Family) -> None:
    other = settled.pair().persona
    act(settled, "write_document", persona=mother.persona.id, title="Caché", hidden=True)
    act(settled, "open_in_emergency", persona=mother.persona.id, professional="pro-44-nurse-0000", reason="Malaise")

    archive = zipfile.ZipFile(io.BytesIO(mother.get("/export").data))

    assert archive.testzip() is None
    names = archive.namelist()
    assert len(names) == len(set(names))
    bundles = {name: json.loads(archive.read(name)) for name in names if name.startswith("fhir/")}
    assert {"fhir/mesures.json", "fhir/documents.json", "fhir/agenda.json", "fhir/messages.json"} <= set(bundles)
    whole = b"".join(archive.read(name) for name in names if name.endswith(".json")).decode()
    assert "\\u001a" not in whole
    assert not [one for one in (other.id, other.name, kin.father.ins.matricule, kin.stranger.email) if one in whole]
    assert "Caché" not in whole
    assert any(name.startswith("documents/") for name in names)
    choices = json.loads(archive.read("choices.json"))
    assert choices["account"]["status"] == "active"
    assert [one["reason"] for one in choices["emergencies"]] == ["Malaise"]
    log = json.loads(archive.read("accesses.json"))
    assert isinstance(log, list)


@pytest.mark.parametrize(("lang", "words"), [("fr", "au plus 5000"), ("en", "at most 5000")])
def test_the_page_says_what_the_archive_leaves_out(alone: Visitor, lang: str, words: str) -> None:
    text = alone.get(f"/account?lang={lang}").text

    assert words in text
    assert "images" in text


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_page_tells_a_guardian_that_the_space_of_a_child_is_theirs(
    settled: Bench, mother: Visitor, kin: Family, lang: str
) -> None:
    settled.space.part(Emergencies).open(kin.child, "pro-44-nurse-0000", "Malaise")
    mother.do("/acting-for", holder=kin.child.id)

    for path in PAGES[:-1]:
        page = BeautifulSoup(mother.get(f"{path}?lang={lang}").text, "html.parser").main
        assert page is not None
        found = re.findall(r"(?i)\b(?:mon|mes|votre espace|votre dossier|my|your (?:space|record|data))\b", page.text)
        assert found == [], path


def test_reading_of_an_emergency_is_the_holders_own(settled: Bench, alone: Visitor, nurse: Professional) -> None:
    act(settled, "open_in_emergency", persona=alone.persona.id, professional=nurse.id, reason="Malaise")
    assert "Noted." in alone.do("/emergencies")
    assert "Nothing was changed." in alone.do("/emergencies")
    assert settled.space.part(Emergencies).untold(alone.persona.id) == ()
