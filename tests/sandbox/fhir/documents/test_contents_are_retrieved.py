"""ITI-68: the content of a document, as it is or wrapped, for those who may read it."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import pytest
from builders.documents import FHIR

if TYPE_CHECKING:
    from builders.documents import Documents


def test_size_hash_and_type_are_those_of_the_content(app: Documents) -> None:
    for document in app.found():
        attachment = document["content"][0]["attachment"]
        answer = app.content(document)

        assert answer.status_code == 200
        assert answer.content_type == attachment["contentType"]
        assert len(answer.data) == attachment["size"]
        digest = hashlib.sha1(answer.data, usedforsecurity=False).digest()
        assert base64.b64encode(digest).decode() == attachment["hash"]


def test_the_content_is_wrapped_for_those_who_prefer_it(app: Documents) -> None:
    document = app.found()[0]
    path = f"Binary/{document['content'][0]['attachment']['url'].rpartition('/')[2]}"

    wrapped = app.get(path, Accept="application/fhir+json")

    assert wrapped.json["resourceType"] == "Binary"
    assert base64.b64decode(wrapped.json["data"]) == app.content(document).data
    assert app.get(f"{path}?_format=json").json == wrapped.json


def test_what_is_acceptable_is_decided_by_the_content(app: Documents) -> None:
    document = next(one for one in app.found() if one["content"][0]["attachment"]["contentType"] == "application/pdf")
    path = f"Binary/{document['content'][0]['attachment']['url'].rpartition('/')[2]}"

    assert app.get(path, Accept="application/pdf").content_type == "application/pdf"
    assert app.get(path, Accept="*/*").content_type == "application/pdf"
    refused = app.get(path, Accept="image/png")
    assert refused.status_code == 406
    assert refused.json["resourceType"] == "OperationOutcome"


def test_nothing_of_it_may_be_cached_or_guessed(app: Documents) -> None:
    answer = app.content(app.found()[0])

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("left_out", ["Authorization", "X-ID-Token"])
def test_the_tokens_are_demanded_here_too(app: Documents, left_out: str) -> None:
    url = app.found()[0]["content"][0]["attachment"]["url"]
    headers = {name: value for name, value in app.paired.headers.items() if name != left_out}

    assert app.bench.get(url, headers=headers).status_code in {400, 401}


def test_nobody_reads_what_is_not_there(app: Documents) -> None:
    assert app.get("Binary/nothing").status_code == 404


def test_a_binary_is_not_created_alone(app: Documents) -> None:
    answer = app.bench.post(f"{FHIR}/Binary", data=b"{}", headers=app.paired.headers)

    assert answer.status_code in {404, 405}
    assert answer.json["resourceType"] == "OperationOutcome"
