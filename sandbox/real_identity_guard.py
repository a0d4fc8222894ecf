"""The guard against identities of real people: no surface of the space takes one in, and the journal keeps none."""

import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_plus

from flask import Request

from sandbox.file_words.attached import attached_to, files_of
from sandbox.file_words.file_reader import file_reader
from sandbox.file_words.piece import UnreadableFileError
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
_IN_A_FILE: Final = (
    " (in the file that comes with it: recordTarget or elsewhere in a CDA document, text, metadata, datamatrix)"
)
_NOBODYS: Final = "nobody in this space has that matricule, so it may be a real person's"


@dataclass(frozen=True)
class _Said:
    """What a request says: in all these texts OIDs are looked for, in what a person typed or wrote matricules too."""

    texts: tuple[str, ...]
    typed: tuple[str, ...]
    of_files: tuple[str, ...]

    @property
    def everything(self) -> tuple[str, ...]:
        return (*self.texts, *self.typed)


def real_identity_in(space: Space, exchange: Exchange, asked: Request) -> str | None:
    """Say why a request may not be looked at, if an identity in it is, or may be, that of a real person.

    That is one under an OID of production or of the old INS-C, wherever it stands, headers included, and in what a
    person typed (a field of a form, a parameter of an address, plain text, the words of a resource) a matricule of
    right key that nobody here has, written in groups or not, alone or in a sentence. Files that come with it, in
    Base64 or not, are looked into likewise, and refused when nobody can see what they hold. Every matricule of such
    a request is taken out of the journal, and of what came with a file the journal keeps nothing.
    """
    try:
        said = _said(_texts(asked), _typed(asked), files_of(asked))
    except UnreadableFileError as why:
        exchange.note(unreadable_file=True)
        exchange.withhold_request()
        return str(why)
    oid, aliens = _real_ones(space, said)
    if oid is None and not aliens:
        return None
    for written in aliens.union(*(_aliens(space, text) for text in said.everything)):
        for form in {written, without_groups(written)}:
            exchange.secret("identity", form)
    exchange.note(real_identity=True)
    if said.of_files:
        exchange.withhold_request()
    return _refusal(oid, said)


def require_made_up(space: Space, written: JsonValue) -> None:
    """Refuse what somebody has written for an act, by the same rule.

    Raises:
        RealIdentityError: an identity in it is, or may be, that of a real person, or nobody can see whether.
    """
    text = json.dumps(written, ensure_ascii=False)
    try:
        said = _said([text], [text], attached_to(written))
    except UnreadableFileError as why:
        raise RealIdentityError(str(why)) from why
    oid, aliens = _real_ones(space, said)
    if oid or aliens:
        raise RealIdentityError(_refusal(oid, said))


def _said(texts: Iterable[str], typed: Iterable[str], files: Iterable[bytes]) -> _Said:
    """Gather what is said.

    Raises:
        UnreadableFileError: nobody can see what a file holds.
    """
    found = [file_reader().look_into(data) for data in files]
    marked = tuple(text for file in found for text in file.marked)
    written = tuple(text for file in found for text in file.written)
    return _Said((*texts, *marked), (*typed, *written), (*marked, *written))


def _refusal(oid: str | None, said: _Said) -> str:
    if oid is None:
        return _NOBODYS
    in_file = any(refused_oid_in(text) for text in said.of_files)
    return refusal_of(oid) + (_IN_A_FILE if in_file else "")


def _real_ones(space: Space, said: _Said) -> tuple[str | None, set[str]]:
    """Return the first OID that is refused, and the matricules of nobody here among what was typed."""
    oid = next((found for text in said.everything if (found := refused_oid_in(text))), None)
    return oid, {one for text in said.typed for one in _aliens(space, _SAID_FOR_TESTS.sub("", text))}


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
    """Give what somebody wrote in a resource, at any depth."""
    waiting: list[JsonValue] = [node]
    while waiting:
        match waiting.pop():
            case dict() as members:
                for name, value in members.items():
                    words = value if isinstance(value, list) else [value]
                    yield from (word for word in words if name in _PROSE and isinstance(word, str))
                    waiting.append(value)
            case list() as several:
                waiting.extend(several)


def _aliens(space: Space, text: str) -> Iterator[str]:
    """Give the matricules in a text that nobody here has."""
    return (one for one in matricules_in(text) if space.part(People).by_ins(Ins(without_groups(one))) is None)
