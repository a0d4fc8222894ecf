"""Secrets in what an app ships to every browser: its client secret, a private key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conformance_suite.secrets_seen import MARK, marks_of
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conformance_suite.episode import Episode
    from conformance_suite.json_value import JsonObject

_BEFORE = 80  # characters before a secret
_PIECE = 1024 * 1024  # characters looked at in one go
_OVERLAP = 8 * 1024  # of two pieces: longer than any secret
# A library names the armour of keys that it reads: a key is what stands behind it, one line or several in a literal.
_PEM_KEY = re.compile(
    r"(?P<armour>-----BEGIN (?!ENCRYPTED)(?:[A-Z]{2,12} )?PRIVATE KEY-----)(?:\\[rn]|[\s\"'`+,]){0,80}[A-Za-z0-9+/]{40}"
)
_JWK_D = re.compile(r"""(?<![\w$])["']?d["']?\s{0,4}:\s{0,4}["'][\w-]{30,1000}["']""")
_KEY_TYPE = re.compile(r"(?<![\w$])kty(?![\w$])")
_LONGEST_JWK = 4096  # characters


def found_in(text: str, scrub: Callable[[str], str]) -> list[JsonObject]:
    """What a file holds, each kind where it stands first; `scrub` takes known secrets out of a text."""
    found: dict[str, JsonObject] = {}
    for start in range(0, max(len(text), 1), _PIECE):
        piece = text[start : start + _PIECE + _OVERLAP]
        for kind, words in _secrets_of(piece, scrub):
            found.setdefault(kind, {"kind": kind, "text": words})
    return list(found.values())


def _secrets_of(piece: str, scrub: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    scrubbed = scrub(piece)
    for mark in MARK.finditer(scrubbed):
        if marks_of(mark[0])[0].kind == "client_secret":
            yield "client_secret", _before(scrubbed, mark.start()) + mark[0]
    for key in _PEM_KEY.finditer(piece):
        yield "private_key", f"{_before(piece, key.start())}{key['armour']}…"
    for member in _JWK_D.finditer(piece):
        opened = piece.rfind("{", max(0, member.start() - _LONGEST_JWK), member.start())
        if opened >= 0 and _is_key(piece, opened, member.end()):
            yield "private_key", f"{_before(piece, opened)}{{… d: …}}"


def _is_key(text: str, opened: int, end: int) -> bool:
    """Whether an object says what type of key it is (RFC 7517, 4.1): much else has a member `d`."""
    closed = text.find("}", end, end + _LONGEST_JWK)
    return closed >= 0 and _KEY_TYPE.search(text, opened, closed) is not None


def _before(text: str, start: int) -> str:
    """The words before a secret; what stands behind a key's beginning may be more of it."""
    return " ".join(text[max(0, start - _BEFORE) : start].split()) + " "


def assert_no_secret_in_bundle(episode: Episode) -> None:
    """No script that the app's pages load, and no source map of one, holds the client secret or a private key."""
    for bundle in episode.bundles:
        for secret in bundle.found:
            raise Failure(
                "secret_in_bundle", exchanges=[secret.visit], what=secret.kind, path=secret.path, text=secret.text
            )
    if not episode.bundles or any(bundle.missed and not bundle.files for bundle in episode.bundles):
        raise Inconclusive("bundle_not_read")
    if any(bundle.cut for bundle in episode.bundles):
        raise Inconclusive("bundle_too_long")
    if not any(bundle.files for bundle in episode.bundles):
        raise NotApplicable("no_scripts")
