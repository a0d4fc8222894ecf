"""Where an app stands by one version of its declaration: levels, plans, and what its latest run says of them."""

import json
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from catalogue_portal.apps.models import App
from catalogue_portal.apps.repository import list_releases
from catalogue_portal.convergence.intake import edition_of, take
from catalogue_portal.convergence.models import ConvergenceVersion
from catalogue_portal.convergence.service import facts_of
from catalogue_portal.errors import DomainError
from catalogue_portal.runs.reports import report_bytes
from catalogue_portal.runs.repository import list_runs
from catalogue_portal.settings import Settings
from doctrine import convergence_writer
from doctrine.confrontation import Verdicts, verdicts_of
from doctrine.maturity import maturity, overall
from doctrine.position import positions
from doctrine.sections import load_sections
from doctrine.trajectory import trajectory


def standing(
    session: Session, app: App, version: ConvergenceVersion, *, today: date, settings: Settings, language: str = "en"
) -> dict[str, Any]:
    """Return where the app stands; `run` is the latest finished run of its newest release, None when there is none."""
    release = next(iter(list_releases(session, app.id)), None)
    run_id, verdicts = _latest(session, release.id, settings) if release else (None, None)
    edition = edition_of(version.edition)
    sections = load_sections()
    found = positions(take(version.text).convergence, edition, facts_of(app.kind, release), today, verdicts)
    return {
        "version": version.number,
        "digest": version.digest,
        "edition": edition.id,
        "run": run_id,
        "level": overall(found),
        "themes": [convergence_writer.theme_as_json(one, language) for one in maturity(found, sections)],
        "trajectory": convergence_writer.trajectory_as_json(trajectory(found, edition, edition, today)),
        "requirements": [convergence_writer.position_as_json(one, sections, language) for one in found],
    }


def _latest(session: Session, release_id: str, settings: Settings) -> tuple[str | None, Verdicts | None]:
    for run in list_runs(session, release_id=release_id):
        if run.state == "finished" and run.kind == "check":
            try:
                return run.id, verdicts_of(json.loads(report_bytes(run, settings)))
            except (DomainError, ValueError, KeyError, TypeError):
                return None, None  # a report that is gone or changed says nothing
    return None, None
