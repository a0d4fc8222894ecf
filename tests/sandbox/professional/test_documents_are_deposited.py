"""Adding to a record: only for a qualified identity, in the professional's name, as confidential as they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.consulting import Consulting, consult, picture_of
from builders.documents import Documents
from builders.documents import pair as pair_documents

from sandbox.fhir.documents.vocabulary import labels_of
from sandbox.holder.professional_rights import RightsOfProfessionals
from sandbox.ins.symbol import read_picture

if TYPE_CHECKING:
    from builders.spaces import Bench

    from sandbox.people.persona import Persona


@pytest.fixture
def app(bench: Bench) -> Documents:
    """An app that reads the documents of the patient."""
    return pair_documents(bench)


@pytest.fixture
def persona(app: Documents) -> Persona:
    return app.paired.persona


def seen_by_app(app: Documents, title: str) -> list[dict[str, object]]:
    return [one for one in app.found() if one["content"][0]["attachment"]["title"] == title]


def test_a_document_is_written_in_the_name_of_the_professional(
    app: Documents, somebody: Consulting, persona: Persona
) -> None:
    page = somebody.qualified(persona)
    form = somebody.get(page).text
    assert "L. 1111-15" in form

    assert somebody.write(page, title="Bilan d’été", text="Repos.\nBoire.").status_code == 303

    [written] = seen_by_app(app, "Bilan d’été")
    assert labels_of(written["securityLabel"]) == {"N"}  # type: ignore[arg-type]  # JSON
    [author] = [one for one in written["contained"] if one["id"] == "author"]  # type: ignore[attr-defined,index]  # JSON
    assert somebody.doctor.login.endswith(author["identifier"][0]["value"])
    assert "Bilan d’été" in somebody.titles(page)
    assert somebody.bench.exchange.facts["right"] == "allowed"


def test_what_is_to_be_announced_waits(app: Documents, bench: Bench, somebody: Consulting, persona: Persona) -> None:
    page = somebody.qualified(persona)
    somebody.write(page, title="Résultat délicat", shown_to="professionals")

    assert seen_by_app(app, "Résultat délicat") == []
    link = somebody.link(page, "Résultat délicat")
    assert 'id="announcement"' in somebody.get(link).text
    other = consult(bench, 2)
    theirs = other.qualified(persona)
    seen = other.get(other.link(theirs, "Résultat délicat"))
    assert seen.status_code == 200
    assert 'id="announcement"' not in seen.text
    other.post(f"{other.link(theirs, 'Résultat délicat')}/announcement")
    assert seen_by_app(app, "Résultat délicat") == []

    assert somebody.post(f"{link}/announcement").status_code == 303

    assert bench.exchange.facts["wrote"] == "announce_document"
    [shown] = seen_by_app(app, "Résultat délicat")
    assert labels_of(shown["securityLabel"]) == {"N"}  # type: ignore[arg-type]  # JSON
    assert 'id="announcement"' not in somebody.get(link).text


def test_what_is_masked_others_do_not_see(app: Documents, bench: Bench, somebody: Consulting, persona: Persona) -> None:
    page = somebody.qualified(persona)
    somebody.write(page, title="Entre nous", shown_to="holder")

    [written] = seen_by_app(app, "Entre nous")
    assert labels_of(written["securityLabel"]) == {"N", "MASQUE_PS"}  # type: ignore[arg-type]  # JSON
    other = consult(bench, 2)
    assert "Entre nous" not in other.titles(other.agree(persona))
    assert "Entre nous" in somebody.titles(page)


def test_an_identity_that_is_not_qualified_gets_nothing(app: Documents, somebody: Consulting, persona: Persona) -> None:
    """EXI ID 29: the matricule leaves only if qualified."""
    page = somebody.agree(persona)
    assert 'id="deposit"' not in somebody.get(page).text
    assert somebody.get(f"{page}/datamatrix.svg").status_code == 404

    answer = somebody.post(f"{page}/documents", kind="report", title="Trop tôt", text="x", submission="1")

    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    assert seen_by_app(app, "Trop tôt") == []


def test_a_doubt_takes_the_ins_away(somebody: Consulting, persona: Persona) -> None:
    page = somebody.agree(persona)
    assert somebody.post(f"{page}/identity", seen="doubt").status_code == 303
    assert "douteuse" in somebody.get(page).text or "doubtful" in somebody.get(page).text

    again = somebody.post(f"{page}/identity", seen="yes")

    assert (again.status_code, 'role="alert"' in again.text) == (422, True)
    assert somebody.post(f"{page}/documents", kind="report", title="t", text="t").status_code == 422
    assert somebody.get(f"{page}/datamatrix.svg").status_code == 404
    assert somebody.found(persona) == page
    assert somebody.post(f"{page}/identity", seen="yes").status_code == 303
    assert somebody.get(f"{page}/datamatrix.svg").status_code == 200


def test_the_datamatrix_of_a_qualified_identity_is_drawn(somebody: Consulting, persona: Persona) -> None:
    page = somebody.qualified(persona)
    answer = somebody.get(f"{page}/datamatrix.svg")

    assert answer.content_type.startswith("image/svg+xml")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    png = somebody.get(f"{page}/datamatrix.png")
    assert persona.ins.matricule in read_picture(png.data)
    assert png.data == picture_of(persona)
    assert somebody.send_picture(png.data).headers["Location"].endswith(page)


def test_a_form_sent_twice_is_read_once(app: Documents, somebody: Consulting, persona: Persona) -> None:
    page = somebody.qualified(persona)
    number = somebody.submission(page)
    for _ in range(3):
        assert somebody.write(page, title="Une fois", submission=number).status_code == 303

    assert len(seen_by_app(app, "Une fois")) == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"title": ""}, 422),
        ({"text": "  "}, 422),
        ({"text": "x" * 4001}, 422),
        ({"kind": "advance_directives"}, 404),
        ({"kind": "x"}, 404),
        ({"shown_to": "nobody"}, 404),
        ({"shown_to": ""}, 404),
    ],
)
def test_what_is_no_document_is_not_written(
    app: Documents, somebody: Consulting, persona: Persona, fields: dict[str, str], status: int
) -> None:
    page, before = somebody.qualified(persona), len(app.found())
    assert somebody.write(page, **fields).status_code == status
    assert len(app.found()) == before


def test_markup_in_a_document_stays_text(somebody: Consulting, persona: Persona) -> None:
    page = somebody.qualified(persona)
    somebody.write(page, kind="discharge_letter", title="<script>x</script>", text="<img src=x onerror=y>&\x00\x1b")

    assert "<script>" not in somebody.get(page).text
    link = somebody.link(page, "<script>x</script>")
    assert "&lt;img src=x onerror=y&gt;&amp;" in somebody.get(link).text


def test_who_blocks_in_between_gets_nothing_written(
    app: Documents, bench: Bench, somebody: Consulting, persona: Persona
) -> None:
    page = somebody.qualified(persona)
    number = somebody.submission(page)
    rights = bench.space.part(RightsOfProfessionals)
    rights.put(persona, rights.of(persona).with_forgotten(somebody.doctor.id))

    answer = somebody.post(f"{page}/documents", kind="report", title="Trop tard", text="t", submission=number)

    assert answer.status_code == 404
    assert seen_by_app(app, "Trop tard") == []
