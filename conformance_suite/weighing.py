"""Hearing the three witnesses of one episode: control, delivery, effect, so that silence alone is never a pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from conformance_suite.case import known_cases
from conformance_suite.controls import (
    OK,
    control_problem,
    never_calls,
    never_refreshes,
    own_problem,
    reads_beforehand,
    reason_of,
    sign_in_problem,
)
from conformance_suite.deliveries import delivered, evidence
from conformance_suite.episode import CONTROLS
from conformance_suite.verdicts import Failure, Finding, Inconclusive, NotApplicable, Spoken, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conformance_suite.case import Case, Check
    from conformance_suite.episode import Episode, Run
    from conformance_suite.plays import Play

AS_REQUIRED = "as_required"


def to_weigh(run: Run) -> Iterator[tuple[Case, Episode]]:
    """What of a run there is to weigh: each play of every case that was planned, played and is known here."""
    for planned in run.record.plan:
        row = known_cases().get(planned.case)
        if row is not None and planned.not_played is None:
            yield from ((row, episode) for episode in run.of_case(row.id, planned.variant))


@dataclass
class Hearing:
    """One episode of a case before the judge; `control` and `delivery` are None until they have spoken."""

    case: Case
    episode: Episode
    control: bool | None = None
    delivery: bool | None = None

    @cached_property
    def _honest(self) -> Play:
        return self.case.play.control()

    def before_the_effect(self) -> None:
        """Control, then delivery. Raises when one of them leaves nothing to judge."""
        controls = self.episode.controls(self._honest.shape)
        for episode in (self.episode, *controls):
            assert_nobody_else_seen(episode)
        if "refreshing" in self._honest.proofs and never_refreshes(controls, self.episode):
            raise NotApplicable("never_refreshes")
        if unused := never_calls(controls, self.case.play.uses, self.episode):
            raise NotApplicable("never_calls", endpoint=unused)
        problems = self._control_problems(controls)
        self.control = not all(problems)
        if not self.control:
            raise Inconclusive(str(problems[0]), reason=reason_of(controls))
        if self.case.play.debugging and self.episode.outcome == "played":
            assert_works_when_debugging(self.episode)
        if problem := own_problem(self.episode, self.case.play):
            raise Inconclusive(problem, reason=reason_of([self.episode]))
        self.delivery = delivered(self.episode, self.case.play)
        if self.delivery is False:
            beforehand = "read_measures" in self.case.play.needs and reads_beforehand(controls)
            raise Inconclusive("read_beforehand" if beforehand else "not_delivered")

    def after_the_effect(self) -> None:
        """A pass needs every control, first and last: an app that died of the fault has not passed."""
        controls = self.episode.controls(self._honest.shape)
        for problem in self._control_problems(controls):
            if problem is not None:
                self.control = False
                raise Inconclusive(problem, reason=reason_of(controls))

    def _control_problems(self, controls: Iterable[Episode]) -> list[str | None]:
        """What is wrong with the first and with the last control; a control that failed may have been played again."""
        tries: dict[str, list[str | None]] = {role: [] for role in CONTROLS}
        for control in controls:
            tries[control.role].append(control_problem(control, self._honest.proofs, passive=self.case.play.passive))
        return [None if None in problems else (problems or ["control_missing"])[0] for problems in tries.values()]


def weigh(case: Case, check: Check, episode: Episode) -> Finding:
    """Judge one episode of a case. An exception that is not a verdict is our own fault and goes through."""
    case = case.of_variant(episode.variant)
    hearing = Hearing(case, episode)
    try:
        if case.play.honest:
            assert_nobody_else_seen(episode)
            check(episode)
        else:
            open_question = fail_on_sight(check, episode) if case.play.passive else None
            hearing.before_the_effect()
            if open_question is not None:
                raise open_question
            if not case.play.passive:
                check(episode)
            hearing.after_the_effect()
    except Spoken as spoken:
        return _finding(hearing, spoken)
    return _finding(hearing, None)


def fail_on_sight(check: Check, episode: Episode) -> Inconclusive | NotApplicable | None:
    """What an app sends by itself needs no control to be wrong; that nothing wrong was seen does need one.

    What the check left open is returned, for the other witnesses to be heard first.
    """
    try:
        check(episode)
    except (Inconclusive, NotApplicable) as spoken:
        return spoken
    return None


def assert_nobody_else_seen(episode: Episode) -> None:
    """No page shows another persona's name or canary, unless the space itself slipped that measure in."""
    slipped_in = any(exchange.faults for exchange in episode.exchanges("measures_read"))
    pages = [(probe.visit, probe.names_seen) for probe in episode.probes]
    if not slipped_in:
        pages += [(sight.visit, (*sight.names_seen, *sight.foreign_values)) for sight in episode.sights]
    names = {name for _visit, seen in pages for name in seen}
    if names:
        shown = [visit for visit, seen in pages if seen and visit is not None]
        raise Failure("other_person_seen", exchanges=shown, others=", ".join(sorted(names)))


def assert_works_when_debugging(episode: Episode) -> None:
    """Told to debug, the app is up and signs people in by tokens of the space: else it has nothing to show there.

    Nobody asks of an app that it work in that environment, so none of this counts against it.
    """
    if episode.refused_to_start:
        raise NotApplicable("not_up_when_debugging")
    if episode.start != "ready":  # its port was lost: bad luck, to be played again
        return
    given = [one for one in episode.exchanges("token") if one.status in OK]
    if problem := sign_in_problem(episode) or (None if given else "no_tokens_asked"):
        raise NotApplicable("no_sign_in_when_debugging", reason=problem)


def _finding(hearing: Hearing, spoken: Spoken | None) -> Finding:
    verdict = Verdict.PASS if spoken is None else spoken.verdict
    key = AS_REQUIRED if spoken is None else spoken.key
    heard = verdict in {Verdict.PASS, Verdict.FAIL}
    return Finding(
        case=hearing.case.id,
        episode=hearing.episode.id,
        verdict=verdict,
        key=key,
        values={} if spoken is None else spoken.values,
        control=hearing.control,
        delivery=hearing.delivery,
        effect=key if heard else None,
        exchanges=_evidence(hearing, () if spoken is None else spoken.exchanges),
    )


def _evidence(hearing: Hearing, named: tuple[str, ...]) -> tuple[str, ...]:
    """The exchanges and visits to look at, in the order in which they began."""
    moments = evidence(hearing.episode, hearing.case.play)
    moments |= {event_id: hearing.episode.run.moments.get(event_id, 0.0) for event_id in named}
    return tuple(sorted(moments, key=lambda event_id: (moments[event_id], event_id)))
