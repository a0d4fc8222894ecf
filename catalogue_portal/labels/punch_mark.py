"""The punch mark: a small SVG drawn from a label's identifier, the same wherever the label is shown.

Like an assayer's hallmark it has an outline (the cartouche), a mirrored device struck inside it, and a row of ticks.
Each bit comes from SHA-256 of the identifier, so two labels differ at sight and one label never changes its mark.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Self

BRONZE = "#8a5a1c"
SIZE = 96
_COLUMNS, _ROWS, _STEP, _TOP = 3, 5, 10, 23
_TICKS = 9

_CARTOUCHES = (
    "M48 3C74 3 90 22 90 48S74 93 48 93 6 74 6 48 22 3 48 3Z",
    "M48 3A45 45 0 1 1 47.9 3Z",
    "M30 4H66L92 30V66L66 92H30L4 66V30Z",
    "M10 6H86V52C86 74 68 86 48 93 28 86 10 74 10 52Z",
    "M20 5H76A15 15 0 0 1 91 20V76A15 15 0 0 1 76 91H20A15 15 0 0 1 5 76V20A15 15 0 0 1 20 5Z",
    "M48 3 88 25.500V70.500L48 93 8 70.500V25.500Z",
    "M30 5H66Q70 26 91 30V66Q70 70 66 91H30Q26 70 5 66V30Q26 26 30 5Z",
    "M20 5H76Q100 48 76 91H20Q-4 48 20 5Z",
)


@dataclass(frozen=True)
class PunchMark:
    """The mark of one label as drawing instructions: which outline, which cells are struck, which ticks are long."""

    cartouche: int
    struck: tuple[tuple[int, int], ...]
    ticks: tuple[bool, ...]

    @classmethod
    def of(cls, identifier: str) -> Self:
        """Derive the mark from an identifier; the same one gives the same mark for ever."""
        bits = _bits(hashlib.sha256(identifier.encode()).digest())
        cartouche = sum(next(bits) << place for place in range(3))
        cells = [(column, row) for row in range(_ROWS) for column in range(_COLUMNS)]
        struck = tuple(cell for cell in cells if next(bits)) or ((0, 2),)
        return cls(cartouche, struck, tuple(bool(next(bits)) for _ in range(_TICKS)))

    def drawing(self) -> str:
        """Return the SVG elements in a square of 96, drawn in `currentColor`, to be put inside a larger picture."""
        outline = _CARTOUCHES[self.cartouche]
        return (
            f'<path d="{outline}" fill="none" stroke="currentColor" stroke-width="4" stroke-linejoin="round"/>'
            f'<path d="{outline}" fill="none" stroke="currentColor" stroke-width="1.500" stroke-linejoin="round" '
            f'transform="translate(5.760 5.760) scale(.88)"/>'
            f'<path d="{self._device()}" fill="currentColor"/>'
            f'<path d="{self._row()}" fill="none" stroke="currentColor" stroke-width="2"/>'
        )

    def svg(self, title: str) -> str:
        """Return a picture of its own, named `title` for those who do not see it."""
        name = escape(title)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
            f'role="img" aria-label="{name}" color="{BRONZE}"><title>{name}</title>{self.drawing()}</svg>'
        )

    def _device(self) -> str:
        half = _STEP // 2
        lozenges = []
        for column, row in self.struck:
            for x in {48 - column * _STEP, 48 + column * _STEP}:
                y = _TOP + row * _STEP
                lozenges.append((y, x, f"M{x} {y - half}l{half} {half}-{half} {half}-{half}-{half}z"))
        return "".join(path for _, _, path in sorted(lozenges))

    def _row(self) -> str:
        first = 48 - (_TICKS - 1) * 2
        return "".join(f"M{first + place * 4} {80 if long else 76}V72" for place, long in enumerate(self.ticks))


def _bits(digest: bytes) -> Iterator[int]:
    for byte in digest:
        for place in range(8):
            yield byte >> place & 1
