"""The files that come with a request: as its body, in a form, or in Base64 anywhere in its JSON."""

import base64
import binascii
import contextlib
import json
import re
from collections.abc import Iterator
from typing import Final

from flask import Request

from sandbox.file_words.reading import kind_of
from sandbox.json_value import JsonValue

_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_SHORTEST: Final = 16  # characters: fifteen digits alone make twenty
_BLANKS: Final = re.compile(r"\s+")
_IN_BASE64: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_DATA_URL: Final = re.compile(r"data:[^,;\"'<>]{0,100}(?:;[^,;\"'<>]{0,100}){0,4};base64,([A-Za-z0-9+/=%\s]+)")


def files_of(asked: Request) -> Iterator[bytes]:
    """Give the files of a request; whoever reads those of a form later finds them as they were."""
    if asked.mimetype in _FORMS:
        yield from attached_to([*asked.form.values()])
        for sent in asked.files.values():
            yield sent.stream.read()
            sent.stream.seek(0)
        return
    body = asked.get_data(cache=True)
    with contextlib.suppress(ValueError, RecursionError):  # no JSON
        yield from attached_to(json.loads(body))
        return
    if kind_of(body) is not None:
        yield body


def attached_to(node: JsonValue) -> Iterator[bytes]:
    """Give what is written in Base64 in a JSON value, at any depth, in data URLs too, whatever it is said to be."""
    waiting: list[JsonValue] = [node]
    while waiting:
        match waiting.pop():
            case dict() as members:
                waiting.extend(members.values())
            case list() as several:
                waiting.extend(several)
            case str() as text if len(text) >= _SHORTEST:
                yield from _decoded(text)


def _decoded(text: str) -> Iterator[bytes]:
    written = _BLANKS.sub("", text)
    encoded = [written] if _IN_BASE64.fullmatch(written) else _DATA_URL.findall(text)
    for one in encoded:
        with contextlib.suppress(binascii.Error, ValueError):
            yield base64.b64decode(_BLANKS.sub("", one), validate=True)
