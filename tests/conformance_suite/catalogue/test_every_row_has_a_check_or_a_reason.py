from collections import Counter
from dataclasses import replace

import pytest

from conformance_suite.case import catalogue
from conformance_suite.catalogue_files import families, rows
from conformance_suite.coverage import PLAYED, counts, table
from conformance_suite.gaps import NAMED, Gap, Reason
from conformance_suite.misbehaviours import Level, disagreements
from conformance_suite.plan import members, profiles
from doctrine.model import Bilingual

NOT_YET = Gap(Reason.NOT_YET, None)


def played() -> list[str]:
    return [case.id for case in catalogue()]


def test_every_row_has_a_check_or_says_why_not_and_every_case_has_a_row() -> None:
    assert disagreements(rows().values(), played()) == []


def test_a_row_with_neither_is_named() -> None:
    assert disagreements(rows().values(), set(played()) - {"IDT-21"}) == [
        "IDT-21: has neither a check nor `not_played`"
    ]


def test_a_row_whose_check_exists_does_not_say_that_it_is_not_played() -> None:
    known = [replace(row, not_played=NOT_YET) if row.id == "IDT-21" else row for row in rows().values()]
    assert disagreements(known, played()) == ["IDT-21: its check exists, delete `not_played`"]


def test_a_case_without_a_row_is_named() -> None:
    assert disagreements(rows().values(), [*played(), "IDT-99"]) == ["IDT-99: has a check, and no row in the catalogue"]


def test_the_catalogue_is_whole() -> None:
    assert "".join(family.letter for family in families()) == "ABCDEFGHIJKLMNOPQRST"
    assert Counter(row.level for row in rows().values()) == {Level.MUST: 220, Level.SHOULD: 110, Level.INFO: 8}


def test_a_profile_plays_rows_of_the_catalogue() -> None:
    for profile in profiles():
        assert members(profile) <= rows().keys()


def test_no_row_says_another_rows_words() -> None:
    said = Counter((row.title[language], language) for row in rows().values() for language in ("fr", "en"))
    assert [words for words, times in said.items() if times > 1] == []


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_a_sentence_in_both_languages(reason: Reason) -> None:
    told = Gap(reason, Bilingual(fr="ceci", en="this")).sentence
    assert told.fr.endswith(" : ceci.")
    assert told.en.endswith(": this.")
    assert Gap(reason, None).sentence.fr.startswith(reason.sentence.fr)
    assert Gap(reason, None).sentence.en.startswith(reason.sentence.en)


def test_what_is_planned_says_what_is_missing() -> None:
    assert NOT_YET.sentence.en.endswith(": the fault and its check.")
    assert NOT_YET.sentence.fr.endswith(" : la faute et son contrôle.")
    assert Gap(Reason.NEEDS_BROWSER, None).missing is None


def test_what_is_demanded_of_somebody_is_named() -> None:
    gaps = [row.not_played for row in rows().values() if row.not_played]
    assert all(gap.detail for gap in gaps if gap.reason in NAMED)


def test_counting_tells_the_played_from_the_rest() -> None:
    known = [rows()[name] for name in ("IDT-21", "BSA-04", "TLS-11")]
    assert counts(known) == {PLAYED: 1, Reason.NEEDS_CAPABILITY: 1, Reason.NEEDS_MACHINERY: 1}


def test_the_table_counts_levels_and_profiles() -> None:
    lines = table([rows()[name] for name in ("IDT-21", "BSA-04", "TLS-11")]).splitlines()
    assert lines[0].startswith("| rows | number | played | not yet | needs browser |")
    assert "| `must` | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 |" in lines
    assert "| `should` | 1 | 0 | 0 | 0 | 0 | 1 | 0 | 0 |" in lines
    assert "| `must` of web | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 |" in lines
    assert "| `must` of service | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |" in lines
    assert lines[-1] == "| all | 3 | 1 | 0 | 0 | 0 | 1 | 0 | 1 |"
