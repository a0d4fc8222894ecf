"""Whether people can use an app whose scripts are not run: then a browser plays only what is about the screen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from conformance_suite import transcript
from conformance_suite.controls import journeys_problem, reads_problem, sign_in_problem
from conformance_suite.driver.browsers import Browsers
from conformance_suite.instance import NotReadyError
from conformance_suite.lanes import run_side_by_side
from conformance_suite.play import perform
from conformance_suite.scripts.sign_in import sign_in
from sandbox.client import SandboxError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conformance_suite.case import Case
    from conformance_suite.episode import Episode
    from conformance_suite.play import Part, Performance, Stage
    from conformance_suite.plays import Play
    from conformance_suite.production import Production
    from conformance_suite.record import RunRecord

ROLE = "control_trial"


def works_without_scripts(cases: Iterable[Case], production: Production, recorded: RunRecord) -> bool:
    """Play once, by requests, the honest journeys that these cases need, on an instance of its own.

    What is seen of it is no evidence of anything, and is not kept. Journeys in which time has to pass are left out:
    none of them leads to a page that the others do not lead to.
    """
    first = sign_in().control()
    others = {replace(case.play.control(), lane="shared") for case in cases} - {first}
    try:
        stage = production.new_stage(browsers=Browsers())
    except (NotReadyError, SandboxError):
        return False  # the run will say so
    try:
        in_turn = ([first], [play for play in others if not play.pauses])
        return all(_succeed(plays, stage, production, recorded) for plays in in_turn)
    except SandboxError:
        return False
    finally:
        production.forget(stage)


def _succeed(plays: Sequence[Play], stage: Stage, production: Production, recorded: RunRecord) -> bool:
    """Whether people get through all of these, played side by side."""
    parts = [production.part(ROLE, play) for play in plays]
    done: list[Performance] = []

    def play(part: Part) -> None:
        done.append(perform(part, stage))

    run_side_by_side([partial(play, part) for part in parts], production)
    told = transcript.assembled(recorded, stage.instance.space.events())
    return all(one.problem is None and _succeeded(told.find(one.part.id), one.part.play) for one in done)


def _succeeded(episode: Episode, play: Play) -> bool:
    reads = "read_measures" in play.needs and reads_problem(episode)
    return not (sign_in_problem(episode) or journeys_problem(episode) or reads)
