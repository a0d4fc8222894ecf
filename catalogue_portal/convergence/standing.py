"""Where an app stands by one version of its declaration: levels, plans, and what a run says of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from catalogue_portal.apps.models import App
from catalogue_portal.apps.repository import list_releases
from catalogue_portal.convergence.intake import kept
from catalogue_portal.convergence.models import ConvergenceVersion
from catalogue_portal.convergence.service import facts_of
from catalogue_portal.editions import edition_named
from catalogue_portal.errors import DomainError
from catalogue_portal.runs.models import Run
from catalogue_portal.runs.reports import report_bytes
from catalogue_portal.runs.repository import list_runs
from catalogue_portal.settings import Settings
from catalogue_portal.web.doctrine_words import doctrine_sections
from doctrine import convergence_writer
from doctrine.confrontation import ContradictedFact, Outcome, Verdicts, verdicts_of
from doctrine.convergence import Convergence, State
from doctrine.maturity import ThemeMaturity, maturity, overall
from doctrine.model import Edition
from doctrine.position import Position, positions
from doctrine.trajectory import Trajectory, trajectory


@dataclass(frozen=True)
class Confronted:
    """A run whose report speaks to what is declared: its verdicts, and the cases of each requirement."""

    run: Run
    verdicts: Verdicts
    cases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """Where an app stands. `version` is None while nothing is declared, `confronted` without a run that speaks."""

    version: ConvergenceVersion | None
    convergence: Convergence
    edition: Edition
    confronted: Confronted | None
    positions: tuple[Position, ...]
    themes: tuple[ThemeMaturity, ...]
    way: Trajectory

    @property
    def level(self) -> int:
        """The level of everything that applies."""
        return overall(self.positions)

    @property
    def contradicted(self) -> tuple[Position, ...]:
        """What the facts or the run contradict."""
        return tuple(one for one in self.positions if one.contradicted)

    @property
    def proven(self) -> tuple[Position, ...]:
        """What the run supports."""
        return tuple(one for one in self.positions if one.outcome is Outcome.PROVES)

    @property
    def still_failing(self) -> tuple[Position, ...]:
        """What the run failed, and of which nothing else is declared."""
        return tuple(one for one in self.positions if one.outcome is Outcome.STILL_FAILS)

    @property
    def doubted(self) -> tuple[ContradictedFact, ...]:
        """The facts of the manifest that the run contradicts."""
        return self.confronted.verdicts.contradicted if self.confronted else ()

    @property
    def left(self) -> tuple[Position, ...]:
        """What applies, and of which nothing is declared yet."""
        return tuple(one for one in self.positions if one.applies and one.declared.state is State.UNDECLARED)

    def cases_of(self, requirement: str) -> tuple[str, ...]:
        """The cases of the run that speak to a requirement."""
        return self.confronted.cases.get(requirement, ()) if self.confronted else ()


def standing(
    session: Session,
    app: App,
    version: ConvergenceVersion | None,
    *,
    today: date,
    settings: Settings,
    run: Run | None = None,
    target: Edition | None = None,
) -> Standing:
    """Return where the app stands.

    `run` is the one to look at, by default the latest finished one of the app's newest release. `target` is the edition
    that the app goes to, by default the one that it declares for.
    """
    release = next(iter(list_releases(session, app.id)), None)
    looked_at = run or (_latest(session, release.id) if release else None)
    confronted = _confronted(looked_at, settings) if looked_at else None
    convergence = kept(version.text) if version else Convergence(app.name, edition_named(None).id)
    edition = edition_named(convergence.edition)
    aim = target or edition
    facts = facts_of(app.kind, release)
    found = positions(convergence, aim, facts, today, confronted.verdicts if confronted else None)
    return Standing(
        version,
        convergence,
        edition,
        confronted,
        found,
        maturity(found, doctrine_sections()),
        trajectory(found, edition, aim, today),
    )


def as_json(one: Standing, language: str) -> dict[str, Any]:
    """Return the same for programs; `run` is the run that was looked at, None when there is none."""
    sections = doctrine_sections()
    return {
        "version": one.version.number if one.version else 0,
        "digest": one.version.digest if one.version else "",
        "edition": one.edition.id,
        "run": one.confronted.run.id if one.confronted else None,
        "level": one.level,
        "themes": [convergence_writer.theme_as_json(theme, language) for theme in one.themes],
        "trajectory": convergence_writer.trajectory_as_json(one.way),
        "facts": [fact.as_json(language) for fact in one.doubted],
        "requirements": [convergence_writer.position_as_json(row, sections, language) for row in one.positions],
    }


def _latest(session: Session, release_id: str) -> Run | None:
    runs = list_runs(session, release_id=release_id)
    return next((run for run in runs if run.state == "finished" and run.kind == "check"), None)


def _confronted(run: Run, settings: Settings) -> Confronted | None:
    try:
        report = json.loads(report_bytes(run, settings))
        cases = {str(row["id"]): tuple(map(str, row.get("cases", ()))) for row in report["requirements"]}
        return Confronted(run, verdicts_of(report), cases)
    except (DomainError, ValueError, KeyError, TypeError):
        return None  # a report that is gone or changed says nothing
