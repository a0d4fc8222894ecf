"""The door of the suite for those who start runs: check an app, hook one up, load a manifest, read a report."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from conformance_suite import case as cases
from conformance_suite import report as reports
from conformance_suite.driver.line import TO_APPS
from conformance_suite.manifest.loader import load_manifest
from conformance_suite.plan import FULL, PERSON, Plan, PlanError, make_plan
from conformance_suite.run import Progress, Run, Setting
from conformance_suite.run_directory import InterruptedRunError
from conformance_suite.standing import Lodging, Registration, addresses_of, coordinates, open_standing, place_at
from doctrine import loader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from conformance_suite.json_value import JsonObject
    from conformance_suite.manifest.model import Manifest
    from conformance_suite.report import Report
    from doctrine.model import Edition
    from sandbox.egress import Guard

__all__ = [
    "InterruptedRunError",
    "Lodging",
    "PlanError",
    "Progress",
    "Registration",
    "addresses_of",
    "check",
    "hook_up",
    "load_manifest",
    "lodge",
    "place_at",
    "plan",
    "read_report",
]


def _silent(_progress: Progress) -> None:
    """Tell nobody."""


def _never() -> bool:
    return False


def read_report(path: Path) -> Report:
    """The report kept in a file. Raises ReportError."""
    return reports.read(path)


def plan(
    manifest: Manifest, *, edition: str | None = None, profile: str = FULL, only: Sequence[str] = ()
) -> tuple[Edition, Plan]:
    """An edition and the cases of it that an app would be played. Raises DoctrineError and PlanError."""
    doctrine = loader.load_edition(edition)
    return doctrine, make_plan(manifest, doctrine, cases.catalogue(), profile=profile, only=only)


def check(
    manifest: Path,
    *,
    out: Path,
    edition: str | None = None,
    profile: str = FULL,
    only: Sequence[str] = (),
    seed: int | None = None,
    jobs: int = 8,
    isolation: str | None = None,
    chromium: Path | None = None,
    present: Callable[[str], None] | None = None,
    pull: bool = False,
    lodging: Lodging | None = None,
    guard: Guard = TO_APPS,
    progress: Callable[[Progress], None] = _silent,
    cancelled: Callable[[], bool] = _never,
) -> Report:
    """Play the cases of an edition against an app, judge them, and keep everything in `out`.

    `isolation` is one of `pod`, `pod+gvisor`, `process` and `none`, by default what the target can have. With `pull`,
    an image that the container engine lacks is fetched from its registry.
    `lodging` is where the standing space of a `url` app lives, beside its manifest by default; `guard` looks at each
    address of the app.
    `chromium` is the program for `driver: browser`, the one on PATH by default. `present` is told the address of the
    page that leads a human being, for `driver: person`; without it nobody is there to play.

    Raises:
        ChromiumError: the manifest asks for a browser, and there is none, or it does not start.
        ManifestError, DoctrineError, PlanError, OccupiedError: what was given cannot be used; nothing was played.
        IsolationError: the container engine, or the image, is not as it must be; nothing was played.
        InterruptedRunError: `cancelled` said so; the partial run is kept and marked.
        SandboxError: the mock space could not be started.
    """
    described = load_manifest(manifest)
    if described.driver == PERSON and present is None:
        raise PlanError("driver: person needs somebody in front of this machine: run poincon check there")
    doctrine, planned = plan(described, edition=edition, profile=profile, only=only)
    setting = Setting(described, doctrine, planned, "check", profile, isolation, seed, jobs, progress, cancelled)
    return Run(
        replace(setting, chromium=chromium, present=present, pull=pull, lodging=lodging, guard=guard), out
    ).carry_out()


def hook_up(
    manifest: Path,
    *,
    out: Path,
    exchanges: Mapping[str, Sequence[str]],
    scopes: Sequence[str],
    release: str,
    edition: str | None = None,
    seed: int | None = None,
    isolation: str | None = None,
    pull: bool = False,
    lodging: Lodging | None = None,
    guard: Guard = TO_APPS,
    progress: Callable[[Progress], None] = _silent,
    cancelled: Callable[[], bool] = _never,
) -> Report:
    """Play the good journeys of an agreement on a strict space: pairing, each exchange, unpairing.

    `exchanges` maps a family of data to its directions, `scopes` and `release` (the version) are the agreement's;
    `isolation`, `pull`, `lodging` and `guard` as for `check`.

    Raises:
        PlanError: the manifest is not of that release, or has no journey for an exchange of the agreement.
        ManifestError, DoctrineError, OccupiedError, IsolationError, InterruptedRunError, SandboxError: as `check`.
    """
    described = load_manifest(manifest)
    if described.driver == PERSON:
        raise PlanError("a hook-up run plays by itself: driver: person has nobody there")
    if described.app.version != release:
        raise PlanError(f"the manifest is of release {described.app.version}, the agreement of {release}")
    doctrine = loader.load_edition(edition)
    plan = _hook_up_plan(described, doctrine, exchanges)
    setting = Setting(described, doctrine, plan, "hook_up", FULL, isolation, seed, 1, progress, cancelled)
    agreement: JsonObject = {
        "exchanges": {family: list(ways) for family, ways in exchanges.items()},
        "scopes": list(scopes),
        "release": release,
    }
    return Run(
        replace(setting, agreement=agreement, mode="strict", pull=pull, lodging=lodging, guard=guard), out
    ).carry_out()


def lodge(manifest: Path, lodging: Lodging, *, renew: bool = False, guard: Guard = TO_APPS) -> JsonObject:
    """Register a `url` app at its standing space, made if need be; return what the app is to be told.

    `renew` gives the client new credentials: those that it had are worth nothing from then on.

    Raises:
        ManifestError, PlanError: the manifest, or the app, is not as it must be, or the space is in use.
        SandboxError: the space could not be started, or refuses the client.
    """
    described = load_manifest(manifest)
    log, seed = lodging.folder / "space.log", lodging.registration.seed
    lodging.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        sandbox, standing = open_standing(stack, described, lodging, seed=seed, log=log, guard=guard, renew=renew)
        authority = sandbox.ca_bundle.read_text(encoding="utf-8")
        return coordinates(lodging.registration, standing) | {"ca_bundle": authority}


_HOOK_UP_JOURNEYS = {"HOOK-MEASURES-READ": ("measures", "read"), "HOOK-MEASURES-WRITE": ("measures", "write")}


def _hook_up_plan(manifest: Manifest, edition: Edition, exchanges: Mapping[str, Sequence[str]]) -> Plan:
    agreed = {(family, way) for family, ways in exchanges.items() for way in ways}
    speaking = {_HOOK_UP_JOURNEYS[case.id] for case in cases.hook_up_cases() if case.id in _HOOK_UP_JOURNEYS}
    if agreed - speaking:
        beyond = ", ".join(sorted(f"{family}.{way}" for family, way in agreed - speaking))
        raise PlanError(f"the suite has no journey that exercises {beyond}")
    wanted = [case for case in cases.hook_up_cases() if _HOOK_UP_JOURNEYS.get(case.id) in {None, *agreed}]
    rows = make_plan(manifest, edition, wanted).rows
    missing = [row for row in rows if row.not_played is not None]
    if missing:
        raise PlanError(f"{missing[0].case.id} cannot be played: the manifest lacks the journey it needs")
    return Plan(FULL, rows)
