"""INVISIBLE_PATIENT (TRE_A07): what is kept from the holder is not there for their apps, until it is announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.documents import identifier_of, label, replacing

from sandbox.desk import SpaceDesk
from sandbox.fhir.store import FhirStore
from sandbox.oidc.acts import UnknownActError

if TYPE_CHECKING:
    from builders.documents import Documents, Resource


def _act(app: Documents, name: str, **parameters: object) -> Resource:
    person = {"persona": app.paired.persona.id}
    done: Resource = SpaceDesk().act(app.bench.space, None, name, {**person, **parameters})["done"][0]  # type: ignore[dict-item, index, assignment, call-overload]
    return done


@pytest.fixture
def hidden(app: Documents) -> str:
    app.found()
    return str(_act(app, "write_document", kind="imaging_report", title="Scanner", hidden=True)["document"])


def test_what_is_hidden_is_not_there(app: Documents, hidden: str) -> None:
    assert hidden not in app.search().text
    assert hidden not in app.search("List").text
    assert app.get(f"DocumentReference/{hidden}").status_code == 404
    assert app.get(f"DocumentReference/{hidden}/_history/1").status_code == 404
    assert app.found(_id=hidden) == []
    assert app.publish(app.simplified(relatesTo=replacing({"id": hidden}))).status_code == 422


def test_its_content_cannot_be_read_before(app: Documents, hidden: str) -> None:
    with app.bench.space.part(FhirStore).transaction() as writing:
        (content,) = writing.withheld("Binary", app.paired.persona.id)

    assert app.get(f"Binary/{content.id}").status_code == 404
    _act(app, "announce_document", document=hidden)
    assert app.get(f"Binary/{content.id}").status_code == 200


def test_an_announced_document_is_there_with_its_content(app: Documents, hidden: str) -> None:
    assert _act(app, "announce_document", document=hidden) == {
        "persona": app.paired.persona.id,
        "documents": [hidden],
        "reports": [],
    }

    document = app.get(f"DocumentReference/{hidden}").json
    assert document["securityLabel"][0]["coding"][0]["code"] == "N"
    assert "INVISIBLE" not in str(document)
    assert len(app.content(document).data) == document["content"][0]["attachment"]["size"]
    assert app.found("List", item=f"DocumentReference/{hidden}")
    assert app.get(f"DocumentReference/{hidden}/_history/1").status_code == 404, "when it was hidden stays hidden"


def test_announcing_all_shows_all_and_twice_nothing(app: Documents, hidden: str) -> None:
    second = _act(app, "write_document", hidden=True)["document"]

    assert set(_act(app, "announce_document")["documents"]) == {hidden, second}
    assert _act(app, "announce_document")["documents"] == []


def test_what_a_professional_writes_in_the_open_is_read_at_once(app: Documents, other: Documents) -> None:
    written = _act(app, "write_document", kind="biology", title="Bilan <&> œdème", text="Ligne 1\nLigne\x07 2")

    document = other.get(f"DocumentReference/{written['document']}").json
    assert document["content"][0]["attachment"]["title"] == "Bilan <&> œdème"
    assert "Ligne 1" in other.content(document).data.decode()


def test_acts_refuse_wrong_parameters(app: Documents) -> None:
    for wrong in ({"kind": "holder_document"}, {"hidden": "yes"}, {"title": 3}, {"text": "x" * 5000}):
        with pytest.raises(UnknownActError):
            _act(app, "write_document", **wrong)
    with pytest.raises(UnknownActError):
        _act(app, "announce_document", document=3)


def test_a_stranger_gains_nothing_by_an_announcement(app: Documents, stranger: Documents, hidden: str) -> None:
    before = stranger.search().json["total"]

    _act(stranger, "announce_document")

    assert stranger.search().json["total"] == before
    assert app.get(f"DocumentReference/{hidden}").status_code == 404


def test_what_is_masked_from_professionals_is_shown_to_the_holder(app: Documents) -> None:
    made = app.publish(app.simplified(securityLabel=[label("N"), label("MASQUE_PS")])).json

    assert app.found(identifier=identifier_of(made))
    assert made["id"] in [one["id"] for one in app.found(**{"security-label": "MASQUE_PS"})]
