from __future__ import annotations

import pytest

from doctrine import words
from doctrine.gaps import load_gaps
from doctrine.loader import load_edition
from doctrine.model import Bilingual, Confidence, EditionStatus, EvidenceKind, LegalStanding, Method, Obligation
from doctrine.sections import load_sections


@pytest.mark.parametrize(
    ("said", "values"),
    [
        (words.OBLIGATIONS, Obligation),
        (words.STANDINGS, LegalStanding),
        (words.CONFIDENCES, Confidence),
        (words.METHODS, Method),
        (words.STATUSES, EditionStatus),
        (words.EVIDENCE_KINDS, EvidenceKind),
    ],
)
def test_every_value_has_words_in_both_languages(said: dict[str, Bilingual], values: type) -> None:
    assert set(said) == set(values)
    assert all(text.fr and text.en for text in said.values())


def test_every_theme_of_the_edition_has_a_title_and_every_gap_a_section() -> None:
    sections = load_sections()
    for one in load_edition().requirements:
        assert sections.theme(one.theme).fr
        assert sections.of(one).title.en
    assert {gap.section for gap in load_gaps()} <= {one.id for one in sections.sections}


def test_a_theme_without_a_title_is_spelled_out() -> None:
    assert load_sections().theme("new_theme") == Bilingual("New theme", "New theme")
