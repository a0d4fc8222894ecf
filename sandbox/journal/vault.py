"""The secrets of one process, and their replacement wherever and however encoded they occur.

A secret becomes `§kind:digest:length:alphabet§`: equal secrets have equal digests (HMAC-SHA256 under the key of the
run, sixteen hex digits), and nothing else can be computed from it once that key is thrown away.

Percent, HTML and JSON escapes are undone before the search, level by level, with a map back to the bytes that were
there, so that any mixture of them is found; base64 and hexadecimal forms are searched for as strings of their own.
"""

import base64
import hashlib
import hmac
import re
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sandbox.journal import jwt_shape, unescaping

SHORTEST_SEARCHED = 8  # characters; a shorter value is replaced only where it is known to stand
CAPACITY = 50_000  # secrets known at a time; those in use are met again and again, and stay
KINDS = ("code", "access_token", "refresh_token", "client_secret", "verifier", "password", "cookie", "assertion", "jwt")
_MOST_CLEAN = 5_000  # words remembered to hold no secret: the vocabulary of protocols and pages is a tenth of it
_MOST_REMEMBERED = 64 * 1024  # bytes of new words in one text; one with more is no message of a protocol
_PASSES = 16  # replacements may bare each other; more than this many layers nobody writes by accident
_WINDOW = 8  # characters, all of them ASCII: as many bytes as make one number for memoryview
_NUMBER: Final = "Q"
_WORD = re.compile(r"[A-Za-z0-9_-]{8,}")
_ONLY_WORDS = re.sub(rb"[^A-Za-z0-9_-]", b" ", bytes(range(256)))  # a table for bytes.translate
_ALPHABETS = (
    ("hex", re.compile(r"[0-9a-f]+|[0-9A-F]+")),
    ("b64url", re.compile(r"[A-Za-z0-9_-]+")),
    ("unreserved", re.compile(r"[A-Za-z0-9._~-]+")),
)


@dataclass(frozen=True)
class _Form:
    """One way in which a secret may be written: its text, where its indexed window begins, what replaces it."""

    text: str
    offset: int
    replacement: str


class SecretVault:
    """Knows secrets and takes them out of text. Safe to use from several threads."""

    def __init__(self, run_key: bytes, *, capacity: int = CAPACITY) -> None:
        self._run_key = run_key
        self._capacity = capacity
        self._lock = threading.Lock()
        self._known: dict[str, tuple[int, ...]] = {}  # each secret with its windows, the latest seen last
        self._by_window: dict[int, tuple[_Form, ...]] = {}
        self._without_window: tuple[_Form, ...] = ()
        self._clean = _CleanWords()

    def placeholder(self, kind: str, value: str) -> str:
        """Return what stands for a secret in the journal."""
        digest = hmac.new(self._run_key, value.encode("utf-8", "surrogateescape"), hashlib.sha256).hexdigest()[:16]
        alphabet = next((name for name, pattern in _ALPHABETS if pattern.fullmatch(value)), "other")
        return f"§{kind}:{digest}:{len(value)}:{alphabet}§"

    def keep(self, kind: str, value: str) -> None:
        """Take `value` out of everything scrubbed from now on; of a signed token, only the signature."""
        if jwt_shape.is_unsigned(value):
            return
        secret = jwt_shape.signature(value) or value
        if _searchable(secret) and not self._meets_again(secret):
            self._learn(secret, _forms(secret), self.placeholder(kind, secret))

    def keep_blob(self, kind: str, value: str, blob: str) -> None:
        """Take out `blob`, an encoding of our own secret `value` that carries more than it (Basic credentials)."""
        if _searchable(blob) and not self._meets_again(blob):
            self._learn(blob, {blob}, self.placeholder(kind, value))

    def scrub(self, text: str) -> str:
        """Return `text` without any known secret, whatever its encoding, and without any token signature."""
        if len(text) < SHORTEST_SEARCHED:
            return text
        for _pass in range(_PASSES):
            scrubbed = self._scrub_once(text)
            if scrubbed is None:
                return jwt_shape.without_signatures(text, self.placeholder)
            text = scrubbed  # an escaped copy may stand beside a plain one
        return self.placeholder("other", text)

    def _scrub_once(self, text: str) -> str | None:
        """Return `text` without the secrets of the first level of escapes that shows any; None if none does."""
        for view in unescaping.views(text):
            hits = self._hits(view.text)
            if hits:
                return view.replace(hits)
        return None

    def _meets_again(self, secret: str) -> bool:
        """Tell whether a secret is known, and note that it is in use."""
        with self._lock:
            windows = self._known.pop(secret, None)
            if windows is None:
                return False
            self._known[secret] = windows
            return True

    def _learn(self, secret: str, forms: set[str], replacement: str) -> None:
        """Index the forms of a secret, and forget the one unseen for longest when there are too many."""
        with self._lock:
            if secret in self._known:
                return  # another thread was quicker
            self._known[secret] = tuple(self._index(text, replacement) for text in forms)
            if len(self._known) > self._capacity:
                self._forget(next(iter(self._known)))

    def _forget(self, secret: str) -> None:
        forgotten = _forms(secret)
        for window in self._known.pop(secret):
            left = tuple(form for form in self._by_window.get(window, ()) if form.text not in forgotten)
            if left:
                self._by_window[window] = left  # replaced in one go: others search meanwhile
            else:
                self._by_window.pop(window, None)
        self._without_window = tuple(form for form in self._without_window if form.text not in forgotten)

    def _index(self, text: str, replacement: str) -> int:
        """Let a form be found; return the window it is indexed by, 0 if it has none."""
        offset = max((word.end() for word in _WORD.finditer(text)), default=0) - _WINDOW
        if offset < 0:
            self._without_window = (*self._without_window, _Form(text, 0, replacement))
            return 0
        form = _Form(text, offset, replacement)
        raw = _ascii(text[offset : offset + _WINDOW])  # the last one: secrets of a kind often begin alike
        window = int.from_bytes(raw, sys.byteorder)
        self._by_window[window] = (*self._by_window.get(window, ()), form)
        self._clean.doubt(window)  # once it is known: who looked before that may not remember what was seen
        return window

    def _hits(self, text: str) -> list[tuple[int, int, str]]:
        """Return (start, end, replacement) of every secret in `text`, in order and not overlapping, longest first."""
        found: list[tuple[int, int, str]] = []
        if self._holds_window(text):
            for place, form in self._met(_ascii(text)):
                start = place - form.offset
                if start >= 0 and text.startswith(form.text, start):
                    found.append((start, start + len(form.text), form.replacement))
        for form in self._without_window:
            start = text.find(form.text)
            while start >= 0:
                found.append((start, start + len(form.text), form.replacement))
                start = text.find(form.text, start + 1)
        return _without_overlap(found)

    def _met(self, raw: bytes) -> Iterator[tuple[int, _Form]]:
        """Yield the forms whose window is met, and where it begins."""
        for shift, windows in _windows(raw):
            if self._by_window.keys().isdisjoint(windows):
                continue
            for number, window in enumerate(windows):
                for form in self._by_window.get(window, ()):
                    yield shift + number * _WINDOW, form

    def _holds_window(self, text: str) -> bool:
        """Tell whether a word of `text` holds a window; those that were found clean before are not looked at again.

        Messages say the same few words again and again, and one level of escapes most of what the one before said.
        """
        known = self._by_window.keys()
        if not known:
            return False
        doubts = self._clean.doubts
        others = self._clean.others(_ascii(text).translate(_ONLY_WORDS).split())
        words = {word for word in others if len(word) >= _WINDOW}
        if not words:
            return False
        told = b" ".join(words)
        seen = [windows for _shift, windows in _windows(told)]
        if any(not known.isdisjoint(windows) for windows in seen):
            return True
        if len(told) <= _MOST_REMEMBERED:
            self._clean.remember(words, seen, doubts)
        return False


class _CleanWords:
    """Words that hold no window of a secret, and the windows that they do hold. Safe to use from several threads."""

    def __init__(self) -> None:
        self.doubts = 0  # windows learnt so far: what was seen before the last of them is not to be remembered
        self._lock = threading.Lock()
        self._words: set[bytes] = set()
        self._windows: set[int] = set()

    def others(self, words: list[bytes]) -> set[bytes]:
        """Return those that are not known to be clean."""
        return set(words) - self._words

    def remember(self, words: set[bytes], windows: list[list[int]], doubts: int) -> None:
        """Keep words that were looked at when there had been so many `doubts`."""
        with self._lock:
            if doubts != self.doubts:
                return
            if len(self._words) > _MOST_CLEAN:
                self._forget()
            self._words |= words
            self._windows.update(*windows)

    def doubt(self, window: int) -> None:
        """Take a window of a secret into account: a word that holds it is clean no more."""
        with self._lock:
            self.doubts += 1
            if window in self._windows:
                self._forget()

    def _forget(self) -> None:
        self._words, self._windows = set(), set()


def _ascii(text: str) -> bytes:
    """Return a byte for each character; what is not ASCII becomes a question mark, which stands in no window."""
    return text.encode("ascii", "replace")


def _windows(raw: bytes) -> Iterator[tuple[int, list[int]]]:
    """Yield every window as a number, in up to eight lists: of a list, each begins where the one before ended.

    With a list comes where its first window begins.
    """
    for shift in range(min(_WINDOW, len(raw) - _WINDOW + 1)):
        end = len(raw) - (len(raw) - shift) % _WINDOW
        yield shift, memoryview(raw)[shift:end].cast(_NUMBER).tolist()


def _searchable(secret: str) -> bool:
    """Tell whether a value may be searched for everywhere: long enough, and no word of our own placeholders."""
    return len(secret) >= SHORTEST_SEARCHED and not any(secret in kind for kind in KINDS)


def _without_overlap(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for hit in sorted(found, key=lambda hit: (hit[0], -hit[1])):
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
    return kept


def _forms(secret: str) -> set[str]:
    """Return the texts in which a secret may be found once escapes are undone."""
    raw = secret.encode("utf-8", "surrogateescape")
    forms = {secret, raw.decode("latin-1"), raw.hex(), raw.hex().upper()}
    forms |= {form.replace(" ", "+") for form in forms}
    for shift in range(3):
        forms |= _base64_cores(raw, shift)
    return {form for form in forms if len(form) >= SHORTEST_SEARCHED}


def _base64_cores(raw: bytes, shift: int) -> set[str]:
    """Return what base64 makes of `raw` behind `shift` other bytes, without the characters shared with neighbours."""
    encoded = base64.b64encode(bytes(shift) + raw).rstrip(b"=").decode("ascii")
    first = (0, 2, 3)[shift]
    last = len(encoded) if (shift + len(raw)) % 3 == 0 else len(encoded) - 1
    core = encoded[first:last]
    return {core, core.translate(str.maketrans("+/", "-_"))}
