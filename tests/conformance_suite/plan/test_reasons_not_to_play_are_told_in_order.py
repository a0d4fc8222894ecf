"""Why a case is not played: each reason by itself, which of several is told, and which plays of a case are left."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from builders.manifests import FOR_A_PERSON, write_manifest

from conformance_suite.case import catalogue
from conformance_suite.manifest.loader import load_manifest
from conformance_suite.manifest.model import UrlTarget
from conformance_suite.plan import NotPlayed, PlanError, make_plan, members
from doctrine.loader import load_edition

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.case import Case
    from conformance_suite.manifest.model import Manifest
    from doctrine.model import Edition

PLAIN = next(case for case in catalogue() if case.id == "IDT-21")
BY_ITSELF = UrlTarget("https://carnet.example", None, None, 20.0)


@cache
def edition() -> Edition:
    return load_edition()


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return load_manifest(write_manifest(tmp_path))


def told(manifest: Manifest, case: Case = PLAIN, **play: Any) -> tuple[str, ...] | None:  # noqa: ANN401 - any field
    """Verdict, reason and detail of a case whose play asks for this; None when it is to be played."""
    (row,) = make_plan(manifest, edition(), [replace(case, play=replace(case.play, **play))]).rows
    reason = row.not_played
    return None if reason is None else (reason.verdict, reason.reason, reason.detail)


def test_each_reason_is_told_with_what_is_missing(manifest: Manifest) -> None:
    assert told(manifest) is None
    assert told(manifest, registers=("scope",)) is None
    assert told(manifest, registers=("scope", "jwks_uri", "logo_uri")) == (
        "not_applicable",
        "not_registered",
        "jwks_uri",
    )
    assert told(manifest, needs=("login", "read_measures")) is None
    assert told(manifest, needs=("login", "unpair", "job")) == ("not_applicable", "journey_not_declared", "unpair")
    assert told(manifest, submits=("read_measures", "login")) == (
        "not_applicable", "journey_without_form", "read_measures"
    )  # fmt: skip
    assert told(manifest, submits=("unpair",)) == ("not_applicable", "journey_without_form", "unpair")
    assert told(manifest, production=True) == ("not_applicable", "no_production_settings", "")
    assert told(manifest, rendered=True) == ("not_applicable", "pages_not_run", "")
    assert told(replace(manifest, driver="browser"), rendered=True) is None
    assert told(manifest, algorithms=("RS256",)) is None
    assert told(manifest, algorithms=("ES256", "PS256")) == ("not_applicable", "other_algorithm_registered", "RS256")


def test_who_started_their_app_cannot_have_it_started_again(manifest: Manifest) -> None:
    theirs = replace(manifest, target=BY_ITSELF)

    assert told(theirs) is None
    assert told(theirs, from_start=True) == ("skipped", "target_cannot_restart", "")
    assert told(theirs, apart=True) == ("skipped", "target_cannot_restart", "")
    assert told(manifest, from_start=True, apart=True) is None


def test_of_several_reasons_the_one_nearest_to_what_the_app_is_comes_first(manifest: Manifest) -> None:
    theirs = replace(manifest, target=BY_ITSELF)
    service = replace(theirs, app=replace(manifest.app, kind="service"))
    asks: dict[str, Any] = {
        "rendered": True,
        "production": True,
        "from_start": True,
        "registers": ("jwks_uri",),
        "algorithms": ("ES256",),
        "needs": ("unpair",),
        "submits": ("login",),
    }
    order = []
    for name, app in (("", service), *((name, theirs) for name in ("", *asks))):
        asks.pop(name, None)
        reason = told(app, **asks)
        order.append(reason[1] if reason else None)

    assert order == [
        "requirement_not_applicable",
        "pages_not_run",
        "no_production_settings",
        "target_cannot_restart",
        "not_registered",
        "other_algorithm_registered",
        "journey_not_declared",
        "journey_without_form",
        None,
    ]


def test_a_person_is_not_played_what_only_a_machine_can(tmp_path: Path) -> None:
    manifest = load_manifest(write_manifest(tmp_path, FOR_A_PERSON))
    playable = next(case for case in catalogue() if case.id in members("person"))
    other = next(case for case in catalogue() if case.id not in members("person"))

    assert told(manifest, playable, needs=()) is None
    assert told(manifest, playable, rendered=True) == ("not_applicable", "pages_not_run", "")
    assert told(manifest, other) == ("not_applicable", "not_for_a_person", "")


def several(*kinds: str) -> Case:
    """A case of these plays, each with what it asks for as its name."""
    plays = [replace(PLAIN.play, variant=kind, **({} if kind == "plain" else {kind: True})) for kind in kinds]
    return replace(PLAIN, play=plays[0], more=tuple(plays[1:]))


@pytest.mark.parametrize(
    ("kinds", "here", "elsewhere"),
    [
        (("plain", "apart", "from_start"), ["plain", "apart", "from_start"], ["plain"]),
        (("apart", "plain"), ["apart", "plain"], ["plain"]),
        (("apart", "from_start"), ["apart", "from_start"], ["apart"]),
        (("plain",), ["plain"], ["plain"]),
    ],
)
def test_of_an_app_that_we_do_not_start_only_some_plays_are_left(
    manifest: Manifest, kinds: tuple[str, ...], here: list[str], elsewhere: list[str]
) -> None:
    theirs = replace(manifest, target=BY_ITSELF)

    def played(one: Manifest, **given: Any) -> list[str]:  # noqa: ANN401 - profile
        return [row.case.play.variant for row in make_plan(one, edition(), [several(*kinds)], **given).rows]

    assert played(manifest) == here
    assert played(theirs) == elsewhere
    assert played(manifest, profile="smoke") == here[:1]


def test_what_is_not_played_is_kept_with_its_reason(manifest: Manifest) -> None:
    made = make_plan(manifest, edition(), [replace(PLAIN, play=replace(PLAIN.play, needs=("unpair",))), PLAIN])
    kept = [row.as_json() for row in made.rows]

    assert kept[0]["not_played"] == {
        "verdict": "not_applicable",
        "reason": "journey_not_declared",
        "detail": "unpair",
    }
    assert made.rows[0].not_played == NotPlayed("not_applicable", "journey_not_declared", "unpair")
    assert [row["case"] for row in kept] == ["IDT-21", "IDT-21"]
    play = kept[1]["play"]
    assert isinstance(play, dict)
    assert play["needs"] == []
    assert made.to_play() == (PLAIN,)


def test_whom_nobody_is_called_like_is_told_who_there_is(manifest: Manifest) -> None:
    two = [PLAIN, next(case for case in catalogue() if case.id == "TOK-05")]

    with pytest.raises(PlanError, match=r"called 'zzz': there are IDT-21, TOK-05$"):
        make_plan(manifest, edition(), two, only=["zzz"])
    with pytest.raises(PlanError, match=r"called 'ref-oau-8': did you mean REF-OAU-08\?$"):
        make_plan(manifest, edition(), two, only=["IDT-21", "ref-oau-8"])
    unknown = replace(PLAIN, id="IDT-99", requirement="REF-NONE-01")
    with pytest.raises(PlanError, match="IDT-99"):
        make_plan(manifest, edition(), [*two, unknown], only=["IDT-99"])
    assert [row.case.id for row in make_plan(manifest, edition(), [*two, unknown]).rows] == ["IDT-21", "TOK-05"]


def test_only_a_whole_profile_is_a_scope_of_its_own(manifest: Manifest) -> None:
    person = replace(manifest, driver="person")

    def scope(one: Manifest, **given: Any) -> str:  # noqa: ANN401 - profile or only
        return make_plan(one, edition(), catalogue(), **given).scope

    assert [scope(manifest), scope(manifest, profile="smoke")] == ["full", "smoke"]
    assert [scope(manifest, profile="person"), scope(person), scope(manifest, only=["IDT-21"])] == ["partial"] * 3
    assert scope(manifest, profile="smoke", only=["IDT-21"]) == "partial"
    with pytest.raises(PlanError, match=r"called 'huge': there are full, smoke, person$"):
        scope(manifest, profile="huge")
