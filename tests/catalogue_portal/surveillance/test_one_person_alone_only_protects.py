"""Urgent suspension: at once by one person, and gone unless a second confirms in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders.office import GRIEVANCE, REASONS, actor

from catalogue_portal.actor import SYSTEM
from catalogue_portal.errors import DomainError, Invalid
from catalogue_portal.labels.models import Label
from catalogue_portal.surveillance import service
from catalogue_portal.surveillance.lifecycle import URGENT
from catalogue_portal.surveillance.models import Proceeding

if TYPE_CHECKING:
    from builders.office import Office

DELAY = timedelta(hours=72)


def suspend(office: Office, label_id: str, who: str = "reviewer") -> str:
    with office.writing() as session:
        return service.suspend_urgently(session, actor(who), label_id, GRIEVANCE).id


def confirm(office: Office, proceeding_id: str, who: str = "decider") -> str:
    """`done`, or the code of the refusal."""
    try:
        with office.writing() as session:
            service.confirm(session, actor(who), proceeding_id, reasons=REASONS)
    except DomainError as refused:
        return refused.code
    return "done"


def lapse(office: Office) -> int:
    with office.writing() as session:
        return len(service.lapse_unconfirmed(session))


def states(office: Office, proceeding_id: str) -> tuple[str, str]:
    """The states of the proceeding and of its label."""
    with office.database.reading() as session:
        proceeding = session.get_one(Proceeding, proceeding_id)
        return proceeding.state, session.get_one(Label, proceeding.label_id).state


@pytest.mark.parametrize("who", ["reviewer", "decider", "administrator"])
def test_one_person_of_the_office_suspends_at_once(office: Office, who: str) -> None:
    proceeding_id = suspend(office, office.label("valid"), who)
    assert states(office, proceeding_id) == ("awaiting_confirmation", "suspended")


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("owner", "wrong_role"),
        ("stranger", "wrong_role"),
        ("nobody", "wrong_role"),
        ("reviewer_of_the_publisher", "of_the_publisher"),
        ("decider_of_the_publisher", "of_the_publisher"),
    ],
)
def test_nobody_else_suspends(office: Office, who: str, code: str) -> None:
    label_id = office.label("valid")
    with pytest.raises(DomainError) as refused:
        suspend(office, label_id, who)
    assert refused.value.code == code


def test_it_states_reasons_and_tells_of_the_appeal(office: Office) -> None:
    label_id = office.label("valid")
    for bare in (replace(GRIEVANCE, reasons_in_law=" "), replace(GRIEVANCE, reasons_in_fact="no")):
        with pytest.raises(Invalid), office.writing() as session:
            service.suspend_urgently(session, actor("reviewer"), label_id, bare)
    proceeding_id = suspend(office, label_id)
    with office.database.reading() as session:
        proceeding = session.get_one(Proceeding, proceeding_id)
        assert proceeding.appeal_fr
        assert proceeding.appeal_en
        assert proceeding.appeal_until == office.clock.now() + timedelta(days=61)
        assert session.get_one(Label, label_id).reason == "security", "one word for the public"


def test_who_took_it_does_not_confirm_it(office: Office) -> None:
    proceeding_id = suspend(office, office.label("valid"), "decider")
    assert confirm(office, proceeding_id, "decider") == "opened_the_proceeding"
    assert confirm(office, proceeding_id, "other_decider") == "done"
    assert states(office, proceeding_id) == ("in_effect", "suspended")


def test_it_lapses_by_the_clock_alone_when_nobody_confirms(office: Office) -> None:
    proceeding_id = suspend(office, office.label("valid"))
    office.clock.advance(DELAY)
    assert lapse(office) == 0
    assert states(office, proceeding_id) == ("awaiting_confirmation", "suspended")
    office.clock.advance(timedelta(seconds=1))
    assert lapse(office) == 1
    assert lapse(office) == 0
    assert states(office, proceeding_id) == ("lapsed", "valid")


def test_a_confirmation_at_the_last_moment_counts_and_one_after_it_does_not(office: Office) -> None:
    proceeding_id = suspend(office, office.label("valid"))
    office.clock.advance(DELAY)
    assert confirm(office, proceeding_id) == "done"
    office.pass_days(400)
    assert lapse(office) == 0
    assert states(office, proceeding_id)[0] == "in_effect"


def test_a_confirmation_too_late_is_refused_even_before_the_lapse_was_drawn(office: Office) -> None:
    proceeding_id = suspend(office, office.label("valid"))
    office.clock.advance(DELAY + timedelta(seconds=1))
    assert confirm(office, proceeding_id) == "confirmation_overdue"


def test_nobody_keeps_a_label_suspended_alone_one_lapse_after_the_other(office: Office) -> None:
    label_id = office.label("valid")
    suspend(office, label_id)
    office.clock.advance(DELAY + timedelta(seconds=1))
    lapse(office)
    with pytest.raises(DomainError) as refused:
        suspend(office, label_id)
    assert refused.value.code == "urgency_repeated"
    assert suspend(office, label_id, "other_reviewer"), "another person may judge the urgency"


@pytest.mark.parametrize("who_lifts", ["decider", "other_decider"])
def test_nobody_keeps_a_label_suspended_alone_by_lifting_before_the_lapse(office: Office, who_lifts: str) -> None:
    label_id = office.label("valid")
    proceeding_id = suspend(office, label_id, "decider")
    office.clock.advance(DELAY)
    with office.writing() as session:
        service.lift(session, actor(who_lifts), proceeding_id, reasons=REASONS)
    with pytest.raises(DomainError) as refused:
        suspend(office, label_id, "decider")
    assert refused.value.code == "urgency_repeated"
    assert suspend(office, label_id, "other_reviewer"), "another person may judge the urgency"


def test_who_was_confirmed_may_judge_an_urgency_again_at_once(office: Office) -> None:
    label_id = office.label("valid")
    proceeding_id = suspend(office, label_id)
    assert confirm(office, proceeding_id) == "done"
    with office.writing() as session:
        service.propose_lifting(session, actor("reviewer"), proceeding_id, reasons=REASONS)
        service.lift(session, actor("decider"), proceeding_id, reasons=REASONS)
    assert suspend(office, label_id)


def test_the_same_person_may_judge_an_urgency_again_later(office: Office) -> None:
    label_id = office.label("valid")
    suspend(office, label_id)
    office.clock.advance(DELAY + timedelta(seconds=1))
    lapse(office)
    office.pass_days(30)
    assert suspend(office, label_id)


def test_a_label_that_is_suspended_is_not_suspended_again(office: Office) -> None:
    label_id = office.label("valid")
    suspend(office, label_id)
    with pytest.raises(DomainError) as refused:
        suspend(office, label_id, "decider")
    assert refused.value.code == "proceeding_open"


@pytest.mark.parametrize("state", ["withdrawn"])
def test_a_label_that_is_withdrawn_is_not_suspended(office: Office, state: str) -> None:
    label_id = office.label(state)
    with pytest.raises(DomainError) as refused:
        suspend(office, label_id)
    assert refused.value.code == "label_ended"


def test_an_expired_label_is_not_suspended(office: Office) -> None:
    label_id = office.label("valid")
    office.pass_days(366)
    with pytest.raises(DomainError) as refused:
        suspend(office, label_id)
    assert refused.value.code == "label_ended"


def test_of_a_confirmation_and_a_lapse_at_once_one_wins(office: Office) -> None:
    proceeding_id = suspend(office, office.label("valid"))
    with ThreadPoolExecutor(2) as pool:
        confirmed = pool.submit(confirm, office, proceeding_id)
        again = pool.submit(confirm, office, proceeding_id, "other_decider")
        assert sorted([confirmed.result(), again.result()]) == ["done", "wrong_state"]


def test_of_two_who_suspend_at_once_one_does(office: Office) -> None:
    label_id = office.label("valid")

    def attempt(who: str) -> str:
        try:
            return suspend(office, label_id, who)[:3]
        except DomainError as refused:
            return refused.code

    with ThreadPoolExecutor(3) as pool:
        outcomes = sorted(pool.map(attempt, ["reviewer", "decider", "administrator"]))
    assert outcomes == ["prc", "proceeding_open", "proceeding_open"]


def test_an_unknown_label_is_not_found(office: Office) -> None:
    with pytest.raises(DomainError) as refused:
        suspend(office, "lab_aaaaaaaaaaaa")
    assert refused.value.code == "not_found"


def test_the_passage_itself_refuses_a_lapse_before_its_time(office: Office) -> None:
    proceeding_id = suspend(office, office.label("valid"))
    with pytest.raises(DomainError) as refused, office.writing() as session:
        URGENT.fire(session, SYSTEM, session.get_one(Proceeding, proceeding_id), "lapse")
    assert refused.value.code == "confirmation_not_overdue"
