from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from builders.doctrines import draft, text_of
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from doctrine.commands import doctrine
from doctrine.difference import MEMBERS, changes, difference
from doctrine.difference_words import MEMBERS as MEMBER_WORDS
from doctrine.difference_words import as_json, lines
from doctrine.loader import edition_at, load_edition
from doctrine.model import Obligation

if TYPE_CHECKING:
    from pathlib import Path

EDITION = load_edition()


def invoke(*arguments: str) -> str:
    result = CliRunner().invoke(doctrine, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_what_comes_goes_and_changes_is_told(tmp_path: Path) -> None:
    path = draft(
        tmp_path,
        edits={
            "MES-URB-04": ("obligation: SHOULD", "obligation: SHALL"),
            "MES-ETH-10": ("valid_months: 12", "valid_months: 6"),
        },
        without={"REF-ECO-01"},
        added={"REF-NEW-01": text_of("MES-URB-03").replace("MES-URB-03", "REF-NEW-01")},
    )
    told = invoke("diff", EDITION.id, str(path))
    assert "1 new, 1 removed, 2 changed" in told
    assert "  REF-NEW-01 r1 · SHALL · Certified hosting (HDS)" in told
    assert "  REF-ECO-01 r1 · MAY · RGESN declaration" in told
    assert "  MES-URB-04 · PGSSI-S security policy (stricter)" in told
    assert "      before: SHOULD" in told
    assert "      after:  SHALL" in told
    assert "valid for" not in told
    assert "6 months" in told
    french = invoke("diff", EDITION.id, str(path), "--language", "fr")
    assert "1 nouvelle(s), 1 retirée(s), 2 changée(s)" in french
    assert "(plus stricte)" in french
    found = json.loads(invoke("diff", EDITION.id, str(path), "--format", "json"))
    assert [one["id"] for one in found["changed"]] == ["MES-URB-04", "MES-ETH-10"]
    assert found["changed"][0]["stricter"] is True


def test_a_softer_draft_says_so(tmp_path: Path) -> None:
    path = draft(tmp_path, edits={"REF-OAU-04": ("obligation: SHALL", "obligation: MAY")})
    assert "(less strict)" in invoke("diff", EDITION.id, str(path))


def test_an_edition_is_no_different_from_itself() -> None:
    assert "Both editions ask the same." in invoke("diff", EDITION.id, EDITION.id)
    assert difference(EDITION, EDITION).empty


def test_bytes_that_say_the_same_are_told_apart(tmp_path: Path) -> None:
    path = draft(tmp_path)
    file = tmp_path / "requirements/id_token/REF-OAU-04/r1.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# a word\n", encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    result = CliRunner().invoke(doctrine, ["diff", EDITION.id, str(path)])
    assert result.exit_code == 2
    assert "is not what was put in force" in result.output


def test_every_member_has_words_in_both_languages() -> None:
    assert list(MEMBERS) == list(MEMBER_WORDS)


def test_an_edition_is_named_or_given_by_its_file(tmp_path: Path) -> None:
    assert edition_at(None) == edition_at(EDITION.id)
    assert edition_at(str(draft(tmp_path))).id == "2027-1"


SOME = st.lists(st.sampled_from(EDITION.requirements), unique_by=lambda one: one.id, max_size=12)


@given(SOME, SOME)
def test_a_difference_loses_nothing_and_turns_round(old: list, new: list) -> None:  # type: ignore[type-arg]
    before = replace(EDITION, id="a", requirements=tuple(old))
    after = replace(
        EDITION, id="b", requirements=tuple(replace(one, obligation=Obligation.MAY, digest="sha256:0") for one in new)
    )
    there, back = difference(before, after), difference(after, before)
    assert {one.id for one in there.added} == {one.id for one in back.removed}
    assert {one.id for one in there.removed} == {one.id for one in back.added}
    assert {one.after.id for one in there.changed} == {one.after.id for one in back.changed}
    kept = {one.id for one in old} & {one.id for one in new}
    told = {one.after.id for one in there.changed} | {one.id for one in there.resealed}
    assert told == kept
    for language in ("fr", "en"):
        assert list(lines(there, language))
        assert json.dumps(as_json(there, language))


@given(st.sampled_from(EDITION.requirements), st.sampled_from(EDITION.requirements))
def test_changes_are_seen_from_both_sides(one: object, other: object) -> None:
    there = changes(one, other)  # type: ignore[arg-type]
    back = changes(other, one)  # type: ignore[arg-type]
    assert [(change.member, change.before, change.after) for change in there] == [
        (change.member, change.after, change.before) for change in back
    ]
    assert (there == ()) is (one is other)
