"""One run, from the start of the space to the report."""

from __future__ import annotations

import secrets
import threading
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Literal

from conformance_suite import record, transcript
from conformance_suite import report as reports
from conformance_suite.driver.browsers import Browsers, browsers_of, require
from conformance_suite.driver.line import TO_APPS
from conformance_suite.formats import har
from conformance_suite.guide.board import Board
from conformance_suite.guide.page import Subject
from conformance_suite.guide.seat import Guide
from conformance_suite.guide.server import GuideServer
from conformance_suite.instance import NotReadyError
from conformance_suite.isolating import isolate
from conformance_suite.judge import judge_with_findings
from conformance_suite.lanes import SHARED, lanes_of, run_side_by_side
from conformance_suite.manifest.model import CommandTarget, UrlTarget
from conformance_suite.manifest.places import places_of
from conformance_suite.plan import PERSON
from conformance_suite.play import perform
from conformance_suite.production import Production, Starts
from conformance_suite.run_directory import InterruptedRunError, RunDirectory
from conformance_suite.scripts.consent_text import LOOK, look_at_consent_text
from conformance_suite.standing import beside, open_standing
from conformance_suite.verdicts import Verdict
from conformance_suite.without_scripts import works_without_scripts
from sandbox.client import Sandbox, SandboxError
from sandbox.isolation.process import IsolationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conformance_suite.case import Case
    from conformance_suite.json_value import JsonObject
    from conformance_suite.lanes import Lane
    from conformance_suite.manifest.model import Manifest
    from conformance_suite.plan import NotPlayed, Plan, Planned
    from conformance_suite.production import Standing
    from conformance_suite.report import Report
    from conformance_suite.standing import Lodging
    from conformance_suite.verdicts import Finding
    from doctrine.model import Edition
    from sandbox.egress import Guard

Mode = Literal["suite", "strict"]
AGAIN = {Verdict.FAIL, Verdict.INCONCLUSIVE}


@dataclass(frozen=True)
class Progress:
    """One step of a run, told in both languages; `done` of `total` cases, and the case and verdict it is about."""

    stage: str
    message_en: str
    message_fr: str
    done: int = 0
    total: int = 0
    case: str | None = None
    verdict: str | None = None


@dataclass(frozen=True)
class Setting:
    """Everything that was decided before the run began."""

    manifest: Manifest
    edition: Edition
    plan: Plan
    suite: str
    profile: str
    isolation: str | None
    seed: int | None
    jobs: int
    progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]
    agreement: JsonObject = field(default_factory=dict)
    mode: Mode = "suite"
    chromium: Path | None = None  # the program, where the one on PATH is not meant
    present: Callable[[str], None] | None = None  # a person is there, and is told the address of their page
    pull: bool = False  # an image that the engine lacks is fetched
    lodging: Lodging | None = None  # of the standing space, where that is not beside the manifest
    guard: Guard = TO_APPS


@dataclass(frozen=True)
class Judged:
    """What the checks found when that was all there was to read."""

    witnessed: str
    findings: tuple[Finding, ...]


class Run:
    """Plays, judges, replays what did not come out well, and judges again."""

    def __init__(self, setting: Setting, out: Path) -> None:
        self.setting = setting
        if isinstance(setting.manifest.target, UrlTarget) and setting.lodging is None:
            beside(setting.manifest)  # told before anything is made
        self.chromium = require(setting.manifest.driver, setting.chromium)
        self.browsers = Browsers()
        self.scripts = "needed"  # by the people of an app that a browser plays, or optional
        self.page: GuideServer | None = None  # where a person is led
        self.seed = setting.seed if setting.seed is not None else secrets.randbelow(2**31)
        self.done = 0
        self._tenths_pulled = -1
        now = datetime.now(UTC)
        self.places = places_of(setting.manifest.path)
        self.id = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        self.isolation = isolate(
            setting.manifest, setting.isolation, run=self.id, pulling=self._pulling if setting.pull else None
        )
        self.image = self.isolation.image.as_json() if self.isolation.image else None
        self.directory = RunDirectory.make(out)
        self.started = now
        self._counting = threading.Lock()
        self.lanes: list[Lane] = []
        self.starts = Starts()
        self.witnessed = ""  # what tells whether a judge would read anything else than before
        self.judged: Judged | None = None

    def carry_out(self) -> Report:
        """Play, judge, replay, judge, report."""
        self._write_record("running")
        self.directory.write_events(self.id, ())
        self._tell("start", "Starting the mock space and the app", "Démarrage de l'espace simulé et de l'application")
        try:
            with ExitStack() as stack:
                stack.callback(self.isolation.close)
                self.browsers = self._browsers(stack)
                production = self._production(stack)
                try:
                    self._play(production)
                finally:
                    if self.page is not None:
                        self.page.board.finish()
                    production.stop_apps()
                    self._write_events(production)
                    production.clean_logs()
                self._look_at_image()
            if not self.setting.cancelled():
                return self._finish()
        except BaseException:
            self._write_record("interrupted")
            raise
        self._write_record("interrupted")
        raise InterruptedRunError(self.directory.path)

    def _pulling(self, came: int, known: int) -> None:
        """Tell of each tenth of an image that came, and stop when that is wished."""
        if self.setting.cancelled():
            raise InterruptedRunError(None)
        tenths = 10 * came // known if known else 0
        if tenths > self._tenths_pulled:
            self._tenths_pulled = tenths
            self._tell("pull", f"Fetching the image: {tenths}0 %", f"Récupération de l’image : {tenths}0 %")

    def _browsers(self, stack: ExitStack) -> Browsers:
        """What people use: browsers of ours, or their own eyes and hands."""
        present = self.setting.present if self.setting.plan.to_play() else None
        if self.setting.manifest.driver != PERSON or present is None:
            return browsers_of(stack, self.chromium)
        guide = Guide(Board(), self.setting.cancelled)
        self.page = stack.enter_context(GuideServer(guide.board, Subject(self.setting.manifest.app.name, None)))
        guide.board.progress(0, len(self.setting.plan.to_play()))
        present(self.page.url)
        return Browsers(at_once=1, guide=guide)

    def _production(self, stack: ExitStack) -> Production:
        setting = self.setting
        log = self.directory.log("space")
        standing: Standing | None = None
        if isinstance(setting.manifest.target, UrlTarget):
            lodging = setting.lodging or beside(setting.manifest)
            sandbox, standing = open_standing(
                stack, setting.manifest, lodging, seed=self.seed, log=log, mode=setting.mode, guard=setting.guard
            )
        else:
            sandbox = stack.enter_context(Sandbox.start(seed=self.seed, log=log))
        return Production(
            manifest=setting.manifest,
            sandbox=sandbox,
            directory=self.directory,
            new_space=partial(sandbox.create_space, mode=setting.mode, seed=self.seed),
            cancelled=setting.cancelled,
            jobs=setting.jobs,
            standing=standing,
            browsers=self.browsers,
            isolation=self.isolation,
            guard=setting.guard,
        )

    def _play(self, production: Production) -> None:
        self.starts = production.starts
        rendering = self._rendering(production)
        if self.page is not None:
            self.page.subject = replace(self.page.subject, ca_bundle=production.sandbox.ca_bundle)
        self.lanes = lanes_of(self.setting.plan.to_play(), production, self._played, rendering=rendering)
        run_side_by_side([partial(_play_lane, lane) for lane in self.lanes], production)
        if self.setting.cancelled():
            return
        self._look(production)
        production.confirm_starts()
        self._write_events(production)
        self._write_record("running")
        again = self._to_play_again()
        if again:
            ids = ", ".join(sorted(again))
            self._tell("replay", f"Playing again, each alone: {ids}", f"Nouvelle passe, chacun seul : {ids}")
            refused, failed = self.starts.refused, self.starts.failed
            run_side_by_side([_replay(lane, again) for lane in self.lanes], production)
            if not refused:
                production.confirm_starts()
            if self.starts.failed > failed:
                self.judged = None  # what was a refusal may have been bad luck

    def _rendering(self, production: Production) -> Browsers | None:
        """Leave to a browser only what is about the screen, if the rest needs none; that browser, None if it plays all.

        Clicks are for a browser alone, and the only instance of an app that we do not start is not to be tried on.
        """
        manifest, cases = self.setting.manifest, self.setting.plan.to_play()
        others = [case for case in cases if not case.on_screen]
        eligible = self.setting.suite == "check" and manifest.told_by_requests and production.standing is None
        if self.chromium is None or not others or not eligible:
            return None
        self._tell("trial", "Trying the app without its scripts", "Essai de l'application sans ses scripts")
        if not works_without_scripts(others, production, record.read(self.directory.path)):
            self._tell(
                "trial",
                "It needs them: Chromium plays everything, which takes longer",
                "Elle en a besoin : Chromium joue tout, ce qui prend plus de temps",
            )
            return None
        rendering, production.browsers = production.browsers, Browsers()
        self.scripts = "optional"
        shown, known = len({case.id for case in cases if case.on_screen}), len({case.id for case in cases})
        self._tell(
            "trial",
            f"It works without: Chromium plays what is about the screen ({shown} of {known})",
            f"Elle marche sans : Chromium joue ce qui touche à l'écran ({shown} sur {known})",
        )
        return rendering

    def _look_at_image(self) -> None:
        """Tell when the image's name means another one by now: what was played is what the record names."""
        with suppress(IsolationError):
            moved = self.isolation.moved()
            if moved is None or self.image is None:
                return
            self.image["moved_to"] = moved
            reference, played = self.image["reference"], self.image["id"]
            self._tell(
                "image",
                f"{reference} means another image now ({moved}); {played} was played",
                f"{reference} désigne désormais une autre image ({moved}) ; {played} a été jouée",
            )

    def _look(self, production: Production) -> None:
        """Open the page of the consent text, where the manifest says what it shows and how one comes there."""
        manifest = self.setting.manifest
        wanted = manifest.app.consent_text is not None and manifest.declares("consent_text")
        if not wanted or self.setting.suite != "check":
            return
        with suppress(NotReadyError, SandboxError):  # then the run says nothing of the text
            perform(production.part(LOOK, look_at_consent_text()), production.new_stage(browsers=self.browsers))

    def _to_play_again(self) -> frozenset[str]:
        """The cases that were played and did not come out well at the first judgement."""
        self._tell("judge", "Judging what was recorded", "Jugement de ce qui a été enregistré")
        first = self._judge()
        again = {row.case for row in first.cases if row.verdict in AGAIN}
        played = {case.id for lane in self.lanes for case in lane.cases if case.key not in lane.not_played}
        return frozenset(again & played)

    def _write_events(self, production: Production) -> None:
        """Write what the spaces journalled, which only grows, and what is to be told of the apps' logs."""
        events, logs = production.events(), production.app_logs()
        self.directory.write_events(self.id, [*events, *logs])
        told = [(one["instance"], one["written"], one["cut"], one["found"]) for one in logs]
        self.witnessed = f"{sum(transcript.is_read(event) for event in events)} {told}"

    def _judge(self) -> Report:
        """Judge what was written; checks that would read again what they have read already are not run again."""
        same = self.judged if self.judged is not None and self.judged.witnessed == self.witnessed else None
        found = same.findings if same is not None else None
        report, findings = judge_with_findings(self.directory.path, edition=self.setting.edition, found=found)
        whole = all(row.verdict is not Verdict.ERROR for row in report.cases)
        self.judged = Judged(self.witnessed, findings) if whole else None
        return report

    def _finish(self) -> Report:
        self._write_record("finished")
        report = self._judge()
        self.directory.write("transcript.har", har.render(self.directory.path))
        self.directory.write("report.json", reports.to_json(report))
        for row in report.cases:
            self._tell("verdict", row.message.en, row.message.fr, case=row.case, verdict=row.verdict.value)
        return report

    def _played(self, case: Case) -> None:
        if self.setting.cancelled():
            return
        with self._counting:
            self.done += 1
            if self.page is not None:
                self.page.board.progress(self.done, len(self.setting.plan.to_play()))
            self._tell("play", f"Played {case.id}", f"{case.id} joué", case=case.id)

    def _tell(self, stage: str, en: str, fr: str, *, case: str | None = None, verdict: str | None = None) -> None:
        total = len(self.setting.plan.to_play())
        self.setting.progress(Progress(stage, en, fr, min(self.done, total), total, case, verdict))

    def _write_record(self, state: str) -> None:
        setting = self.setting
        app = setting.manifest.app
        self.directory.write_record(
            {
                "state": state,
                "run": {
                    "id": self.id,
                    "started": _instant(self.started),
                    "finished": _instant(datetime.now(UTC)) if state != "running" else None,
                    "seed": self.seed,
                    "isolation": self.isolation.name,
                    "suite": suite_version(),
                    "profile": setting.profile,
                    "scope": setting.plan.scope,
                },
                "doctrine": {"edition": setting.edition.id, "digest": setting.edition.digest},
                "app": {
                    "name": app.name,
                    "version": app.version,
                    "manifest_digest": setting.manifest.digest,
                    **({"image": self.image["id"]} if self.image else {}),
                },
                "manifest": self.places,
                "target": _target_kind(setting.manifest),
                **({"image": self.image} if self.image else {}),
                "driver": {"name": setting.manifest.driver, **self.browsers.as_json(), **self._scripts()},
                "facts": app.declared(),
                "client": setting.manifest.registered(),
                "consent_text": app.consent_text,
                "consent_text_digest": app.consent_text_digest,
                "suite": setting.suite,
                "agreement": setting.agreement,
                "plan": [row.as_json() for row in self._plan_rows()],
                "starts": self.starts.as_json(),
                "lanes": [{"lane": lane.name, "seconds": round(lane.seconds, 3)} for lane in self.lanes],
                **({"transcript": self.directory.transcript_digest} if state == "finished" else {}),
            }
        )

    def _scripts(self) -> JsonObject:
        return {} if self.chromium is None else {"scripts": self.scripts}

    def _plan_rows(self) -> Iterator[Planned]:
        dropped: dict[tuple[str, str], NotPlayed] = {}
        for lane in self.lanes:
            dropped |= lane.not_played
        for row in self.setting.plan.rows:
            yield replace(row, not_played=row.not_played or dropped.get(row.case.key))


def _play_lane(lane: Lane) -> None:
    """Play a lane; what the longest one left in the journals is fetched while others still play."""
    lane.play()
    if lane.name == SHARED:
        lane.production.events()


def _replay(lane: Lane, again: frozenset[str]) -> Callable[[], None]:
    return lambda: lane.replay([case for case in lane.cases if case.id in again and case.key not in lane.not_played])


def _target_kind(manifest: Manifest) -> str:
    if isinstance(manifest.target, UrlTarget):
        return "url"
    return "command" if isinstance(manifest.target, CommandTarget) else "image"


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def suite_version() -> str:
    """The version of this suite, as it is installed."""
    try:
        return version("poincon")
    except PackageNotFoundError:
        return "0"
