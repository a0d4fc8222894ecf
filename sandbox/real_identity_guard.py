"""The guard against identities of real people: no surface of the space takes one in, and the journal keeps none."""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote_plus

from flask import Request

from sandbox.journal.exchange import Exchange
from sandbox.people.ins import (
    TEST_OIDS,
    Ins,
    RealIdentityError,
    matricules_in,
    refusal_of,
    refused_oid_in,
    without_groups,
)
from sandbox.people.people import People
from sandbox.spaces import Space

_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})")
# What programs draw by chance, and what may so have the form and the key of a matricule.
_DRAWN: Final = frozenset({"state", "nonce", "code_challenge", "code_verifier"})
# Whoever says that a matricule is for tests is believed: it names nobody, and is answered so.
_SAID_FOR_TESTS: Final = re.compile(f"(?:{'|'.join(map(re.escape, sorted(TEST_OIDS)))})\\|\\S+")
_NOBODYS: Final = "nobody in this space has that matricule, so it may be a real person's"


def real_identity_in(space: Space, exchange: Exchange, asked: Request) -> str | None:
    """Say why a request may not be looked at, if an identity in it is, or may be, that of a real person.

    That is one under an OID of production or of the old INS-C, wherever it stands, and in what a person typed (a field
    of a form, a parameter of an address, plain text) a matricule of right key that nobody here has, written in groups
    or not, alone or in a sentence. Every matricule of such a request is taken out of the journal.
    """
    texts = list(_texts(asked))
    oid, aliens = _real_ones(space, texts, _typed(asked))
    if oid is None and not aliens:
        return None
    for written in aliens.union(*(_aliens(space, text) for text in texts)):
        for form in {written, without_groups(written)}:
            exchange.secret("identity", form)
    exchange.note(real_identity=True)
    return refusal_of(oid) if oid else _NOBODYS


def require_made_up(space: Space, written: str) -> None:
    """Refuse what somebody has written for an act, by the same rule.

    Raises:
        RealIdentityError: an identity in it is, or may be, that of a real person.
    """
    oid, aliens = _real_ones(space, [written], [written])
    if oid or aliens:
        raise RealIdentityError(refusal_of(oid) if oid else _NOBODYS)


def _real_ones(space: Space, texts: Iterable[str], typed: Iterable[str]) -> tuple[str | None, set[str]]:
    """Return the first OID that is refused, and the matricules of nobody here among what was typed."""
    oid = next((found for text in texts if (found := refused_oid_in(text))), None)
    return oid, {one for text in typed for one in _aliens(space, _SAID_FOR_TESTS.sub("", text))}


def _texts(asked: Request) -> Iterator[str]:
    yield unquote_plus(f"{asked.path}?{asked.query_string.decode('latin-1')}")
    if asked.mimetype in _FORMS:
        yield from (value for _name, value in asked.form.items(multi=True))
        return
    text = asked.get_data(cache=True).decode("utf-8", "replace")  # JSON, XML or plain text, whatever it is said to be
    yield text
    if "\\u" in text:  # a digit may be written as an escape
        yield _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)


def _typed(asked: Request) -> Iterator[str]:
    fields = [asked.args, asked.form] if asked.mimetype in _FORMS else [asked.args]
    for each in fields:
        yield from (value for name, value in each.items(multi=True) if name not in _DRAWN)
    if asked.mimetype == "text/plain":
        yield asked.get_data(cache=True, as_text=True)


def _aliens(space: Space, text: str) -> Iterator[str]:
    """Give the matricules in a text that nobody here has."""
    return (one for one in matricules_in(text) if space.part(People).by_ins(Ins(without_groups(one))) is None)
