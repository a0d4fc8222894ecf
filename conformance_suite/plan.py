"""The plan: which cases an app is played, under an edition of the doctrine. Pure."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from conformance_suite.manifest.model import Submit, UrlTarget
from doctrine.applicability import applies, obligation
from doctrine.conditions import Facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conformance_suite.case import Case
    from conformance_suite.json_value import JsonObject
    from conformance_suite.manifest.model import Manifest
    from doctrine.model import Edition, Obligation, Requirement

PROFILES_FILE = Path(__file__).with_name("profiles.yaml")
FULL = "full"
BROWSER = "browser"  # the driver that runs the app's pages
PERSON = "person"  # the driver, and the profile of what a human being can play
SCOPES = frozenset({FULL, "smoke"})  # profiles that say of themselves how much they cover


class PlanError(ValueError):
    """What was asked for cannot be planned; the message says why, and what could be meant."""


@dataclass(frozen=True)
class NotPlayed:
    """Why a planned case is not played: the verdict that follows, a message key, a detail for its sentence."""

    verdict: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Planned:
    """One line of the plan: a case in one of its plays."""

    case: Case
    obligation: Obligation
    not_played: NotPlayed | None = None

    def as_json(self) -> JsonObject:
        """The line as `run.json` keeps it."""
        reason: JsonObject | None = None
        if self.not_played is not None:
            reason = {
                "verdict": self.not_played.verdict,
                "reason": self.not_played.reason,
                "detail": self.not_played.detail,
            }
        play: JsonObject = dict(self.case.play.as_json())  # type: ignore[arg-type]  # JSON, typed loosely there
        return {
            "case": self.case.id,
            "requirement": self.case.requirement,
            "obligation": self.obligation.value,
            "fault": self.case.fault,
            "play": play,
            "not_played": reason,
        }


@dataclass(frozen=True)
class Plan:
    """The cases of a run, and how much of the edition they cover (`full`, `smoke` or `partial`)."""

    scope: str
    rows: tuple[Planned, ...]

    def to_play(self) -> tuple[Case, ...]:
        """The cases that have to be played, each once for each of its plays."""
        return tuple(row.case for row in self.rows if row.not_played is None)


def make_plan(
    manifest: Manifest, edition: Edition, cases: Iterable[Case], *, profile: str = FULL, only: Sequence[str] = ()
) -> Plan:
    """Plan the cases of a profile, or only some (case or requirement ids).

    Raises:
        PlanError: an unknown profile, or an id that is nobody's.
    """
    in_force = {one.id: one for one in edition.requirements}
    known = [case for case in cases if case.requirement in in_force]
    wanted = _wanted(known, profile, only)
    facts = Facts.of(manifest.app.declared())
    plays = [play for case in wanted for play in _plays(case, manifest, profile)]
    rows = tuple(_planned(case, manifest, in_force[case.requirement], facts) for case in plays)
    whole = not only and manifest.driver != PERSON and profile in SCOPES
    return Plan(profile if whole else "partial", rows)


def _wanted(known: list[Case], profile: str, only: Sequence[str]) -> list[Case]:
    if not only:
        return [case for case in known if profile == FULL or case.id in members(profile)]
    ids = {case.id for case in known} | {case.requirement for case in known}
    for name in only:
        if name not in ids:
            near = difflib.get_close_matches(name.upper(), sorted(ids), n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(case.id for case in known)}"
            raise PlanError(f"no case or requirement is called {name!r}: {hint}")
    return [case for case in known if case.id in only or case.requirement in only]


def _plays(case: Case, manifest: Manifest, profile: str) -> tuple[Case, ...]:
    """The plays of a case: the first only outside the full profile; what a target cannot be played is left out."""
    plays = case.each_play() if profile == FULL else case.each_play()[:1]
    if isinstance(manifest.target, UrlTarget):
        plays = tuple(one for one in plays if not (one.play.from_start or one.play.apart)) or plays[:1]
    return plays


@cache
def profiles() -> dict[str, frozenset[str]]:
    """The profiles besides the full one, each with the ids of its cases."""
    content = yaml.safe_load(PROFILES_FILE.read_text(encoding="utf-8"))
    return {str(name): frozenset(str(case) for case in cases) for name, cases in content.items()}


def members(profile: str) -> frozenset[str]:
    """The case ids of a profile. Raises PlanError."""
    if profile not in profiles():
        raise PlanError(f"no profile is called {profile!r}: there are {', '.join([FULL, *profiles()])}")
    return profiles()[profile]


def _is_registered(wanted: str, manifest: Manifest) -> bool:
    """Whether the client metadata have a member, or `NAME=VALUE`."""
    name, _, value = wanted.partition("=")
    told = manifest.client.metadata.get(name)
    return told == value if value else bool(told)


def _planned(case: Case, manifest: Manifest, requirement: Requirement, facts: Facts) -> Planned:
    reason: NotPlayed | None = None
    unregistered = [wanted for wanted in case.play.registers if not _is_registered(wanted, manifest)]
    missing = [name for name in case.play.needs if not manifest.declares(name)]
    bare = [name for name in case.play.submits if not _ends_on_a_form(manifest, name)]
    if not applies(requirement, facts):
        reason = NotPlayed("not_applicable", "requirement_not_applicable")
    elif beyond := _beyond_the_driver(case, manifest):
        reason = NotPlayed("not_applicable", beyond)
    elif case.play.production and manifest.set_up_for_production() is None:
        reason = NotPlayed("not_applicable", "no_production_settings")
    elif isinstance(manifest.target, UrlTarget) and (case.play.from_start or case.play.apart):
        reason = NotPlayed("skipped", "target_cannot_restart")
    elif unregistered:
        reason = NotPlayed("not_applicable", "not_registered", unregistered[0])
    elif case.play.algorithms and manifest.client.id_token_algorithm not in case.play.algorithms:
        reason = NotPlayed("not_applicable", "other_algorithm_registered", manifest.client.id_token_algorithm)
    elif missing:
        reason = NotPlayed("not_applicable", "journey_not_declared", missing[0])
    elif bare:
        reason = NotPlayed("not_applicable", "journey_without_form", bare[0])
    return Planned(case, obligation(requirement, facts), reason)


def _beyond_the_driver(case: Case, manifest: Manifest) -> str | None:
    """Why what plays here cannot play this case or see what it is about, None if it can."""
    if manifest.driver == PERSON and case.id not in members(PERSON):
        return "not_for_a_person"
    return "pages_not_run" if case.play.rendered and manifest.driver != BROWSER else None


def _ends_on_a_form(manifest: Manifest, journey: str) -> bool:
    """Whether a journey sends a form as a page of the app has it, with whatever that page hides in it."""
    return isinstance(manifest.journeys.get(journey, (None,))[-1], Submit)
