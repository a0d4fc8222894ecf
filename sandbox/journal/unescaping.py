"""Text with its escapes undone, level by level, and the way back from each character to the text that was there."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_ESCAPE = re.compile(
    r"%[0-9A-Fa-f]{2}|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[a-z]{2,6});|\\(?:u[0-9A-Fa-f]{4}|[\"\\/bfnrt'])"
)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_DEEPEST = 4  # levels of escapes inside escapes


@dataclass(frozen=True)
class View:
    """`text` is `original` with some escapes undone; `starts[i]` is where character i came from, plus an end mark."""

    original: str
    text: str
    starts: Sequence[int]

    def replace(self, hits: Sequence[tuple[int, int, str]]) -> str:
        """Return the original with each (start, end, replacement) of the view put in its place."""
        pieces: list[str] = []
        done = 0
        for start, end, replacement in hits:
            pieces += (self.original[done : self.starts[start]], replacement)
            done = self.starts[end]
        return "".join((*pieces, self.original[done:]))


def views(text: str) -> Iterator[View]:
    """Yield the text itself, then with one level of escapes undone, then two, until nothing changes."""
    view = View(text, text, range(len(text) + 1))
    yield view
    for _level in range(_DEEPEST):
        deeper = _undo(view)
        if deeper is None:
            return
        yield deeper
        view = deeper


def _undo(view: View) -> View | None:
    pieces: list[str] = []
    starts: list[int] = []
    done = 0
    for escape in _ESCAPE.finditer(view.text):
        plain = _plain(escape.group())
        if plain is None:
            continue
        pieces += (view.text[done : escape.start()], plain)
        starts.extend(view.starts[done : escape.start()])
        starts.extend([view.starts[escape.start()]] * len(plain))
        done = escape.end()
    if done == 0:
        return None
    pieces.append(view.text[done:])
    starts.extend(view.starts[done:])
    return View(view.original, "".join(pieces), starts)


def _plain(escape: str) -> str | None:
    """Return what an escape stands for; bytes of a percent escape are read as Latin-1; None if it is none after all."""
    if escape[0] == "%":
        return chr(int(escape[1:], 16))
    if escape[0] == "&":
        plain = html.unescape(escape)
        return None if plain == escape else plain
    if escape[1] == "u":
        return chr(int(escape[-4:], 16))
    return _SHORT.get(escape[1], escape[1])
