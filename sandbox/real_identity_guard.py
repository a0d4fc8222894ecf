"""The guard against identities of real people: no surface of the space takes one in, and the journal keeps none."""

import base64
import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote_plus

from flask import Request

from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonValue
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
# Members of resources in which somebody wrote. In what else they hold, serial numbers for instance, fifteen digits may
# have the key of a matricule by chance; identifiers of patients are known by their OID.
_PROSE: Final = frozenset(
    {"comment", "contentString", "description", "display", "div", "family", "given", "name", "patientInstruction"}
    | {"text", "title", "valueString"}
)
_NOBODYS: Final = "nobody in this space has that matricule, so it may be a real person's"


def real_identity_in(space: Space, exchange: Exchange, asked: Request) -> str | None:
    """Say why a request may not be looked at, if an identity in it is, or may be, that of a real person.

    That is one under an OID of production or of the old INS-C, wherever it stands, headers included, and in what a
    person typed (a field of a form, a parameter of an address, plain text, the words of a resource) a matricule of
    right key that nobody here has, written in groups or not, alone or in a sentence. Every matricule of such a request
    is taken out of the journal.
    """
    typed = list(_typed(asked))
    texts = [*_texts(asked), *typed]  # what is attached, in Base64, is among what was typed alone
    oid, aliens = _real_ones(space, texts, typed)
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
    yield from (value for _name, value in asked.headers)
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
    yield from _words(asked)


def _words(asked: Request) -> Iterator[str]:
    if asked.mimetype.endswith("json"):
        with contextlib.suppress(ValueError, RecursionError):  # whoever reads it next says what is wrong with it
            yield from _prose(json.loads(asked.get_data(cache=True)))


def _prose(node: JsonValue) -> Iterator[str]:
    """Give what somebody wrote in a resource, at any depth, texts that are attached to it included."""
    waiting: list[JsonValue] = [node]
    while waiting:
        match waiting.pop():
            case dict() as members:
                if str(members.get("contentType")).startswith("text/plain"):
                    yield _attached(members.get("data"))
                for name, value in members.items():
                    words = value if isinstance(value, list) else [value]
                    yield from (word for word in words if name in _PROSE and isinstance(word, str))
                    waiting.append(value)
            case list() as several:
                waiting.extend(several)


def _attached(data: JsonValue) -> str:
    with contextlib.suppress(ValueError):
        return base64.b64decode(data if isinstance(data, str) else "").decode("utf-8", "replace")
    return ""


def _aliens(space: Space, text: str) -> Iterator[str]:
    """Give the matricules in a text that nobody here has."""
    return (one for one in matricules_in(text) if space.part(People).by_ins(Ins(without_groups(one))) is None)
