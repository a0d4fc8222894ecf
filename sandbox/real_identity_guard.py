"""The guard against identities of real people: no surface of the space takes one in, and the journal keeps none."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote_plus

from flask import Request

from sandbox.journal.exchange import Exchange
from sandbox.people.ins import Ins, matricules_in, refusal_of, refused_oid_in
from sandbox.people.people import People
from sandbox.spaces import Space

_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})")


def real_identity_in(space: Space, exchange: Exchange, asked: Request) -> str | None:
    """Say why a request may not be looked at, if an identity in it is, or may be, that of a real person.

    That is one under an OID of production or of the old INS-C, wherever it stands, and in the field of a form a
    matricule of right key that nobody here has. Every matricule of such a request is taken out of the journal.
    """
    texts = list(_texts(asked))
    oid = next((found for text in texts if (found := refused_oid_in(text))), None)
    alien = next((one for field in _fields(asked) if (one := _alien(space, field))), None)
    if oid is None and alien is None:
        return None
    for matricule in {one for text in texts for one in matricules_in(text)} | ({alien} if alien else set()):
        if not _lives_here(space, matricule):
            exchange.secret("identity", matricule)
    exchange.note(real_identity=True)
    return refusal_of(oid) if oid else "nobody in this space has that matricule, so it may be a real person's"


def _texts(asked: Request) -> Iterator[str]:
    yield unquote_plus(f"{asked.path}?{asked.query_string.decode('latin-1')}")
    yield from _fields(asked)
    if asked.mimetype.endswith("json"):
        yield from _texts_in_json(asked)


def _fields(asked: Request) -> Iterator[str]:
    if asked.mimetype in _FORMS:
        yield from (value for _name, value in asked.form.items(multi=True))


def _texts_in_json(asked: Request) -> Iterator[str]:
    text = asked.get_data(cache=True).decode("utf-8", "replace")
    yield text
    if "\\u" in text:  # a digit may be written as an escape
        yield _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)


def _alien(space: Space, field: str) -> str | None:
    written = "".join(field.split()).upper()
    found = next(matricules_in(written), None)
    return found if found == written and not _lives_here(space, written) else None


def _lives_here(space: Space, matricule: str) -> bool:
    return space.part(People).by_ins(Ins(matricule)) is not None
