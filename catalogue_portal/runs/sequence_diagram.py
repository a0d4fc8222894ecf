"""Drawing an episode as a sequence: three lifelines, an arrow a message, the wrong ones marked by shape and word.

The drawing is for the eye; the page says the same in a list below it. Styles are classes, since the policy of our pages
allows no style attribute.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from markupsafe import Markup

from catalogue_portal.runs.recording import Party
from catalogue_portal.runs.strokes import Stroke
from catalogue_portal.web.speech import say as _

WIDTH: Final = 780
LANES: Final[dict[Party, int]] = {"person": 90, "app": 390, "space": 690}
TOP: Final = 58
PLATE: Final = 150
CHARACTER: Final = 7.5
NARROW_CHARACTER: Final = 6.3  # notes are set in the text face
FLAG: Final = 3  # characters that a mark at the right end takes
HEIGHTS: Final = {"request": 34, "answer": 30, "broken": 30, "note": 34}


def draw(strokes: Sequence[Stroke], *, title: str, description: str) -> Markup:
    """Return the sequence as an SVG element, named for those who do not see it."""
    rows, y = [], TOP
    for stroke in strokes:
        y += HEIGHTS[stroke.kind]
        rows.append(_note(stroke, y) if stroke.kind == "note" else _arrow(stroke, y))
    height = y + 24
    parts = [
        f'<svg class="sequence" viewBox="0 0 {WIDTH} {height}" role="img" ',
        'aria-labelledby="sequence-title sequence-desc">',
        f'<title id="sequence-title">{escape(title)}</title><desc id="sequence-desc">{escape(description)}</desc>',
        *(_lane(party, name, height) for party, name in _names().items()),
        *rows,
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704 - every text in it went through escape


def _names() -> dict[Party, str]:
    return {"person": _("The person's browser"), "app": _("The app under test"), "space": _("The health space")}


def _lane(party: Party, name: str, height: int) -> str:
    x = LANES[party]
    return (
        f'<line class="life" x1="{x}" y1="42" x2="{x}" y2="{height - 6}"/>'
        f'<rect class="plate" x="{x - PLATE / 2:g}" y="8" width="{PLATE}" height="34" rx="3"/>'
        f'<text class="lane" x="{x}" y="30" text-anchor="middle">{escape(name)}</text>'
    )


def _arrow(stroke: Stroke, y: int) -> str:
    start, end = LANES[stroke.source], LANES[stroke.target]
    sign = 1 if end > start else -1
    left, right = min(start, end), max(start, end)
    broken = stroke.kind == "broken"
    tip = end - sign * (40 if broken else 2)
    room = int((right - left - 44) / CHARACTER) - (FLAG if stroke.wrong or stroke.pointed else 0)
    dashed = " answer" if stroke.kind != "request" else ""
    ending = _stop(tip, y) if broken else f'<path class="tip" d="M{tip} {y}l{-sign * 9} -4.5v9z"/>'
    number = (
        f'<text class="number" x="{left + 7}" y="{y - 6}">{stroke.number}</text>' if stroke.kind == "request" else ""
    )
    return (
        f'<g class="{_classes(stroke)}">{_wash(stroke, left, right, y)}'
        f'<path class="arrow{dashed}" d="M{start + sign * 2} {y}H{tip - (0 if broken else sign * 8)}"/>{ending}{number}'
        f'<text class="label" x="{left + 30}" y="{y - 6}">{escape(_short(stroke.label, room))}</text>'
        f"{_flag(stroke, right, y)}</g>"
    )


def _note(stroke: Stroke, y: int) -> str:
    left, right = sorted((LANES[stroke.source], LANES[stroke.target]))
    room = int((right - left - 44) / NARROW_CHARACTER)
    text = escape(_short(stroke.label, room))
    return (
        f'<g class="{_classes(stroke)} effect"><rect class="wash" x="{left + 4}" y="{y - 20}" '
        f'width="{right - left - 8}" height="24" rx="3"/>'
        f'<text class="number" x="{left + 10}" y="{y - 4}">{stroke.number}</text>'
        f'<text class="under" x="{left + 30}" y="{y - 4}">{text}</text>{_flag(stroke, right, y)}</g>'
    )


def _classes(stroke: Stroke) -> str:
    return " ".join(["stroke", *(["is-wrong"] if stroke.wrong else []), *(["is-pointed"] if stroke.pointed else [])])


def _wash(stroke: Stroke, left: int, right: int, y: int) -> str:
    if not stroke.wrong:
        return ""
    return f'<rect class="wash" x="{left + 3}" y="{y - 20}" width="{right - left - 6}" height="26"/>'


def _stop(x: int, y: int) -> str:
    return f'<path class="arrow" d="M{x - 6} {y - 6}l12 12m0 -12l-12 12"/>'


def _flag(stroke: Stroke, right: int, y: int) -> str:
    """Mark the right end: a crossed-out equals sign for what is wrong, a triangle for what the verdict rests on."""
    if stroke.wrong:
        return f'<path class="arrow" d="M{right - 24} {y - 13}h12m-12 5h12m-9 4 6 -13"/>'
    if stroke.pointed and stroke.kind != "answer":
        return f'<path class="tip" d="M{right - 12} {y - 16}v10l-9 -5z"/>'
    return ""


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"
