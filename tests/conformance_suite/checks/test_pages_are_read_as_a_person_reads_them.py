import time

import pytest

from conformance_suite.events import Response
from conformance_suite.pages import is_stack_trace, mentions, readable_text, same_words


def page(text: str | None, status: int = 200) -> Response:
    return Response(status, (), text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (None, ""),
        ("", ""),
        ('{"kg": 61.37}', '{"kg": 61.37}'),
        ("<p>Bonjour <b>Zoé</b>&nbsp;!</p>", "Bonjour Zoé !"),
        ("<head><title>Carnet</title></head><body></body>", ""),
        ("<script>alert('61.37')</script><p>rien</p>", "rien"),
        ("<SCRIPT>x</SCRIPT ><p>oui</p>", "oui"),
        ("<style>a > b {}</style>c", "c"),
        ("a<!-- <p>secret</p> -->b", "a b"),
        ("<header>menu</header>", "menu"),
        ("<p>avant<script>jamais fermé", "avant"),
        ("3 < 4 et 5 > 2", "3 < 4 et 5 > 2"),
        ("<input value='61.37'>", ""),
    ],
)
def test_text_is_what_remains_without_markup(text: str | None, read: str) -> None:
    assert readable_text(page(text)) == read


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("61.37 kg", "61.37", True),
        ("61,37 kg", "61.37", True),
        ("(61,370)", "61.37", True),
        ("161.37", "61.37", False),
        ("61.375", "61.37", False),
        ("4.61.37", "61.37", False),
        ("61x37", "61.37", False),
        ("72 kg", "72", True),
        ("172", "72", False),
        ("", "72", False),
    ],
)
def test_values_are_found_whole_in_both_writings(text: str, value: str, expected: bool) -> None:  # noqa: FBT001 - a row
    assert mentions(text, value) is expected


def test_numbers_alone_do_not_make_another_page() -> None:
    assert same_words(page("<p>61,37 kg à 10:32</p>"), page("<p>61,90 kg  à 11:02</p>"))
    assert not same_words(page("<p>61,37 kg</p>"), page("<p>Votre accord est retiré</p>"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Traceback (most recent call last):\n  File", True),
        ("TypeError: x\n    at Object.read (/app/index.js:12:5)\n", True),
        ("Retrouvez-nous at 12:30:15", False),
        ("Une erreur est survenue", False),
    ],
)
def test_the_inside_of_a_program_is_recognised(text: str, expected: bool) -> None:  # noqa: FBT001 - a row
    assert is_stack_trace(page(text)) is expected


@pytest.mark.parametrize("piece", ["<", "<script", "<script>", "<!--", "\n", " ", "<a ", "&", "    at x:1:1", "61."])
def test_a_hostile_page_takes_no_longer_than_its_size(piece: str) -> None:
    hostile = page(piece * (1_000_000 // len(piece)))
    began = time.process_time()
    readable_text(hostile)
    is_stack_trace(hostile)
    mentions(hostile.text or "", "61.37")
    assert time.process_time() - began < 5
