"""The badge that a publisher puts on a page: punch mark, status in words and shape, app and edition."""

from dataclasses import dataclass
from html import escape
from typing import Final

from catalogue_portal.labels.models import Label, LabelState
from catalogue_portal.labels.punch_mark import BRONZE, SIZE, PunchMark
from catalogue_portal.signed_statement import Claims

_HEIGHT = 64
_MARK = 52
_LEFT = 74
_RIGHT = 16
_NARROW = frozenset("fijlrt.,:;'|!()[] -I1")
_WIDE = frozenset("mwMWGOQ@%—")


@dataclass(frozen=True)
class _Appearance:
    words: dict[str, str]
    ink: str
    # A shape beside the word: the state must not depend on colour alone (RGAA 3.1).
    shape: str
    shields_colour: str


_APPEARANCES: Final = {
    LabelState.VALID: _Appearance(
        {"fr": "Label en vigueur", "en": "Label in force"}, "#1d5b2f", "M2 7 6 11 14 3", "brightgreen"
    ),
    LabelState.SUSPENDED: _Appearance(
        {"fr": "Label suspendu", "en": "Label suspended"}, "#8a3a00", "M5 2V12M11 2V12", "orange"
    ),
    LabelState.WITHDRAWN: _Appearance(
        {"fr": "Label retiré", "en": "Label withdrawn"}, "#9b1c1c", "M3 2 13 12M13 2 3 12", "red"
    ),
    LabelState.EXPIRED: _Appearance({"fr": "Label échu", "en": "Label expired"}, "#4a4a4a", "M2 7H14", "lightgrey"),
}
_DEMO: Final = {"fr": "démonstration", "en": "demonstration"}


def badge_svg(label: Label, state: LabelState, *, language: str = "fr") -> str:
    """Return the badge of a label in a state, in `fr` or `en`; its width follows its longest line."""
    appearance = _APPEARANCES[state]
    headline = appearance.words[language]
    detail = _detail(label, language)
    width = round(_LEFT + max(_width(headline, 15) + 22, _width(detail, 12)) + _RIGHT)
    name = escape(f"Poinçon: {headline}. {detail}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}" '
        f'role="img" lang="{language}" aria-label="{name}"><title>{name}</title>'
        f'<rect x=".5" y=".5" width="{width - 1}" height="{_HEIGHT - 1}" rx="8" fill="#fdfaf3" stroke="#d8cdb8"/>'
        f'<g color="{BRONZE}" transform="translate(10 6) scale({_MARK / SIZE:.4f})">'
        f"{PunchMark.of(label.id).drawing()}</g>"
        f'<path d="{appearance.shape}" transform="translate({_LEFT} 17)" fill="none" stroke="{appearance.ink}" '
        f'stroke-width="2.500" stroke-linecap="round" stroke-linejoin="round"/>'
        f'<g font-family="Atkinson Hyperlegible, Verdana, sans-serif">'
        f'<text x="{_LEFT + 22}" y="29" font-size="15" font-weight="700" fill="{appearance.ink}">{headline}</text>'
        f'<text x="{_LEFT}" y="48" font-size="12" fill="#2b2722">{escape(detail)}</text></g></svg>'
    )


def badge_json(label: Label, state: LabelState, *, language: str = "fr") -> Claims:
    """Return the badge for machines, in the endpoint format of Shields, with the label's facts added."""
    appearance = _APPEARANCES[state]
    return {
        "schemaVersion": 1,
        "label": "Poinçon",
        "message": f"{appearance.words[language]} · {_detail(label, language)}",
        "color": appearance.shields_colour,
        "state": state.value,
        "id": label.id,
        "environment": label.claims.environment.value,
        "edition": label.claims.edition,
        "app": {"name": label.claims.app.name, "version": label.claims.app.version},
    }


def _detail(label: Label, language: str) -> str:
    claims = label.claims
    demo = "" if claims.environment.value == "production" else f" · {_DEMO[language]}"
    return _printable(f"{claims.app.name} {claims.app.version} · {claims.edition}{demo}")


def _printable(text: str) -> str:
    """Leave out what XML 1.0 cannot carry; the name was given by the publisher."""
    return "".join(character for character in text if character.isprintable())


def _width(text: str, size: int) -> float:
    """Estimate the width of a text: no font is at hand, and a badge too wide is better than one cut off."""
    return sum(0.36 if c in _NARROW else 0.92 if c in _WIDE else 0.58 for c in text) * size
