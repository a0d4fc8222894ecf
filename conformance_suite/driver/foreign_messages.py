"""What a window of another origin says to a page that listens, in the shapes that listeners are known to take."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from conformance_suite.json_value import JsonValue

HOST: Final = "poincon-message.example"  # nobody's: whoever asks it for something did what a message said
ORIGIN: Final = f"https://{HOST}"
ELEMENT: Final = "poincon-message"  # an element that no page has
WORDS: Final = "poincon-said-by-a-stranger"
MARKS: Final = (WORDS, HOST)  # by which what came of a message is known
_MARKUP: Final = f'<{ELEMENT}></{ELEMENT}><img src="{ORIGIN}/image">'
_KINDS: Final = ("message", "login", "token", "authorization_response", "navigate", "update")
_KIND_NAMES: Final = ("type", "action", "event", "cmd")
_VALUES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (f"{ORIGIN}/page", ("url", "href", "redirect", "location", "target")),
    (_MARKUP, ("html", "content", "body")),
    (WORDS, ("text", "message", "name", "user", "token", "access_token", "id_token", "session")),
)


def messages() -> list[JsonValue]:
    """Every message: objects of several kinds, the same as text, and bare texts."""
    values: dict[str, JsonValue] = {name: value for value, names in _VALUES for name in names}
    objects: list[JsonValue] = [{**dict.fromkeys(_KIND_NAMES, kind), **values, "data": values} for kind in _KINDS]
    return [*objects, *(json.dumps(one) for one in objects), WORDS, _MARKUP, f"{ORIGIN}/page"]
