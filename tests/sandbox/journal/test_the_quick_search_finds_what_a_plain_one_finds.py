"""The vault's search, which looks at windows of words, against one that tries every form at every place."""

from __future__ import annotations

import base64
import html
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from sandbox.journal import jwt_shape
from sandbox.journal.unescaping import _DEEPEST, _ESCAPE, _plain
from sandbox.journal.vault import KINDS, SecretVault, _forms, _searchable

if TYPE_CHECKING:
    from collections.abc import Iterator

ENCODINGS = (
    lambda text: text,
    lambda text: text[1:],
    lambda text: quote(text, safe=""),
    lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    lambda text: json.dumps(text)[1:-1],
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    html.escape,
    lambda text: "".join(f"&#x{ord(char):x};" for char in text),
    lambda text: text.encode().hex(),
    lambda text: base64.b64encode(b"me:" + text.encode()).decode(),
    lambda text: base64.urlsafe_b64encode(b"x" + text.encode() + b"y").decode(),
)
NOISE = ("%", "&", "\\", "&#1;", "&#128512;", "%20", "%2525", "&amp;amp;", "\\n", '"', "é", "😀", " ", "abcdefgh", "§")

words = st.text(st.sampled_from("abcd0123-_"), min_size=6, max_size=20)
secrets = words | st.text(st.sampled_from("ab1 %&;\\u'\"<é€😀~.+/="), min_size=6, max_size=20)


@st.composite
def secrets_and_text(draw: st.DrawFn) -> tuple[list[tuple[str, str]], str]:
    """Draw secrets with their kinds, some the beginning of others, and a text that holds them in several encodings."""
    known = draw(st.lists(secrets, min_size=1, max_size=4))
    known += [f"{draw(st.sampled_from(known))}{draw(words)}" for _ in range(draw(st.integers(0, 2)))]
    parts: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        part = draw(st.sampled_from(known))
        for encode in draw(st.lists(st.sampled_from(ENCODINGS), max_size=2)):
            part = encode(part)
        parts += (part, *draw(st.lists(st.sampled_from(NOISE) | words, max_size=3)))
    return [(draw(st.sampled_from(KINDS)), secret) for secret in known], "".join(parts)


@given(drawn=secrets_and_text())
def test_every_text_is_scrubbed_as_a_plain_search_would(drawn: tuple[list[tuple[str, str]], str]) -> None:
    kept, text = drawn
    vault = SecretVault(b"key")
    for number, (kind, secret) in enumerate(kept, start=1):
        vault.keep(kind, secret)

        assert vault.scrub(text) == _scrub(vault, kept[:number], text)


def _scrub(vault: SecretVault, kept: list[tuple[str, str]], text: str) -> str:
    replacements: dict[str, str] = {}
    first_kinds: dict[str, str] = {}
    for kind, secret in kept:
        if _searchable(secret) and secret not in first_kinds:
            first_kinds[secret] = kind
            for form in _forms(secret):
                replacements.setdefault(form, vault.placeholder(kind, secret))
    for _pass in range(16):
        changed = _scrub_once(replacements, text)
        if changed is None:
            return jwt_shape.without_signatures(text, vault.placeholder)
        text = changed
    return vault.placeholder("other", text)


def _scrub_once(replacements: dict[str, str], text: str) -> str | None:
    shown, starts = text, [*range(len(text) + 1)]
    for _level in range(_DEEPEST + 1):
        hits = sorted((place, -len(form), form) for form in replacements for place in _places(shown, form))
        if hits:
            return _replaced(text, starts, hits, replacements)
        shown, starts = _undone(shown, starts)
    return None


def _places(text: str, form: str) -> Iterator[int]:
    place = text.find(form)
    while place >= 0:
        yield place
        place = text.find(form, place + 1)


def _replaced(text: str, starts: list[int], hits: list[tuple[int, int, str]], replacements: dict[str, str]) -> str:
    told, done = "", 0
    for place, length, form in hits:
        if place >= done:
            told += text[starts[done] : starts[place]] + replacements[form]
            done = place - length
    return told + text[starts[done] :]


def _undone(text: str, starts: list[int]) -> tuple[str, list[int]]:
    """Undo one level of escapes; every character keeps the place in the first text that it came from."""
    told: list[tuple[str, int]] = []
    place = 0
    while place < len(text):
        escape = _ESCAPE.match(text, place)
        plain = _plain(escape.group()) if escape else None
        told += ((char, starts[place]) for char in (text[place] if escape is None or plain is None else plain))
        place = place + 1 if escape is None or plain is None else escape.end()
    return "".join(char for char, _ in told), [*(start for _, start in told), starts[-1]]
