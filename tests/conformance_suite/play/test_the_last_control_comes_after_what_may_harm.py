"""The last control waits for every case that may harm the app; of those that only look on it need not see the end."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from conformance_suite.case import catalogue
from conformance_suite.lanes import Lane

if TYPE_CHECKING:
    from conformance_suite.case import Case
    from conformance_suite.plays import Play

PATIENCE = 10.0  # seconds: a bound against a hang
CASES = {case.id: case for case in catalogue()}
LOOKS_ON, HARMS = CASES["RFR-01"], CASES["RFR-03"]
NO_STAGE = cast("Any", None)


class Noting(Lane):
    """A lane that plays nothing and notes what it would have begun and ended; who looks on stays until `leave`."""

    def told_of(self) -> list[str]:
        self.order: list[str] = []
        self.leave, self.controlled = threading.Event(), threading.Event()
        self._each_and_last(self.cases, self.cases[0].play.control(), NO_STAGE)
        return self.order

    def _play_case(self, case: Case, stage: object) -> None:
        del stage
        if case is LOOKS_ON and len(self.cases) > 1 and not self._one_at_a_time:
            assert self.controlled.wait(PATIENCE), "the last control waited for somebody who only looks on"
        self.order.append(case.id)

    def _last_control(self, control: Play, stage: object) -> None:
        del control, stage
        self.order.append("control_last")
        self.controlled.set()


def lane(name: str, *cases: Case, at_once: int | None = None) -> Noting:
    production = cast("Any", SimpleNamespace(jobs=4, browsers=SimpleNamespace(at_once=at_once)))
    return Noting(name, cases, production, told=lambda _case: None, browsers=production.browsers)


def test_the_last_control_need_not_wait_for_who_looks_on() -> None:
    assert lane("shared", LOOKS_ON, HARMS).told_of() == ["RFR-03", "control_last", "RFR-01"]


def test_it_comes_last_where_all_only_look_on() -> None:
    assert lane("shared", LOOKS_ON).told_of() == ["RFR-01", "control_last"]


def test_it_comes_last_where_one_plays_at_a_time() -> None:
    assert lane("shared", HARMS, LOOKS_ON, at_once=1).told_of()[-1] == "control_last"


@pytest.mark.parametrize(
    ("case_id", "looks_on"),
    [("RFR-01", True), ("RFR-03", False), ("AREQ-05", False), ("TLS-15", False)],  # AREQ-05 arms, TLS-15 provokes
)
def test_who_looks_on_neither_arms_nor_provokes(case_id: str, *, looks_on: bool) -> None:
    assert CASES[case_id].play.looks_on is looks_on
