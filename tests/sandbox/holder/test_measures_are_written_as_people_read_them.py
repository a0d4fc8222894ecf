"""Decimal marks, thousands and units, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.my_pages import visitor

from sandbox.fhir.profiles import PROFILES
from sandbox.holder.pages.amounts import amount
from sandbox.holder.record_view import Amount

if TYPE_CHECKING:
    from builders.families import Family
    from builders.spaces import Bench


@pytest.mark.parametrize(
    ("values", "unit", "french", "english"),
    [
        (("72.5",), "kg", "72,5\u00a0kg", "72.5\u00a0kg"),
        (("129", "62"), "mm[Hg]", "129\u00a0/\u00a062\u00a0mmHg", "129\u00a0/\u00a062\u00a0mmHg"),
        (("27.8",), "kg/m2", "27,8\u00a0kg/m²", "27.8\u00a0kg/m²"),
        (("65",), "/min", "65\u00a0par minute", "65\u00a0a minute"),
        (("12345",), "steps/day", "12\u202f345\u00a0pas", "12,345\u00a0steps"),
        (("4",), "Level", "4", "4"),
        (("37.2",), "Cel", "37,2\u00a0°C", "37.2\u00a0°C"),
        (("-1.5e3",), "furlong", "-1,5e3\u00a0furlong", "-1.5e3\u00a0furlong"),
        ((), "kg", "", ""),
    ],
)
def test_an_amount(values: tuple[str, ...], unit: str, french: str, english: str) -> None:
    assert amount(Amount(values, unit), "fr") == french
    assert amount(Amount(values, unit), "en") == english


def test_no_unit_of_a_measure_is_shown_in_ucum() -> None:
    """What is left as it is must be what people write: no brackets, no powers, nothing without a number before it."""
    codes = {code for profile in PROFILES for code in profile.units.values()}
    for lang in ("fr", "en"):
        shown = {amount(Amount(("1",), code), lang).removeprefix("1").strip() for code in codes}
        assert shown <= {"kg", "cm", "kg/m²", "mmHg", "°C", "mg/dL", "%", "", "pas", "steps", "par minute", "a minute"}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_writes_them_so(settled: Bench, kin: Family, lang: str) -> None:
    text = visitor(settled, kin.mother).get(f"/measures?lang={lang}").text

    assert {"fr": "pas", "en": "steps"}[lang] in text
    assert "mm[Hg]" not in text
    assert "steps/day" not in text
