from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from builders.notes import AUTHOR, NOTE, NOTES, author, note
from builders.spaces import Bench
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from sandbox.fhir.search.query import InvalidQueryError, read_query
from sandbox.fhir.store import FhirStore

if TYPE_CHECKING:
    from collections.abc import Iterable

OWNER, STRANGER = "p-1", "p-2"
LOINC = "http://loinc.org"
HELD = (
    note("a", sent="2026-01-05T10:00:00Z", topic={"text": "Été à Nîmes"}, sender={"reference": "Practitioner/d1"},
         category=[{"coding": [{"system": LOINC, "code": "x"}, {"system": "urn:s", "code": "y"}]}]),
    note("b", sent="2026-02-05", status="in-progress", topic={"text": "100% sûr"},
         partOf=[{"reference": "Communication/a"}],
         sender={"reference": "Practitioner/d2", "identifier": {"system": "urn:s", "value": "7"}}),
    note("c", sent="2026-03-05T00:00:00+02:00", topic={"text": "ete"}, category=[{"coding": [{"code": "x"}]}],
         instantiatesUri=["https://guide.example/1"]),
    note("d", topic={"text": "without date"}, status="unknown"),
)  # fmt: skip
AUTHORS = (author("d1", "899000000001", "Caron"), author("d2", "899000000002", "D'Aubigny"))


@pytest.fixture(scope="module")
def store() -> FhirStore:
    made = FhirStore(Bench().space)
    with made.transaction() as writing:
        for one in AUTHORS:
            writing.keep(AUTHOR, one, "", now=0.0)
        for one in HELD:
            writing.keep(NOTE, one, OWNER, now=0.0)
        writing.keep(
            NOTE, note("z", sent="2026-01-05T10:00:00Z", sender={"reference": "Practitioner/d1"}), STRANGER, now=0.0
        )
    return made


def found(store: FhirStore, *parameters: tuple[str, str]) -> str:
    query = read_query(NOTES, NOTE, MultiDict(parameters))
    page = store.search(query, OWNER)
    assert page.total is None or page.total >= len(page.matches)
    return "".join(kept.id for kept in page.matches)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("status", "completed", "ca"),
        ("status", "completed,unknown", "cad"),
        ("status:not", "completed", "bd"),
        ("category", "x", "ca"),
        ("category", f"{LOINC}|x", "a"),
        ("category", "|x", "c"),
        ("category", f"{LOINC}|", "a"),
        ("category", "urn:s|x", ""),
        ("category:missing", "true", "bd"),
        ("category:missing", "false", "ca"),
        ("sent", "2026-01", "a"),
        ("sent", "ge2026-02-05", "cb"),
        ("sent", "gt2026-02-05", "c"),
        ("sent", "2026-03-04T22:00:00Z", "c"),
        ("sent", "lt2026-02", "a"),
        ("sent", "ne2026-01", "cb"),
        ("sent", "sa2026-02", "c"),
        ("sent", "eb2026-02", "a"),
        ("topic", "ÉTÉ", "ca"),
        ("topic:exact", "Été à Nîmes", "a"),
        ("topic:exact", "été à nîmes", ""),
        ("topic:contains", "sur", "b"),
        ("topic", "100%", "b"),
        ("topic", "1__", ""),
        ("topic", r"a\,b", ""),
        ("sender", "Practitioner/d1", "a"),
        ("sender", "d2", "b"),
        ("sender:Practitioner", "d2", "b"),
        ("sender", "https://elsewhere.example/fhir/Practitioner/d1", ""),
        ("status", "http://hl7.org/fhir/event-status|completed", "ca"),
        ("sender:identifier", "urn:s|7", "b"),
        ("sender.identifier", "899000000001", ""),
        ("sender:Practitioner.identifier", "899000000001", "a"),
        ("sender:Practitioner.name", "d'au", "b"),
        ("sender.name", "caron", "a"),
        ("part-of", "Communication/a", "b"),
        ("part-of.sender.name", "caron", "b"),
        ("instantiates", "https://guide.example/1", "c"),
        ("_id", "c", "c"),
        ("_id", "z", ""),
    ],
)
def test_a_criterion_holds_what_it_says(store: FhirStore, name: str, value: str, expected: str) -> None:
    assert sorted(found(store, (name, value))) == sorted(expected)


def test_criteria_are_joined_by_and(store: FhirStore) -> None:
    assert found(store, ("sent", "ge2026-01-01"), ("sent", "lt2026-03-01"), ("status", "completed")) == "a"


def test_the_latest_comes_first_unless_asked_otherwise(store: FhirStore) -> None:
    assert found(store, ("sent", "ge2026")) == "cba"
    assert found(store, ("sent", "ge2026"), ("_sort", "sent")) == "abc"
    assert found(store, ("_sort", "topic")) == "bcad"
    assert found(store, ("_sort", "-status,_id")) == "dbac"


def test_pages_part_the_matches(store: FhirStore) -> None:
    pages = [found(store, ("_sort", "_id"), ("_count", "3"), ("_offset", str(page))) for page in range(3)]

    assert pages == ["abc", "d", ""]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("statu", "x", "did you mean status?"),
        ("nothing-like-it", "x", "Known: "),
        ("status:below", "x", "no modifier :below"),
        ("status", "", "empty value"),
        ("status", "a|b|c", "system|code"),
        ("status:missing", "yes", "true or false"),
        ("sent", "yesterday", "FHIR date"),
        ("sent", "ge2026-02-30", "FHIR date"),
        ("sender.nothing", "x", "Unknown search parameter"),
        ("status.name", "x", "leads to"),
        ("_sort", "weight", "cannot be sorted"),
        ("_count", "-1", "must be a number"),
        ("_count", "101", "Maximum page size"),
        ("_count", "٣", "must be a number"),
        ("_include", "Communication:part-of", "not known here"),
        ("_summary", "some", "one of true"),
        ("status", ",".join(["a"] * 101), "more than 100 values"),
        ("subject.identifier", "a|b|c", "AssignAuth|idPe"),
    ],
)
def test_what_is_not_known_is_told_with_the_mend(name: str, value: str, says: str) -> None:
    with pytest.raises(InvalidQueryError) as refusal:
        read_query(NOTES, NOTE, MultiDict([(name, value)]))

    assert says in refusal.value.issues[0].diagnostics


def test_lenient_handling_leaves_the_unknown_aside_with_a_warning() -> None:
    query = read_query(NOTES, NOTE, MultiDict([("statu", "x"), ("status", "completed")]), lenient=True)

    assert len(query.criteria) == 1
    assert "did you mean status?" in query.warnings[0].diagnostics


@pytest.mark.parametrize(
    "name",
    ["patient:Patient", "subject:missing", "patient.name", "subject:identifier.x", "Patient", "part-of.subject:other"],
)
def test_no_lenience_leaves_a_patient_aside(name: str) -> None:
    with pytest.raises(InvalidQueryError) as refusal:
        read_query(NOTES, NOTE, MultiDict([(name, "Patient/other")]), lenient=True)

    assert "Known: subject, subject.identifier" in refusal.value.issues[0].diagnostics


NAMES = [f"{one.name}{more}" for one in NOTE.parameters for more in ("", ":not", ":missing", ":exact", ".name", ":x.y")]
PARAMETERS = st.lists(
    st.tuples(
        st.sampled_from([*NAMES, "_id", "_sort", "_count", "_offset", "_summary", "_total"]) | st.text(max_size=8),
        st.sampled_from(["completed", "ge2026", "a|b", "x,y", "-sent", "1", r"\,", "true", "%", "Practitioner/d1"])
        | st.text(max_size=12),
    ),
    max_size=6,
)


@given(PARAMETERS)
def test_no_query_breaks_reader_or_store(store: FhirStore, parameters: Iterable[tuple[str, str]]) -> None:
    with contextlib.suppress(InvalidQueryError):
        assert "z" not in found(store, *parameters)
