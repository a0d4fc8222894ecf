"""What a report is told with: the edition's words, the catalogue's, the checks, and what the run recorded of itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from conformance_suite import catalogue_files, record
from conformance_suite.case import known_cases
from conformance_suite.plays import Journey, Launch
from conformance_suite.waivers import excuses_in
from doctrine import loader

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conformance_suite.case import Case
    from conformance_suite.json_value import JsonObject
    from conformance_suite.misbehaviours import Misbehaviour
    from conformance_suite.plays import Step
    from conformance_suite.report import CaseReport, Report
    from conformance_suite.waivers import Waiver
    from doctrine.model import Edition, Requirement

TARGET, LOGIN = "target", "journeys.login"


@dataclass(frozen=True)
class Told:
    """A report beside everything that explains it; `manifest` is where the manifest's parts are."""

    report: Report
    run_dir: Path
    manifest: JsonObject
    excuses: Mapping[str, Waiver]

    @cached_property
    def edition(self) -> Edition:
        """The edition of the report, read when a form asks for its words. Raises DoctrineError."""
        return loader.load_edition(self.report.edition)

    def requirement(self, row: CaseReport) -> Requirement | None:
        """The requirement that a case speaks to, in the edition's words."""
        return self.edition.find(row.requirement)

    def theme(self, row: CaseReport) -> str:
        """The theme of the requirement of a case."""
        requirement = self.requirement(row)
        return requirement.theme if requirement else "other"

    def misbehaviour(self, row: CaseReport) -> Misbehaviour | None:
        """What the space did in a case, and what a safe app does then."""
        return self._rows.get(row.case)

    def check(self, row: CaseReport) -> Case | None:
        """The case as the suite plays it."""
        return known_cases().get(row.case)

    def excuse(self, row: CaseReport) -> Waiver | None:
        """The waiver that excuses a case, where the run kept it."""
        return self.excuses.get(row.case) if row.waived else None

    def place(self, row: CaseReport) -> str:
        """The part of the manifest that a case concerns: the last journey of its play, or how the app is started."""
        case = known_cases().get(row.case)
        if case is None:
            return TARGET
        if case.play.from_start:
            return TARGET
        played = [place for step in case.play.steps if (place := _place_of(step)) is not None]
        return next((place for place in reversed(played) if place in self.lines), LOGIN)

    @property
    def path(self) -> str:
        """The manifest's path; the usual name where the run did not keep it."""
        return str(self.manifest.get("path") or "poincon.yaml")

    @cached_property
    def lines(self) -> dict[str, int]:
        """The line of each part of the manifest."""
        lines = self.manifest.get("lines")
        rows = lines.items() if isinstance(lines, dict) else ()
        return {place: line for place, line in rows if isinstance(line, int)}

    def line(self, place: str) -> int:
        """The line of a part of the manifest, or of what is around it; the first where nothing is known."""
        return next((self.lines[one] for one in (place, place.partition(".")[0]) if one in self.lines), 1)

    @cached_property
    def _rows(self) -> dict[str, Misbehaviour]:
        return dict(catalogue_files.rows())


def told(report: Report, run_dir: Path, excuses: Mapping[str, Waiver] | None = None) -> Told:
    """A report with its words; `excuses` beside those that the run kept. Raises RecordError."""
    manifest = record.read(run_dir).manifest
    return Told(report, run_dir, manifest, excuses_in(run_dir) | dict(excuses or {}))


def _place_of(step: Step) -> str | None:
    """The part of the manifest that says how a step is done, None for what no manifest says."""
    match step:
        case Journey(name):
            return f"journeys.{name}"
        case Launch("launch"):
            return "journeys.launch"
        case Launch():
            return "client.initiate_login_uri"
    return None
