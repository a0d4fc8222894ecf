"""Whatever comes, the space answers with an OperationOutcome and keeps nothing of what it refused."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from builders.documents import FHIR, Documents, pair
from builders.spaces import Bench
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from builders.documents import Resource

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_PATHS = ("/status", "/securityLabel", "/securityLabel/0", "/extension", "/extension/0/valueBoolean", "/extension/-",
          "/type", "", "/", "/securityLabel/0/coding/0/code")  # fmt: skip
_OPERATIONS = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "test", "copy", "x"]), "path": st.sampled_from(_PATHS)},
    optional={"value": _VALUES},
)
_PARAMETERS = ("type", "date", "period", "isArchived", "author", "author.family", "relatesto", "_count", "_offset",
               "_sort", "_include", "_summary", "_elements", "identifier", "status", "patient.identifier", "x",
               "type:not", "date:missing", "relatesto.type")  # fmt: skip
_QUERIES = st.lists(st.tuples(st.sampled_from(_PARAMETERS) | st.text(max_size=10), st.text(max_size=15)), max_size=4)
_SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def target() -> Documents:
    return pair(Bench())


def _paths(node: object, here: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path for name, one in inner for path in ((*here, name), *_paths(one, (*here, name)))]


def _spoilt(resource: Resource, data: st.DataObject) -> Resource:
    """Return a copy with one to three elements replaced or left out."""
    changed = copy.deepcopy(resource)
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(_paths(changed)))
        node: Any = changed
        for name in way:
            node = node[name]
        if data.draw(st.booleans()):
            node[last] = data.draw(_VALUES)
        else:
            del node[last]
        if not _paths(changed):
            break
    return changed


def _state(app: Documents) -> tuple[int, int]:
    return app.search().json["total"], app.search("List").json["total"]


@_SLOW
@given(st.data())
def test_a_spoilt_document_is_kept_whole_or_not_at_all(target: Documents, data: st.DataObject) -> None:
    before = _state(target)

    answer = target.publish(_spoilt(target.simplified(), data))

    assert answer.status_code < 500, answer.text
    after = _state(target)
    if answer.status_code == 201:
        assert after == (before[0] + 1, before[1] + 1)
        assert target.content(answer.json).status_code == 200
    else:
        assert after == before
        assert answer.json["resourceType"] == "OperationOutcome"


@_SLOW
@given(st.data())
def test_a_spoilt_submission_is_kept_whole_or_not_at_all(target: Documents, data: st.DataObject) -> None:
    before = _state(target)

    answer = target.provide(_spoilt(target.bundle(), data))

    assert answer.status_code < 500, answer.text
    assert (_state(target) == before) is (answer.status_code != 200)
    assert answer.json["resourceType"] in {"OperationOutcome", "Bundle"}


@_SLOW
@given(st.lists(_OPERATIONS, max_size=4))
def test_a_patch_is_carried_out_or_changes_nothing(target: Documents, operations: list[Resource]) -> None:
    document = target.publish(target.simplified()).json
    unique = document["masterIdentifier"]

    answer = target.patch(f"{unique['system']}|{unique['value']}", *operations)

    assert answer.status_code < 500, answer.text
    if answer.status_code != 200:
        assert target.get(f"DocumentReference/{document['id']}").json == document


@_SLOW
@given(_QUERIES)
def test_no_query_breaks_the_search(target: Documents, query: list[tuple[str, str]]) -> None:
    named = [("patient.identifier", target.paired.patient), ("status", "current"), *query]

    for kind in ("DocumentReference", "List", "Patient"):
        answer = target.bench.get(f"{FHIR}/{kind}", query_string=named, headers=target.paired.headers)
        assert answer.status_code < 500, answer.text


@_SLOW
@given(st.binary(max_size=60) | _VALUES.map(lambda value: json.dumps(value).encode()))
def test_no_body_breaks_the_space(target: Documents, body: bytes) -> None:
    before = _state(target)

    for answer in (target.publish(body), target.provide(body)):
        assert 400 <= answer.status_code < 500
    assert _state(target) == before
