from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.fhir.validation import archive
from sandbox.fhir.validation.formats import format_of

if TYPE_CHECKING:
    from sandbox.json_value import JsonValue

# base64Binary is left out: its official expression is exponential on spaces.
OFFICIAL = {
    kind: re.compile(expression, re.ASCII)  # XML Schema and Java: \s is ASCII, whatever else is \S
    for kind, expression in archive.read("primitives.json").items()
    if expression is not None and kind != "base64Binary"
}
TEXTS = sorted(set(OFFICIAL) - {"boolean", "decimal", "integer", "unsignedInt", "positiveInt"})
STRICTER = {"date", "dateTime", "instant"}  # a day must exist
WRITTEN = st.text(max_size=20) | st.text("0123456789-:TZ+.urnoid", max_size=30) | st.datetimes().map(str)


class Written(float):
    """A number that keeps its text, as the space reads numbers."""

    text: str

    def __new__(cls, text: str) -> Self:
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __str__(self) -> str:
        return self.text


@given(kind=st.sampled_from(TEXTS), text=WRITTEN)
def test_texts_follow_the_official_expressions(kind: str, text: str) -> None:
    if not text or re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text):
        return
    if any(letter.isspace() and not letter.isascii() for letter in text):
        return  # whether they are white space is a matter of dialect, and the definitions name none
    accepted = format_of(kind)(text) is None
    official = OFFICIAL[kind].fullmatch(text) is not None

    assert accepted == official or (kind in STRICTER and not accepted)


@given(kind=st.sampled_from(["date", "dateTime", "instant"]), moment=st.datetimes(), zone=st.integers(-839, 839))
def test_every_moment_is_accepted(kind: str, moment: object, zone: int) -> None:
    sign, zone = ("-" if zone < 0 else "+"), abs(zone)
    day, _, clock = str(moment).partition(" ")
    text = day if kind == "date" else f"{day}T{clock}{sign}{zone // 60:02d}:{zone % 60:02d}"

    assert format_of(kind)(text) is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", 0),
        ("integer", -(2**31)),
        ("integer", Written("12")),
        ("unsignedInt", 0),
        ("positiveInt", 1),
        ("decimal", 1e-7),
        ("decimal", 7),
        ("decimal", Written("1.00")),
        ("boolean", False),
        ("base64Binary", "QUJD\nRA=="),
        ("date", "2024-02-29"),
        ("date", "2024"),
        ("instant", "2024-12-31T23:59:60Z"),
        ("markdown", "a\tb\r\n"),
    ],
)
def test_what_is_legal_is_accepted(kind: str, value: JsonValue) -> None:
    assert format_of(kind)(value) is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", True),
        ("integer", 1.0),
        ("integer", Written("1.0")),
        ("integer", 2**31),
        ("integer", "1"),
        ("unsignedInt", -1),
        ("positiveInt", 0),
        ("decimal", float("nan")),
        ("decimal", float("inf")),
        ("decimal", "1"),
        ("decimal", False),
        ("boolean", 1),
        ("boolean", "true"),
        ("base64Binary", "QUJ"),
        ("base64Binary", "QU=D"),
        ("date", "2023-02-29"),
        ("date", "0000"),
        ("date", "2024-1-1"),
        ("dateTime", "2024-01-01T24:00:00Z"),
        ("dateTime", "2024-01-01T00:00:00+15:00"),
        ("instant", "2024-01-01"),
        ("time", "24:00:00"),
        ("id", ""),
        ("string", "a\x00"),
        ("string", "a" * (1024 * 1024 + 1)),
        ("code", "a  b"),
        ("oid", "1.2.3"),
        ("uuid", "urn:uuid:A"),
        ("uri", "a b"),
        ("string", None),
        ("string", []),
        ("string", {}),
        ("date", "٢٠٢٠"),
        ("date", "2024-01-01\n"),
    ],
)
def test_what_is_no_value_of_the_type_is_told(kind: str, value: JsonValue) -> None:
    assert format_of(kind)(value) is not None


@pytest.mark.parametrize("kind", [*TEXTS, "base64Binary"])
@pytest.mark.parametrize("filler", [" ", "a", "a ", "0", "0.", "A=", "\n"])
def test_no_text_makes_a_format_slow(kind: str, filler: str) -> None:
    began = time.process_time()
    format_of(kind)(filler * 200_000 + "!")

    assert time.process_time() - began < 1
