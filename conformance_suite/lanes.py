"""The three lanes: faults side by side on one instance, stalls alone each on its own, twin faults in turn on a twin.

What is about the screen may be played in a browser of its own, apart from the rest. Where the start of the app belongs
to the play, each case has a twin of its own. Every lane begins and ends with controls, one for each journey shape that
its cases need. A control that fails twice leaves the cases of its shape unplayed.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance_suite.instance import NotReadyError
from conformance_suite.plan import NotPlayed
from conformance_suite.play import perform
from sandbox.client import SandboxError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from conformance_suite.case import Case
    from conformance_suite.driver.browsers import Browsers
    from conformance_suite.manifest.model import Manifest
    from conformance_suite.play import Part, Performance, Stage
    from conformance_suite.plays import Play
    from conformance_suite.production import Production

INCONCLUSIVE = "inconclusive"
SHARED = "shared"
FRESH = "fresh"  # twins that are started for one case each
HELD_BACK = 60.0  # seconds for which an app may leave the space alone after a stall, whoever comes
FIRST_LOOK = 2.0  # seconds before somebody comes again to such an app; twice as many each time
MOST_IN_TURN = 10  # cases that one twin plays
MOST_LANES = 8  # played side by side: each has an app of its own


@dataclass
class Lane:
    """Cases that are played on one instance, together or in turn."""

    name: str
    cases: Sequence[Case]
    production: Production
    told: Callable[[Case], None]
    browsers: Browsers  # of its people
    not_played: dict[tuple[str, str], NotPlayed] = field(default_factory=dict)
    seconds: float = 0.0
    stage: Stage | None = None
    controlled: set[str] = field(default_factory=set)  # shapes whose controls were played on `stage`
    usual: dict[str, frozenset[str]] = field(default_factory=dict)  # by shape: what its first control called

    @property
    def _apart(self) -> bool:
        """Whether the instance needs a space whose endpoints have listeners of their own."""
        return self.name != FRESH and any(case.play.apart for case in self.cases)

    def _new_stage(self) -> Stage:
        return self.production.new_stage(apart=self._apart, browsers=self.browsers)

    def play(self) -> None:
        """Play controls and cases; whatever cannot be played is noted in `not_played`."""
        began = time.monotonic()
        try:
            self.stage = self._new_stage()
            self._play_on(self.stage)
        except (NotReadyError, SandboxError) as error:
            self._drop([case for case in self.cases if case.key not in self.not_played], "app_not_ready", str(error))
        self.seconds = time.monotonic() - began

    def replay(self, cases: Sequence[Case]) -> None:
        """Play cases once more, one at a time; on a new instance with new controls if the app is gone."""
        for case in cases:
            if self.production.cancelled() or self.stage is None:
                return
            if not self.stage.instance.up():
                try:
                    self.stage, self.controlled = self._new_stage(), set()
                except (NotReadyError, SandboxError):
                    return  # the first verdict stands
            try:
                self._replay_on(self.stage, case)
            except SandboxError:
                return  # idem

    def _replay_on(self, stage: Stage, case: Case) -> None:
        control = case.play.control()
        known = case.play.honest or control.shape in self.controlled
        if not known and self._control("control_first", control, stage).problem is not None:
            return
        self._perform_case("replay", case, stage)
        if not known and stage.instance.up():
            self._last_control(control, stage)
            self.controlled.add(control.shape)

    def _play_on(self, stage: Stage) -> None:
        """Play each journey shape with its controls: side by side in the shared lane, in turn elsewhere."""
        shapes: dict[str, list[Case]] = {}
        for case in self.cases:
            shapes.setdefault(case.play.control().shape, []).append(case)
        in_turn = self.name != SHARED or self._one_at_a_time
        workers = 1 if in_turn else len(shapes)
        with ThreadPoolExecutor(max_workers=max(1, workers), thread_name_prefix="shape") as pool:
            list(pool.map(lambda group: self._play_shape(stage, group), shapes.values()))

    def _play_shape(self, stage: Stage, cases: Sequence[Case], *, alone: bool = False) -> None:
        if cases[0].play.honest:
            self._each(cases, stage)
            return
        control = cases[0].play.control()
        problem = self._control("control_first", control, stage).problem
        if problem is not None:
            if alone or stage.instance.up() or self.production.cancelled():
                self._drop(cases, problem)
            else:
                self._play_alone(cases)
            return
        self._each_and_last(cases, control, stage)
        if stage is self.stage:
            self.controlled.add(control.shape)

    def _each_and_last(self, cases: Sequence[Case], control: Play, stage: Stage) -> None:
        """Play cases, then the last control: it waits for all that may harm the app, not for those that only look on.

        Where all of them only look on there is nothing else for it to come last of.
        """
        side_by_side = self.name == SHARED and not self._one_at_a_time
        lookers = [case for case in cases if side_by_side and case.play.looks_on]
        others = [case for case in cases if case not in lookers]
        if not others:
            lookers, others = [], lookers
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="lookers") as pool:
            looked_on = pool.submit(self._each, lookers, stage)
            self._each(others, stage)
            self._last_control(control, stage)
            looked_on.result()

    @property
    def _one_at_a_time(self) -> bool:
        return self.browsers.at_once == 1

    def _play_alone(self, cases: Sequence[Case]) -> None:
        """Play a shape once more, on an instance of its own: the app is gone, maybe by the deed of another shape."""
        try:
            self._play_shape(self._new_stage(), cases, alone=True)
        except (NotReadyError, SandboxError) as error:
            self._drop(cases, "app_not_ready", str(error))

    def _each(self, cases: Sequence[Case], stage: Stage) -> None:
        if self.name in {SHARED, FRESH}:
            with ThreadPoolExecutor(max_workers=self.production.jobs, thread_name_prefix="episode") as pool:
                longest_first = sorted(cases, key=lambda case: -case.play.pauses)
                list(pool.map(lambda case: self._play_case(case, stage), longest_first))
            return
        for index, case in enumerate(cases):
            if index:
                self._control("control_between", case.play.control(), stage)
            self._play_case(case, stage)

    def _play_case(self, case: Case, stage: Stage) -> None:
        try:
            self._perform_case("case", case, stage)
        except SandboxError as error:
            self._drop([case], "app_not_ready", str(error))
        else:
            self.told(case)

    def _perform_case(self, role: str, case: Case, stage: Stage) -> None:
        """Play a case; one that begins with the start of the app, on an instance that serves nothing else.

        Raises SandboxError when the space of such an instance cannot be made.
        """
        part = self.production.part(role, case.play, case.id)
        if not case.play.from_start:
            self._perform(part, stage)
            return
        play = case.play
        own = self.production.dark_stage(apart=play.apart, manifest=self._set_up(play), browsers=self.browsers)
        if self._perform(part, own).problem == "app_not_ready" and not play.debugging:
            self.production.starts.refused = True
        own.instance.stop()

    def _set_up(self, play: Play) -> Manifest | None:
        """The app as a play wants it set up, None for as it is."""
        if play.debugging:
            return self.production.manifest.told_to_debug()
        return self.production.manifest.set_up_for_production() if play.production else None

    def _control(self, role: str, control: Play, stage: Stage) -> Performance:
        """Play a control, once more if it fails; an app that is gone, or too slow to answer, is not asked twice."""
        done = self._perform(self.production.part(role, control), stage)
        if done.problem is not None and self._may_be_asked_again(done, stage):
            done = self._perform(self.production.part(role, control), stage)
        if role == "control_first":
            self.usual[control.shape] = done.called
        return done

    def _let_pass(self, seconds: float) -> bool:
        """Wait; False when the run was stopped meanwhile."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0 and not self.production.cancelled():
            time.sleep(min(left, 0.1))
        return not self.production.cancelled()

    def _last_control(self, control: Play, stage: Stage) -> None:
        """Play the last control, again and again while the app leaves the space alone as a stall has taught it to.

        An app that waits longer each time, or asks nothing at all of a space that just failed, does what it should. A
        human being who plays comes late enough.
        """
        done = self._control("control_last", control, stage)
        pause, ends = FIRST_LOOK, time.monotonic() + HELD_BACK
        if self.browsers.guide is not None:
            return
        while self.usual.get(control.shape, frozenset()) - done.called and self._may_be_asked_again(done, stage):
            if time.monotonic() + pause > ends or not self._let_pass(pause):
                return
            done, pause = self._perform(self.production.part("control_last", control), stage), 2 * pause

    def _may_be_asked_again(self, done: Performance, stage: Stage) -> bool:
        return not done.mute and stage.instance.up() and not self.production.cancelled()

    def _perform(self, part: Part, stage: Stage) -> Performance:
        first = self.name not in {SHARED, FRESH} or part.play.pauses > 0
        with self.production.room.place(first=first):
            return perform(part, stage)

    def _drop(self, cases: Iterable[Case], reason: str, detail: str = "") -> None:
        for case in cases:
            self.not_played[case.key] = NotPlayed(INCONCLUSIVE, reason, detail)
            self.told(case)


def lanes_of(
    cases: Sequence[Case], production: Production, told: Callable[[Case], None], *, rendering: Browsers | None = None
) -> list[Lane]:
    """The lanes of these cases: one shared, a twin for ten cases, one of twins started for a case each, one a stall.

    Given browsers that render where the run's own do not, what is about the screen has lanes of its own, with these.
    """
    on_screen = [case for case in cases if rendering is not None and case.on_screen]
    others = [case for case in cases if case not in on_screen]
    played = [(rendering or production.browsers, on_screen), (production.browsers, others)]
    return [Lane(name, group, production, told, by) for by, some in played for name, group in _groups(some)]


def _groups(cases: Sequence[Case]) -> Iterator[tuple[str, Sequence[Case]]]:
    by_lane: dict[str, list[Case]] = {SHARED: [], "stall": [], "twin": [], FRESH: []}
    for case in cases:
        by_lane[FRESH if case.play.from_start else case.play.lane].append(case)
    groups = [
        (SHARED, by_lane[SHARED]),
        *(("twin", group) for group in _in_turn(by_lane["twin"])),
        (FRESH, by_lane[FRESH]),
        *(("stall", [case]) for case in by_lane["stall"]),
    ]
    return ((name, group) for name, group in groups if group)


def _in_turn(cases: Sequence[Case]) -> list[Sequence[Case]]:
    """Cases for several twins, each short enough to keep nobody waiting, each with few journey shapes."""
    by_shape = sorted(cases, key=lambda case: case.play.control().shape)
    return [by_shape[start : start + MOST_IN_TURN] for start in range(0, len(by_shape), MOST_IN_TURN)]


def run_side_by_side(work: Sequence[Callable[[], None]], production: Production) -> None:
    """Do several things at once, or in turn for an app that has only one instance; end the apps if the run is stopped.

    Whatever a piece of work raises is raised here, once all have ended.
    """
    workers = 1 if production.standing is not None else max(1, min(len(work), MOST_LANES))
    over = threading.Event()
    guard = threading.Thread(target=_stop_when_cancelled, args=(production, over), daemon=True)
    guard.start()
    try:
        with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="lane") as pool:
            for future in [pool.submit(piece) for piece in work]:
                future.result()
    finally:
        over.set()
        guard.join()


def _stop_when_cancelled(production: Production, over: threading.Event) -> None:
    while not over.wait(0.1):
        if production.cancelled():
            production.stop_apps()
            return
