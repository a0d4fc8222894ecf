"""Searches of documents: what was left aside is not in the links, and what cannot be meant is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    from builders.documents import Documents

LENIENT = {"Prefer": 'respond-async, handling="lenient"'}


def test_the_links_hold_only_what_was_heeded(app: Documents) -> None:
    query = f"patient.identifier={app.paired.patient}&status=current&colour=red&_count=1"
    answer = app.get(f"DocumentReference?{query}", **LENIENT)

    assert answer.status_code == 200, answer.text
    for link in answer.json["link"]:
        assert parse_qs(urlsplit(link["url"]).query).keys() == {"patient.identifier", "status", "_count", "_offset"}
    outcome = answer.json["entry"][-1]["resource"]
    assert "colour" in outcome["issue"][0]["diagnostics"]


@pytest.mark.parametrize("name", ["patient:Patient", "subject:missing", "patient.name"])
def test_a_patient_that_is_not_understood_is_never_left_aside(app: Documents, stranger: Documents, name: str) -> None:
    query = f"patient.identifier={app.paired.patient}&status=current&{name}={stranger.idpe}"

    answer = app.get(f"DocumentReference?{query}", **LENIENT)

    assert answer.status_code == 400, answer.text
    assert "Known: subject" in answer.json["issue"][0]["diagnostics"]


@pytest.mark.parametrize("kind", ["DocumentReference", "List"])
def test_a_boolean_is_true_or_false(app: Documents, kind: str) -> None:
    answer = app.search(kind, isArchived="maybe")

    assert answer.status_code == 400
    assert answer.json["issue"][0]["diagnostics"] == "Parameter isArchived is true or false, not 'maybe'"
    assert app.search(kind, isArchived="true,false").status_code == 200
