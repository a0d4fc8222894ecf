from __future__ import annotations

from dataclasses import replace

import pytest
from builders.episodes import episode, exchange

from conformance_suite.case import Case, catalogue
from conformance_suite.controls import own_problem
from conformance_suite.deliveries import delivered
from conformance_suite.record import NotPlayed, PlannedCase
from conformance_suite.scripts.sign_in import sign_in_from_start

PLAY = sign_in_from_start("discovery_more_members")


@pytest.mark.parametrize(
    ("reason", "problem"),
    [
        (None, None),
        (NotPlayed("inconclusive", "app_not_ready", "status 1"), "start_unreliable"),
        (NotPlayed("skipped", "target_cannot_restart", ""), None),
    ],
)
def test_an_app_that_fails_to_start_elsewhere_too_has_refused_nothing(
    reason: NotPlayed | None, problem: str | None
) -> None:
    one = episode(exchange("discovery"))
    one.start = "not_ready"
    one.run.record = replace(one.run.record, plan=(PlannedCase("IDT-21", "REF-OAU-04", reason),))

    assert own_problem(one, PLAY) == problem


def test_an_app_whose_port_was_taken_has_not_refused_to_start() -> None:
    one = episode(exchange("discovery"))
    one.start = "port_lost"

    assert not one.refused_to_start
    assert own_problem(one, PLAY) == "session_unreadable"


@pytest.mark.parametrize(
    "row", [row for row in catalogue() if row.play.from_start and not row.play.passive], ids=lambda row: row.id
)
def test_an_app_that_ended_before_it_asked_anything_was_delivered_nothing(row: Case) -> None:
    for play in (row.play, *row.more):
        one = episode()
        one.start = "not_ready"
        assert delivered(one, play) is False
