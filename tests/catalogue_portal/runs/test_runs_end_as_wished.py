from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from builders.slow_suite import Pace
from builders.waiting import until

from catalogue_portal.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalogue_portal.runs.conftest import Workshop

pytestmark = pytest.mark.integration


def test_a_waiting_run_is_cancelled_at_once(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace())
    run_id = shop.request()

    shop.cancel(run_id)

    assert (shop.run(run_id).state, shop.run(run_id).attempt) == ("cancelled", 0)
    with pytest.raises(Conflict):
        shop.cancel(run_id)


def test_a_running_run_stops_soon(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace(steps=10_000, lease_seconds=0.9))
    run_id = shop.request()

    with shop.supervised():
        until(lambda: len(shop.ledger()) >= 2)
        shop.cancel(run_id)
        with contextlib.suppress(Conflict):  # whoever presses twice may come after the end
            shop.cancel(run_id)
        run = shop.ended(run_id)

    assert (run.state, run.verdict, run.report_file) == ("cancelled", None, None)


def test_a_run_that_does_not_listen_is_ended_all_the_same(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace(steps=10_000, lease_seconds=0.9, deaf=True))
    run_id = shop.request()

    with shop.supervised():
        until(lambda: len(shop.ledger()) >= 2)
        shop.cancel(run_id)
        run = shop.ended(run_id)

    assert (run.state, run.attempt) == ("cancelled", 1)


def test_an_accident_of_ours_fails_the_run_and_says_nothing_of_the_app(
    workshop: Callable[[Pace], Workshop],
) -> None:
    shop = workshop(Pace(fault="the suite tripped"))
    run_id = shop.request()

    with shop.supervised():
        run = shop.ended(run_id)

    assert (run.state, run.verdict, run.attempt) == ("failed", None, 1)
    assert "the suite tripped" in str(run.failure)


def test_an_app_changed_since_its_release_is_not_played(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace())
    run_id = shop.request()
    (shop.context.settings.demo_folders[0] / "app.py").write_text("# another app\n")

    with shop.supervised():
        run = shop.ended(run_id)

    assert run.state == "failed"
    assert "not what was released" in str(run.failure)
    assert shop.ledger() == []


def test_a_second_run_of_a_release_waits_for_the_first_to_end(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace())
    run_id = shop.request()

    with pytest.raises(Conflict) as refusal:
        shop.request()
    assert refusal.value.members == {"run": run_id}
    shop.cancel(run_id)

    assert shop.request() != run_id


def test_runs_are_played_in_the_order_they_were_asked_for(workshop: Callable[[Pace], Workshop]) -> None:
    shop = workshop(Pace(steps=2))
    first = shop.request()

    with shop.supervised():
        shop.assert_finished_once(first)
        second = shop.request()
        shop.ended(second)

    assert list(dict.fromkeys(line["run"] for line in shop.ledger())) == [first, second]
