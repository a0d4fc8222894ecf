from __future__ import annotations

from typing import Any

import pytest
from builders.notes import NOTE, NOTES, note
from werkzeug.datastructures import MultiDict

from sandbox.fhir.search.query import read_query
from sandbox.fhir.search.subset import is_subset, subset

WHOLE: dict[str, Any] = note(
    "a",
    meta={"versionId": "1", "tag": [{"code": "kept"}]},
    text={"status": "generated", "div": "<div>..</div>"},
    topic={"text": "x"},
    sent="2026-01-01",
    note=[{"text": "n"}],
    _status={"id": "s"},
)


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"_elements": "sent,topic"}, {"status", "_status", "sent", "topic"}),
        ({"_summary": "text"}, {"status", "_status", "text"}),
        ({"_summary": "data"}, {"status", "_status", "topic", "sent", "note"}),
        ({"_summary": "true"}, {"status", "_status"}),
    ],
)
def test_a_subset_holds_what_is_asked_and_what_is_mandatory(asked: dict[str, str], left: set[str]) -> None:
    query = read_query(NOTES, NOTE, MultiDict(asked))

    told = subset(WHOLE, query)

    assert is_subset(query)
    assert set(told) == left | {"resourceType", "id", "meta"}
    assert [tag["code"] for tag in told["meta"]["tag"]] == ["kept", "SUBSETTED"]  # type: ignore[index,union-attr,call-overload]


def test_a_whole_resource_is_no_subset() -> None:
    assert not is_subset(read_query(NOTES, NOTE, MultiDict({"_summary": "false"})))
