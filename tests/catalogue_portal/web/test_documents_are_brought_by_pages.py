"""Documents by the pages: brought, renewed, refused in words with nothing typed lost, found where they count."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from builders.papers import HDS, docx, pdf
from builders.portal_apps import portal_app
from builders.site import client_of, path_of
from builders.told_story import declare
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

if TYPE_CHECKING:
    from builders.told_story import Story
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

WORDS = {
    "fr": ("La pièce peut agir à l’ouverture", "Aucun antivirus n’est installé"),
    "en": ("The document can act when it is opened", "No virus scanner is set up"),
}


def enter(story: Story, who: str, language: str = "en") -> FlaskClient:
    return client_of(portal_app(story.context), story, who, language=language)


def page_of(answer: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def send(client: FlaskClient, path: str, content: bytes | None, **typed: str) -> TestResponse:
    """Fill in the form of a page and press its button."""
    form = page_of(client.get(path)).select_one("main form[enctype]")
    assert form is not None
    data: dict[str, Any] = {
        str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]") if one.get("type") != "file"
    }
    data |= {name.replace("__", "."): value for name, value in typed.items()}
    if content is not None:
        data["file"] = FileStorage(io.BytesIO(content), filename="sent.exe", content_type="application/x-lies")
    boundary, body = encode_multipart(data)  # by hand: the client would leave a file open
    return client.post(str(form["action"]), data=body, content_type=f"multipart/form-data; boundary={boundary}")


def said(**changes: str) -> dict[str, str]:
    return {f"said__{name}": value for name, value in (HDS | changes).items()}


def new_certificate(story: Story) -> str:
    return path_of("new document", story).replace("accessibility_statement", "hds_certificate")


def test_a_document_is_brought_found_and_given_back(own_story: Story) -> None:
    client = enter(own_story, "camille")

    answer = send(client, new_certificate(own_story), pdf(), title="Second host", **said())

    assert answer.status_code == 303
    page = page_of(client.get(answer.headers["Location"]))
    assert page.h1 is not None
    assert page.h1.get_text(strip=True) == "Second host"
    link = page.select_one('a[href$="/file"]')
    assert link is not None
    assert link.get_text(strip=True) == "sent.pdf", "it ends as its content is"
    given = client.get(str(link["href"]))
    assert given.data == pdf()
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert "Second host" in client.get(path_of("documents", own_story)).get_data(as_text=True)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_refusal_is_told_in_words_and_what_was_typed_stays(own_story: Story, language: str) -> None:
    client = enter(own_story, "camille", language)

    acts = pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>")
    answer = send(client, new_certificate(own_story), acts, title="Mine", **said(holder="Zoé"))

    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert all(words in text for words in WORDS[language])
    assert 'value="Zoé"' in text
    assert 'value="Mine"' in text
    assert "Mine" not in client.get(path_of("documents", own_story)).get_data(as_text=True)


def test_what_is_wrong_is_told_beside_its_field(own_story: Story) -> None:
    client = enter(own_story, "camille")

    page = page_of(send(client, new_certificate(own_story), pdf(), **said(expires_on="soon", number="")))

    wrong = {str(one["name"]) for one in page.select(".field.invalid input")}
    assert wrong == {"said.expires_on", "said.number"}
    assert "Write a date." in page.get_text()


def test_a_file_is_missed_in_words(own_story: Story) -> None:
    answer = send(enter(own_story, "camille"), new_certificate(own_story), None, **said())
    assert answer.status_code == 422
    assert "Choose a file" in answer.get_data(as_text=True)


def test_a_newer_version_keeps_what_was_said_and_a_colleague_is_not_overtaken(own_story: Story) -> None:
    client = enter(own_story, "camille")
    path = path_of("newer version of a document", own_story)
    assert 'value="HDS-2026-001"' in client.get(path).get_data(as_text=True)

    assert send(client, path, pdf()).status_code == 303
    late = send(client, path, pdf(), after="1")

    assert late.status_code == 409
    assert "Somebody brought another version meanwhile" in late.get_data(as_text=True)
    told = client.get(path_of("document", own_story)).get_data(as_text=True)
    assert "Version 2" in told
    assert "Version 1" in told


def test_a_larger_document_than_a_form_may_be_is_taken_here(own_story: Story) -> None:
    large = pdf(b"<< >>\nstream\n" + b"\x00" * 3_000_000 + b"\nendstream")
    client = enter(own_story, "camille")
    assert send(client, new_certificate(own_story), large, title="Large", **said()).status_code == 303


def test_what_ends_soon_stands_on_the_desk_and_on_the_app(own_story: Story) -> None:
    client = enter(own_story, "camille")
    for name in ("desk", "app"):
        page = page_of(client.get(path_of(name, own_story)))
        assert page.select_one(f'a[href="{path_of("document", own_story)}"]') is not None, name
        assert "ends on" in page.get_text()


def test_requirement_dossier_evaluation_and_convergence_lead_to_the_document(own_story: Story) -> None:
    place = path_of("document", own_story)
    nadia = enter(own_story, "nadia")
    for name in ("dossier", "evaluation"):
        assert page_of(nadia.get(path_of(name, own_story))).select_one(f'a[href^="{place}"]') is not None, name
    assert "HDS certificate" in nadia.get("/doctrine/MES-URB-03").get_data(as_text=True)
    weighed = page_of(nadia.get(path_of("evaluation", own_story))).find(id="MES-URB-03")
    assert weighed is not None
    assert "Certificat de l'hébergeur" in weighed.get_text()


def test_a_declaration_that_names_a_document_leads_to_it(own_story: Story) -> None:
    client = enter(own_story, "camille")
    rows = """  MES-URB-03: {state: conforms, evidence: ["Certificat de l'hébergeur", another.pdf]}\n"""
    declare(own_story, "Carnet de tension", rows, after=1)

    page = page_of(client.get(f"/apps/{own_story.ids['app Carnet de tension']}/convergence"))

    assert page.select_one(f'a[href="{path_of("document", own_story)}"]') is not None
    assert "another.pdf" in page.get_text()


@pytest.mark.parametrize("who", ["camille", "nadia", None])
def test_whom_it_does_not_concern_finds_nothing(own_story: Story, who: str | None) -> None:
    kept = enter(own_story, "camille")
    made = send(kept, new_certificate(own_story), pdf(), title="Not filed", **said())
    place = str(made.headers["Location"])
    paths = (place, f"{place}/versions/1/file", f"{place}/new")
    if who is None:
        client = portal_app(own_story.context).test_client()
        assert {client.get(path).status_code for path in paths} <= {302, 303, 401}
        return
    client = enter(own_story, who)
    expected = {200} if who == "camille" else {404}
    assert {client.get(path).status_code for path in paths} == expected


def test_a_document_is_set_aside(own_story: Story) -> None:
    client = enter(own_story, "camille")
    page = page_of(client.get(path_of("document", own_story)))
    button = page.select_one('form[action$="/retirement"]')
    assert button is not None
    data = {str(one["name"]): str(one.get("value", "")) for one in button.select("input[name]")}

    assert client.post(str(button["action"]), data=data).status_code == 303

    assert "set aside" in client.get(path_of("document", own_story)).get_data(as_text=True)
    assert "ends on" not in client.get(path_of("desk", own_story)).get_data(as_text=True)


def test_a_document_of_another_format_than_its_type_takes_is_refused(own_story: Story) -> None:
    answer = send(enter(own_story, "camille"), new_certificate(own_story), docx(), **said())
    assert answer.status_code == 422
    assert "not taken in this format" in answer.get_data(as_text=True)
