"""The types of documents: each speaks to requirements that exist, and its validity is counted from its own fields."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from doctrine.evidence_types import FieldType, load_evidence_types
from doctrine.loader import load_edition
from doctrine.problems import DoctrineError

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 29)
TYPES = load_evidence_types()
ONE = """types:
  one:
    title: {fr: Un, en: One}
    kind: certificate
    requirements: []
    formats: [pdf]
    fields:
      day: {type: date, required: true, fr: Le, en: The}
    validity: {months: 12, from: day, why: {fr: Règle, en: Rule}}
"""


def test_every_document_that_the_doctrine_names_has_a_type() -> None:
    assert {*TYPES} >= {
        *("hds_certificate", "impact_assessment", "penetration_test", "accessibility_statement"),
        *("ecoscore", "content_grid", "ai_file", "consent_text"),
    }


def test_every_type_speaks_to_requirements_of_the_edition_in_force() -> None:
    edition = load_edition()
    unknown = {name for one in TYPES.values() for name in one.requirements if edition.find(name) is None}
    assert unknown == set()


@pytest.mark.parametrize(
    ("name", "values", "last"),
    [
        ("hds_certificate", {"issued_on": "2026-01-01", "expires_on": "2027-05-31"}, date(2027, 5, 31)),
        ("penetration_test", {"performed_on": "2024-02-29"}, date(2025, 2, 28)),
        ("impact_assessment", {"approved_on": "2026-11-30"}, date(2029, 11, 30)),
        ("consent_text", {"in_use_since": "2026-11-30"}, None),
        ("other", {}, None),
        ("other", {"expires_on": "2027-01-01"}, date(2027, 1, 1)),
    ],
)
def test_the_last_day_is_counted_from_the_fields(name: str, values: dict[str, str], last: date | None) -> None:
    assert TYPES[name].validity.last_day(values) == last


@pytest.mark.parametrize(
    ("type_", "value", "wrong"),
    [
        ("date", "2026-13-01", True),
        ("date", "1026-01-01", True),
        ("date", "2026-11-28", False),
        ("date", "20261128", True),
        ("date", "2026-W48-6", True),
        ("text", "a\u202eb", True),
        ("number", "101", True),
        ("number", "nan", True),
        ("number", "72.5", False),
        ("url", "http://example.org", True),
        ("url", "https://example.org/a11y", False),
        ("text", "a\x00b", True),
        ("text", "x" * 2001, True),
    ],
)
def test_a_wrong_value_is_told(type_: str, value: str, *, wrong: bool) -> None:
    field = next(one for kind in TYPES.values() for one in kind.fields if one.type is FieldType(type_))
    assert (field.problem(value) is not None) is wrong


@pytest.mark.parametrize(("day", "wrong"), [("2026-11-30", False), ("2026-12-01", True), ("2150-01-01", True)])
def test_a_document_does_not_count_from_a_day_that_is_still_to_come(day: str, *, wrong: bool) -> None:
    said = {"performed_on": day, "performed_by": "Them", "perimeter": "All"}
    told = TYPES["penetration_test"].problems(said, TODAY)
    assert told == ({"performed_on": ["This day is still to come."]} if wrong else {})


def test_a_missing_and_an_unknown_field_are_told_by_name() -> None:
    assert set(TYPES["hds_certificate"].problems({"number": "1", "colour": "red"}, TODAY)) == {
        *("holder", "activities", "issued_on", "expires_on", "colour")
    }


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("formats: [pdf]", "formats: [exe]", "is no format"),
        ("from: day", "from: night", "no field of type date"),
        ("from: day, ", "", "give `until`, or `months` with `from`"),
        ("required: true", "required: maybe", "must be true or false"),
        ("kind: certificate", "kind: diploma", "must be one of"),
        ("fr: Le, ", "", "`types.one.fields.day.fr` must be a text"),
    ],
)
def test_a_broken_type_is_refused_in_words(was: str, becomes: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "evidence.yaml").write_text(ONE, encoding="utf-8")
    assert load_evidence_types(tmp_path)
    (tmp_path / "evidence.yaml").write_text(ONE.replace(was, becomes), encoding="utf-8")
    with pytest.raises(DoctrineError) as refused:
        load_evidence_types(tmp_path)
    assert said in str(refused.value)
