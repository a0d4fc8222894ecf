"""Whatever a file tells, and wherever in it, is found; what is drawn or numbered by chance is not taken for words."""

from __future__ import annotations

import contextlib
import re

import pytest
from builders.telling_files import SYMBOLS, TEXTS, archive, cda, drawn_pdf, pdf, picture, sealed_pdf
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sandbox.file_words.piece import SealedError, TooMuchError, UnreadableFileError
from sandbox.file_words.reading import read_file
from sandbox.people.ins import matricules_in, with_key

REAL = with_key("1790375121518")
GROUPED = f"1 79 03 75 121 518 {REAL[13:]}"
BODIES = st.from_regex(re.compile(r"[1-8]\d{12}", re.ASCII), fullmatch=True)


def written(data: bytes) -> set[str]:
    return {one.replace(" ", "") for text in read_file(data).written for one in matricules_in(text)}


@pytest.mark.parametrize("place", TEXTS)
@pytest.mark.parametrize("text", [REAL, GROUPED])
def test_a_matricule_is_found_wherever_a_file_tells_it(place: str, text: str) -> None:
    assert written(TEXTS[place](text)) == {REAL}


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=BODIES, place=st.sampled_from(sorted(TEXTS)))
def test_any_matricule_is_found(body: str, place: str) -> None:
    matricule = with_key(body)
    assert written(TEXTS[place](matricule)) == {matricule}


@pytest.mark.parametrize("place", SYMBOLS)
def test_a_datamatrix_is_read_wherever_it_is_drawn(place: str) -> None:
    symbol = f"IS01{'0' * 22}S1{REAL}S21.2.250.1.213.1.4.8S3JEAN\x1dS4DUPONT\x1dS5MS601-03-1979S775121"
    assert f"1.2.250.1.213.1.4.8|{REAL}" in read_file(SYMBOLS[place](symbol)).written
    assert written(SYMBOLS[place](REAL)) == {REAL}


def test_numbers_that_draw_a_page_are_no_words() -> None:
    operators = f"{REAL} 0 m {REAL} {REAL} l S {GROUPED} re f BT /F1 12 Tf 72 720 Td (Bonjour) Tj ET"
    assert written(drawn_pdf(operators.encode())) == set()
    assert any("Bonjour" in text for text in read_file(drawn_pdf(operators.encode())).written)


def test_identifiers_of_a_document_are_marks_for_programs() -> None:
    found = read_file(cda(header=f'<id root="2.999.1" extension="{REAL}"/>'))
    assert REAL in found.marked
    assert not [text for text in found.written if REAL in text]


def test_what_opens_by_a_password_only_is_refused() -> None:
    with pytest.raises(SealedError, match="password"):
        read_file(sealed_pdf(REAL))
    with pytest.raises(SealedError, match="password"):
        read_file(_flagged(archive(**{"a.txt": b"x"})))


def _flagged(data: bytes) -> bytes:
    """Say of every member of an archive that it is encrypted."""
    flagged = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flagged[flagged.index(signature) + offset] |= 1
    return bytes(flagged)


def test_files_within_files_have_an_end() -> None:
    nested = f"Vu {REAL}".encode()
    for _ in range(3):
        nested = archive(**{"a.zip": nested})
    assert written(nested) == {REAL}
    with pytest.raises(TooMuchError, match="deep"):
        read_file(archive(**{"a.zip": nested}))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
@example(b"%PDF-")
@example(b"\x89PNG\r\n\x1a\n")
@example(b"\xff\xd8\xff")
@example(b"PK\x03\x04")
@example(b"\xff\xfe<\0")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(UnreadableFileError):
        read_file(data)


FILES = {
    "pdf": pdf(REAL),
    "png": TEXTS["png_packed_text"](REAL),
    "jpeg": picture(kind="JPEG"),
    "zip": TEXTS["xdm"](REAL),
}


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from(sorted(FILES)), data=st.data())
def test_any_damage_to_a_file_is_borne(kind: str, data: st.DataObject) -> None:
    whole = bytearray(FILES[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(5, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(UnreadableFileError):
        read_file(bytes(whole[: data.draw(st.integers(5, len(whole)))]))
