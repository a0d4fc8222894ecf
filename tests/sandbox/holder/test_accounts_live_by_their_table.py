"""The life of an account, row by row: what the table says happens, and nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.spaces import Bench
from hypothesis import given
from hypothesis import strategies as st

from sandbox.people.account_lifecycle import (
    EVENTS,
    STATUSES,
    TRANSITIONS,
    Account,
    NoTransitionError,
    after_event,
    at,
    possible,
)
from sandbox.people.accounts import Accounts

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.people.account_lifecycle import AccountEvent, AccountStatus

WEEK = 7 * 86_400.0
LETTER = 1_000_000.0


def account(status: AccountStatus) -> Account:
    return Account(status, LETTER, letter_sent=LETTER)


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("status", STATUSES)
def test_what_has_no_row_cannot_happen(status: AccountStatus, event: AccountEvent) -> None:
    rows = [row for row in TRANSITIONS if (row.source, row.event) == (status, event)]
    now = LETTER + (6 * WEEK if event == "time_passes" else WEEK)
    if rows:
        assert after_event(account(status), event, now) == Account(
            rows[0].target, now, letter_sent=now if event == "announce" else LETTER
        )
    else:
        with pytest.raises(NoTransitionError, match=status):
            after_event(account(status), event, now)


def test_no_status_has_two_ways_on_by_one_event_and_every_status_can_be_left() -> None:
    ways = [(row.source, row.event) for row in TRANSITIONS]
    assert len(ways) == len(set(ways))
    assert {row.source for row in TRANSITIONS} == set(STATUSES)


def test_six_weeks_after_the_letter_the_space_opens_by_itself() -> None:
    announced = account("announced")

    assert at(announced, LETTER + 6 * WEEK - 1).status == "announced"
    assert at(announced, LETTER + 6 * WEEK) == Account("active", LETTER + 6 * WEEK, letter_sent=LETTER)


def test_after_the_six_weeks_it_can_be_closed_but_no_longer_refused() -> None:
    with pytest.raises(NoTransitionError):
        after_event(account("announced"), "refuse", LETTER + 6 * WEEK)
    assert possible(at(account("announced"), LETTER + 7 * WEEK), "holder", LETTER + 7 * WEEK) == ("close",)


def test_a_refusal_lasts_until_a_change_of_mind() -> None:
    refused = after_event(account("announced"), "refuse", LETTER + WEEK)

    assert at(refused, LETTER + 500 * WEEK).status == "refused"
    assert after_event(refused, "open", LETTER + 500 * WEEK).status == "active"


def test_who_is_suspended_cannot_slip_out_by_closing() -> None:
    assert possible(account("suspended"), "holder", LETTER + WEEK) == ()


@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.floats(0, 10 * WEEK))))
def test_whatever_happens_the_account_is_in_a_status_that_its_letter_allows(
    plays: list[tuple[AccountEvent, float]],
) -> None:
    now, one = LETTER, account("active")
    for event, later in plays:
        now += later
        one = at(one, now)
        if event in {row.event for row in TRANSITIONS if row.source == one.status and row.guard(one, now)}:
            one = after_event(one, event, now)
        assert one.since <= now
        assert (one.opens_at is not None) is (one.status == "announced")
        assert one.opens_at is None or now < one.opens_at or event == "time_passes" or at(one, now).status == "active"


def test_accounts_are_kept_in_the_folder_of_the_space(tmp_path: Path) -> None:
    first = Bench(state_dir=tmp_path)
    persona = first.persona()
    first.space.part(Accounts).happen(persona.id, "close")

    assert Bench(state_dir=tmp_path).space.part(Accounts).status(persona.id) == "closed"


def test_everybody_is_active_at_first(bench: Bench) -> None:
    assert bench.space.part(Accounts).status(bench.persona().id) == "active"
