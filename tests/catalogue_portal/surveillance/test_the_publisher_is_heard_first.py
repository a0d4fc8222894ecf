"""Ordinary suspension and withdrawal: notice, hearing, then another person pronounces."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders.office import GRIEVANCE, REASONS, actor

from catalogue_portal.agreements.models import Agreement
from catalogue_portal.errors import DomainError
from catalogue_portal.labels.models import Label
from catalogue_portal.surveillance import service
from catalogue_portal.surveillance.models import Proceeding

if TYPE_CHECKING:
    from builders.office import Office

KINDS = ("suspension", "withdrawal")
MARK = {"suspension": "suspended", "withdrawal": "withdrawn"}


def pronounce(office: Office, proceeding_id: str, who: str = "decider") -> str:
    """`done`, or the code of the refusal."""
    try:
        with office.writing() as session:
            service.pronounce(session, actor(who), proceeding_id, reasons=REASONS)
    except DomainError as refused:
        return refused.code
    return "done"


def label_state(office: Office, proceeding_id: str) -> str:
    with office.database.reading() as session:
        return session.get_one(Label, session.get_one(Proceeding, proceeding_id).label_id).state


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_happens_to_the_label_before_the_hearing(office: Office, kind: str) -> None:
    proceeding_id = office.proceeding("hearing", kind=kind)
    assert label_state(office, proceeding_id) == "valid"
    assert pronounce(office, proceeding_id) == "hearing_open"
    office.pass_days(15)
    assert pronounce(office, proceeding_id) == "hearing_open"
    assert label_state(office, proceeding_id) == "valid"


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_pronounced_once_the_publisher_has_spoken(office: Office, kind: str) -> None:
    proceeding_id = office.proceeding("heard", kind=kind)
    assert pronounce(office, proceeding_id) == "done"
    assert label_state(office, proceeding_id) == MARK[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_pronounced_once_the_publisher_has_let_the_delay_pass(office: Office, kind: str) -> None:
    proceeding_id = office.proceeding("hearing", kind=kind)
    office.clock.advance(timedelta(days=15, seconds=1))
    assert pronounce(office, proceeding_id) == "done"
    assert label_state(office, proceeding_id) == MARK[kind]


def test_a_publisher_who_speaks_late_is_still_heard_while_nothing_is_pronounced(office: Office) -> None:
    proceeding_id = office.proceeding("hearing")
    office.pass_days(20)
    with office.writing() as session:
        assert service.observe(session, actor("mate"), proceeding_id, observations=REASONS).state == "heard"


def test_observations_are_given_once(office: Office) -> None:
    proceeding_id = office.proceeding("awaiting_confirmation", kind="urgent_suspension")
    with office.writing() as session:
        service.observe(session, actor("owner"), proceeding_id, observations=REASONS)
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.observe(session, actor("mate"), proceeding_id, observations="Something else entirely.")
    assert refused.value.code == "publisher_heard"


def test_who_opened_it_does_not_pronounce_it(office: Office) -> None:
    label_id = office.label("valid")
    with office.writing() as session:
        proceeding_id = service.open_withdrawal(session, actor("decider"), label_id, GRIEVANCE).id
    office.pass_days(16)
    assert pronounce(office, proceeding_id, "decider") == "opened_the_proceeding"
    assert pronounce(office, proceeding_id, "other_decider") == "done"


def test_a_measure_pronounced_tells_of_the_appeal(office: Office) -> None:
    proceeding_id = office.proceeding("in_effect", kind="withdrawal")
    with office.database.reading() as session:
        proceeding = session.get_one(Proceeding, proceeding_id)
        assert proceeding.decision_reasons == REASONS
        assert proceeding.appeal_fr
        assert proceeding.appeal_en
        assert proceeding.appeal_until == office.clock.now() + timedelta(days=61)


def test_a_withdrawal_ends_the_agreement_and_is_for_good(office: Office) -> None:
    proceeding_id = office.proceeding("in_effect", kind="withdrawal")
    with office.database.reading() as session:
        agreement = session.get_one(Agreement, session.get_one(Proceeding, proceeding_id).agreement_id)
        assert (agreement.state, agreement.ended_at) == ("terminated", office.clock.now())
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.propose_lifting(session, actor("other_decider"), proceeding_id, reasons=REASONS)
    assert refused.value.code == "withdrawal_is_final"


def test_a_suspension_leaves_the_agreement_in_force(office: Office) -> None:
    proceeding_id = office.proceeding("in_effect")
    with office.database.reading() as session:
        agreement = session.get_one(Agreement, session.get_one(Proceeding, proceeding_id).agreement_id)
        assert agreement.state == "in_force"


def test_a_proceeding_that_is_dropped_leaves_the_label_as_it_is(office: Office) -> None:
    proceeding_id = office.proceeding("dropped", kind="withdrawal")
    assert label_state(office, proceeding_id) == "valid"
    assert pronounce(office, proceeding_id) == "wrong_state"


@pytest.mark.parametrize("kind", ["suspension", "urgent_suspension"])
def test_lifting_a_suspension_reinstates_the_label(office: Office, kind: str) -> None:
    assert label_state(office, office.proceeding("lifted", kind=kind)) == "valid"


def test_events_of_the_other_way_do_not_exist(office: Office) -> None:
    urgent = office.proceeding("awaiting_confirmation", kind="urgent_suspension")
    assert pronounce(office, urgent) == "wrong_kind"


def test_an_ordinary_event_is_not_taken_the_urgent_way(office: Office) -> None:
    ordinary = office.proceeding("heard")
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.confirm(session, actor("decider"), ordinary, reasons=REASONS)
    assert refused.value.code == "wrong_kind"


@pytest.mark.parametrize(
    ("who", "code"), [("stranger", "not_found"), ("nobody", "not_found"), ("decider", "wrong_role")]
)
def test_only_the_publisher_concerned_is_heard(office: Office, who: str, code: str) -> None:
    proceeding_id = office.proceeding("hearing")
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.observe(session, actor(who), proceeding_id, observations=REASONS)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("who", "code"),
    [("administrator", "wrong_role"), ("owner", "wrong_role"), ("decider_of_the_publisher", "of_the_publisher")],
)
def test_an_ordinary_proceeding_is_opened_by_an_impartial_reviewer_or_decider(
    office: Office, who: str, code: str
) -> None:
    label_id = office.label("valid")
    for opening in (service.open_suspension, service.open_withdrawal):
        with pytest.raises(DomainError) as refused, office.writing() as session:
            opening(session, actor(who), label_id, GRIEVANCE)
        assert refused.value.code == code
