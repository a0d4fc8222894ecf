"""Text with its escapes undone, level by level, and the way back from each character to the text that was there."""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

_ESCAPE = re.compile(
    r"%[0-9A-Fa-f]{2}|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[a-z]{2,6});|\\(?:u[0-9A-Fa-f]{4}|[\"\\/bfnrt'])"
)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_DEEPEST = 4  # levels of escapes inside escapes


@dataclass(frozen=True)
class View:
    """A text, or the text of the view `above` with its escapes `undone`, which are told in order.

    Of each: where what it stands for begins and ends here, and where the escape began and ended above.
    """

    text: str
    above: "View | None" = None
    undone: Sequence[tuple[int, int, int, int]] = ()

    def replace(self, hits: Sequence[tuple[int, int, str]]) -> str:
        """Return the first text of all with each (start, end, replacement) of this view put in its place."""
        levels = list(self._levels())
        original = levels[-1].text
        pieces: list[str] = []
        done = 0
        for start, end, replacement in hits:
            pieces += (original[done : _origin(levels, start)], replacement)
            done = _origin(levels, end)
        return "".join((*pieces, original[done:]))

    def _levels(self) -> Iterator["View"]:
        """Yield this view and those above it."""
        view: View | None = self
        while view is not None:
            yield view
            view = view.above


def views(text: str) -> Iterator[View]:
    """Yield the text itself, then with one level of escapes undone, then two, until nothing changes."""
    view = View(text)
    yield view
    for _level in range(_DEEPEST):
        deeper = _undo(view)
        if deeper is None:
            return
        yield deeper
        view = deeper


def _origin(levels: Iterable[View], place: int) -> int:
    """Return where in the last of `levels` the character at `place` of the first comes from; an escape's beginning."""
    for view in levels:
        before = bisect_right(view.undone, place, key=itemgetter(0))
        if before:
            _start, end, begun, ended = view.undone[before - 1]
            place = begun if place < end else ended + place - end
    return place


def _undo(view: View) -> View | None:
    pieces: list[str] = []
    undone: list[tuple[int, int, int, int]] = []
    done = length = 0
    for escape in _ESCAPE.finditer(view.text):
        plain = _plain(escape.group())
        if plain is None:
            continue
        begun, ended = escape.span()
        pieces += (view.text[done:begun], plain)
        start = length + begun - done
        length = start + len(plain)
        undone.append((start, length, begun, ended))
        done = ended
    if not undone:
        return None
    pieces.append(view.text[done:])
    return View("".join(pieces), view, undone)


@lru_cache(maxsize=4096)
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
