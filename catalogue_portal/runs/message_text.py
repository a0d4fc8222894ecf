"""Requests and answers as an engineer reads them: start line, header fields, content with its tokens taken apart."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from markupsafe import Markup, escape

from catalogue_portal.runs.discrepancies import decoded
from catalogue_portal.runs.recording import Happening, Message
from catalogue_portal.web.speech import say as _

SHORTEST_MARK: Final = 4
"""Shorter values, such as `none`, are marked as well; a single letter would be found everywhere."""
TOKENS: Final = ("id_token", "access_token", "logout_token", "client_assertion", "software_statement")


@dataclass(frozen=True)
class Side:
    """One block of text with its title."""

    title: str
    text: str

    def marked(self, wrong: Iterable[str]) -> Markup:
        """Return the text with every occurrence of the wrong values marked."""
        values = sorted({value for value in wrong if len(value) >= SHORTEST_MARK}, key=len, reverse=True)
        if not values:
            return escape(self.text)
        pieces = re.split("(" + "|".join(map(re.escape, values)) + ")", self.text)
        marked = (Markup("<mark>{}</mark>").format(piece) if piece in values else escape(piece) for piece in pieces)
        return Markup().join(marked)


def sides(one: Happening) -> list[Side]:
    """Return what was said in a happening, block by block."""
    if one.request is None:
        return [Side(_("As recorded"), json.dumps(dict(one.facts), ensure_ascii=False, indent=2))]
    found = [Side(_("Request"), _as_text(one.request)), *_taken_apart(one.request)]
    if one.response is None:
        return [*found, Side(_("Answer"), _("None came."))]
    return [*found, Side(_("Answer"), _as_text(one.response)), *_taken_apart(one.response)]


def _as_text(message: Message) -> str:
    start = f"{message.method} {message.url}" if message.method else str(message.status)
    fields = [f"{name}: {value}" for name, value in message.headers]
    return "\n".join([start, *fields, *_content(message)])


def _content(message: Message) -> Iterator[str]:
    if message.text is None:
        if message.size:
            yield from ("", _("(%(size)s bytes that are not text)", size=message.size))
        return
    if not message.text:
        return
    yield ""
    parsed = message.json()
    if isinstance(parsed, dict | list):
        yield json.dumps(parsed, ensure_ascii=False, indent=2)
    elif "x-www-form-urlencoded" in message.media_type:
        yield from (f"{name} = {value}" for name, value in parse_qsl(message.text, keep_blank_values=True))
    else:
        yield message.text


def _taken_apart(message: Message) -> Iterator[Side]:
    content = message.json()
    named: dict[str, Any] = content if isinstance(content, dict) else dict(parse_qsl(message.text or ""))
    for name in TOKENS:
        parts = decoded(named[name]) if isinstance(named.get(name), str) else None
        if parts is not None:
            text = "\n".join(json.dumps(part, ensure_ascii=False, indent=2) for part in parts)
            yield Side(_("%(name)s, header and claims", name=name), text)
