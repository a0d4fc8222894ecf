from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.identities import TRAITS
from hypothesis import given
from hypothesis import strategies as st

from sandbox.ins.traits import TraitError, Traits, differences, insi_name, traits_of
from sandbox.people.names import MARKED_SURNAMES
from sandbox.people.people import People
from sandbox.people.population import Population

if TYPE_CHECKING:
    from builders.spaces import Bench

JEANNE = Traits("DE L'ORME", "JEANNE MARIE-CECILE", "female", "1979-03-27", "75121")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Dubœuf", "DUBOEUF"),
        ("L’Hôte", "L'HOTE"),
        ("Bize‑Caron", "BIZE-CARON"),
        ("  Müller  von  Æ ", "MULLER VON AE"),
        ("Straße", "STRASSE"),
        ("N'Guessan", "N'GUESSAN"),
        ("ﬁlle", "FILLE"),
    ],
)
def test_names_lose_case_diacritics_and_ligatures(written: str, name: str) -> None:
    assert insi_name(written) == name


@given(st.text(max_size=40))
def test_a_name_is_in_the_alphabet_or_refused(text: str) -> None:
    name = insi_name(text)
    try:
        traits = replace(JEANNE, family_name=name)
    except TraitError as refused:
        assert refused.trait == "family_name"  # noqa: PT017 - either way is right
    else:
        assert re.fullmatch(r"[A-Z'][A-Z' -]*", traits.family_name)
        assert insi_name(name) == name


@pytest.mark.parametrize("name", ["", " A", "-A", "a", "É", "Œ", "A.", "A1", "A\n", "'", "Ａ", "A_B"])
def test_what_the_alphabet_has_not_is_no_name(name: str) -> None:
    with pytest.raises(TraitError, match="family_name"):
        replace(JEANNE, family_name=name)


@pytest.mark.parametrize(
    "day", ["", "1979-02-29", "27-03-1979", "1979-3-27", "19790327", "1979-03-27T00:00", "１979-03-27"]
)
def test_a_day_is_one_that_there_was(day: str) -> None:
    with pytest.raises(TraitError, match="birthdate"):
        replace(JEANNE, birthdate=day)


@pytest.mark.parametrize("place", ["", "7512", "2C004", "A2004", "751210", "٣1555"])
def test_a_birthplace_is_an_insee_code(place: str) -> None:
    with pytest.raises(TraitError, match="birthplace"):
        replace(JEANNE, birthplace=place)


@pytest.mark.parametrize(
    "other",
    [
        replace(JEANNE, family_name="DE L ORME"),
        replace(JEANNE, family_name="DE-L'ORME"),
        replace(JEANNE, given_names="JEANNE"),
        replace(JEANNE, given_names="JEANNE MARIE CECILE ANNE"),
        replace(JEANNE, birthplace=None),
    ],
)
def test_joins_and_shorter_lists_do_not_differ(other: Traits) -> None:
    assert differences(JEANNE, other) == differences(other, JEANNE) == frozenset()


@pytest.mark.parametrize(
    ("trait", "other"),
    [
        ("family_name", "DELORME"),
        ("given_names", "CECILE"),
        ("given_names", "JEANNE ANNE"),
        ("given_names", "JEANN"),
        ("gender", "male"),
        ("birthdate", "1979-03-28"),
        ("birthplace", "75120"),
    ],
)
def test_each_trait_that_differs_is_named(trait: str, other: str) -> None:
    assert differences(JEANNE, replace(JEANNE, **{trait: other})) == {trait}


@given(TRAITS, TRAITS)
def test_comparing_is_even_handed(one: Traits, other: Traits) -> None:
    assert differences(one, one) == frozenset()
    assert differences(one, other) == differences(other, one)


def test_everybody_has_traits(bench: Bench) -> None:
    people = bench.space.part(People)
    people.settle(300)
    for person in people.everyone():
        assert traits_of(person).first_given_name

    names = {person.family_name for person in (Population(7, bench.clock.today()).person(place) for place in range(60))}
    assert names & set(MARKED_SURNAMES)
    assert all(insi_name(name) for name in names)
