"""Speaking the page's language: `say` now, `say_number` with a plural, `say_later` when the page is made.

Imported as `_`, `ngettext` and `_l`, the names under which the extraction of messages finds them.
"""

from typing import TypeAlias, cast

import flask_babel
from flask_babel.speaklater import LazyString

LaterText: TypeAlias = LazyString
Text: TypeAlias = str | LazyString


def say(message: str, **values: object) -> str:
    """Return the message in the page's language, its placeholders filled."""
    return cast("str", flask_babel.gettext(message, **values))


def say_number(one: str, several: str, number: int, **values: object) -> str:
    """Return the message for this number, which is also its placeholder `num`."""
    return cast("str", flask_babel.ngettext(one, several, number, **values))


def say_later(message: str) -> LaterText:
    """Return a message that takes the language of the page in which it is shown."""
    return flask_babel.lazy_gettext(message)
