"""The documents that a publisher keeps ready, by type: fields, formats, validity. Read from `evidence.yaml`."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from doctrine import source
from doctrine.loader import ROOT
from doctrine.model import Bilingual, EvidenceKind
from doctrine.problems import DoctrineError
from doctrine.reader import Section
from doctrine.writing import CONTROL, day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LONGEST = 2_000
LARGEST_NUMBER = 100


class Format(StrEnum):
    """What a document's content may be."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    ODT = "odt"
    ODS = "ods"
    DOCX = "docx"
    CSV = "csv"
    TEXT = "text"


class FieldType(StrEnum):
    """What is written in a field."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    URL = "url"


@dataclass(frozen=True)
class EvidenceField:
    """One thing that is said of a document."""

    name: str
    type: FieldType
    required: bool
    label: Bilingual

    def problem(self, value: str) -> str | None:
        """What is wrong with a value, in words; None when it may be kept."""
        if not value:
            return "Missing data for required field." if self.required else None
        if len(value) > LONGEST:
            return "too long"
        if CONTROL.search(value):
            return "control characters"
        return _WRONG[self.type](value)


@dataclass(frozen=True)
class Validity:
    """How long a document counts: to the day in a field, or some months from another; why, in words."""

    why: Bilingual
    until: str | None = None
    months: int | None = None
    start: str | None = None

    def last_day(self, values: Mapping[str, str]) -> date | None:
        """The last day on which a document with these fields counts; None without an end."""
        if self.until is not None:
            return date.fromisoformat(values[self.until]) if values.get(self.until) else None
        if self.months is None or self.start is None or not values.get(self.start):
            return None
        return _months_after(date.fromisoformat(values[self.start]), self.months)


@dataclass(frozen=True)
class EvidenceType:
    """A type of document: what it is called, what it speaks to, what is taken and what is said of it."""

    id: str
    title: Bilingual
    kind: EvidenceKind
    requirements: tuple[str, ...]
    formats: tuple[Format, ...]
    fields: tuple[EvidenceField, ...]
    validity: Validity

    def problems(self, values: Mapping[str, str], today: date) -> dict[str, list[str]]:
        """What is wrong with what is said of a document, by field; empty when nothing is.

        It would count longer than it may if it counted from a day to come; tomorrow has begun elsewhere.
        """
        found = {one.name: [wrong] for one in self.fields if (wrong := one.problem(values.get(one.name, "")))}
        start = self.validity.start
        if start and start not in found and (values.get(start) or "") > (today + timedelta(days=1)).isoformat():
            found[start] = ["This day is still to come."]
        known = {one.name for one in self.fields}
        return found | {name: ["Unknown field."] for name in values if name not in known}


def load_evidence_types(root: Path = ROOT) -> dict[str, EvidenceType]:
    """The types on file, by id. Raises DoctrineError with every problem of the file."""
    document = source.read(root / "evidence.yaml")
    whole = Section.at(document, (), document.content)
    whole.only("types")
    types = whole.section("types")
    found = {name: _type(name, types.section(name)) for name in types.content}
    if document.problems:
        raise DoctrineError(document.problems)
    return found


def _type(name: str, section: Section) -> EvidenceType:
    section.only("title", "kind", "requirements", "formats", "fields", "validity")
    rows = section.section("fields")
    fields = tuple(_field(field, rows.section(field)) for field in rows.content)
    formats = section.texts("formats")
    for index, one in enumerate(formats):
        if one not in set(Format):
            section.blame_within(("formats", index), f"`{one}` is no format ({', '.join(Format)})")
    return EvidenceType(
        name,
        section.bilingual("title"),
        section.word("kind", EvidenceKind),
        section.texts("requirements"),
        tuple(Format(one) for one in formats if one in set(Format)),
        fields,
        _validity(section.section("validity"), {one.name: one for one in fields}),
    )


def _field(name: str, section: Section) -> EvidenceField:
    section.only("type", "required", "fr", "en")
    required = section.content.get("required")
    if not isinstance(required, bool):
        section.blame("required", "`required` must be true or false")
    label = Bilingual(section.text("fr"), section.text("en"))
    return EvidenceField(name, section.word("type", FieldType), required is True, label)


def _validity(section: Section, fields: Mapping[str, EvidenceField]) -> Validity:
    section.only("until", "months", "from", "why")
    until, start = section.optional_text("until"), section.optional_text("from")
    months = section.number("months") if "months" in section.content else None
    for key, name in (("until", until), ("from", start)):
        if name is not None and (name not in fields or fields[name].type is not FieldType.DATE):
            section.blame(key, f"`{name}` is no field of type date here")
    if (months is None) != (start is None) or (until is not None and months is not None):
        section.blame("months", "give `until`, or `months` with `from`, or neither")
    return Validity(section.bilingual("why"), until, months, start)


def _months_after(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _wrong_date(value: str) -> str | None:
    found = day(value)
    return None if found and date(1990, 1, 1) <= found <= date(2200, 1, 1) else "Not a valid date."


def _wrong_number(value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Write a number from 0 to 100."
    return None if 0 <= number <= LARGEST_NUMBER else "Write a number from 0 to 100."


def _wrong_url(value: str) -> str | None:
    return None if value.startswith("https://") and " " not in value else "Not a valid URL."


_WRONG = {
    FieldType.TEXT: lambda _value: None,
    FieldType.DATE: _wrong_date,
    FieldType.NUMBER: _wrong_number,
    FieldType.URL: _wrong_url,
}
