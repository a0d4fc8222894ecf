"""What two people took, one alone does not undo: one proposes to lift it, another lifts or maintains it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.office import GRIEVANCE, REASONS, actor

from catalogue_portal.errors import DomainError
from catalogue_portal.labels.models import Label
from catalogue_portal.surveillance import service
from catalogue_portal.surveillance.models import Proceeding

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.office import Office

KINDS = pytest.mark.parametrize("kind", ["suspension", "urgent_suspension"])


def act(office: Office, deed: Callable[..., object], proceeding_id: str, who: str) -> str:
    """`done`, or the code of the refusal."""
    try:
        with office.writing() as session:
            deed(session, actor(who), proceeding_id, reasons=REASONS)
    except DomainError as refused:
        return refused.code
    return "done"


def states(office: Office, proceeding_id: str) -> tuple[str, str]:
    """The states of the proceeding and of its label."""
    with office.database.reading() as session:
        proceeding = session.get_one(Proceeding, proceeding_id)
        return proceeding.state, session.get_one(Label, proceeding.label_id).state


@KINDS
def test_a_measure_in_effect_is_not_lifted_at_once(office: Office, kind: str) -> None:
    proceeding_id = office.proceeding("in_effect", kind=kind)
    assert act(office, service.lift, proceeding_id, "other_decider") == "wrong_state"
    assert states(office, proceeding_id) == ("in_effect", "suspended")


@KINDS
def test_who_proposed_it_does_not_lift_it(office: Office, kind: str) -> None:
    proceeding_id = office.proceeding("in_effect", kind=kind)
    assert act(office, service.propose_lifting, proceeding_id, "other_decider") == "done"
    assert states(office, proceeding_id) == ("lifting_proposed", "suspended"), "nothing changes for the label yet"
    assert act(office, service.lift, proceeding_id, "other_decider") == "proposed_the_lifting"
    assert act(office, service.lift, proceeding_id, "decider") == "done", "even by whom it was pronounced"
    assert states(office, proceeding_id) == ("lifted", "valid")


@KINDS
@pytest.mark.parametrize("who", ["decider", "other_decider"])
def test_a_proposal_is_set_aside_by_another_or_taken_back(office: Office, kind: str, who: str) -> None:
    proceeding_id = office.proceeding("in_effect", kind=kind)
    assert act(office, service.propose_lifting, proceeding_id, "other_decider") == "done"
    assert act(office, service.maintain, proceeding_id, who) == "done"
    assert states(office, proceeding_id) == ("in_effect", "suspended")
    assert act(office, service.propose_lifting, proceeding_id, "decider") == "done", "it may be proposed again"
    assert act(office, service.lift, proceeding_id, "other_decider") == "done"


def test_the_reasons_of_both_are_kept(office: Office) -> None:
    with office.database.reading() as session:
        lifted = session.get_one(Proceeding, office.proceeding("lifted"))
        assert (lifted.lifting_because, lifted.ended_because) == (REASONS, REASONS)
        assert lifted.lifting_by != lifted.ended_by


def test_a_label_whose_lifting_is_proposed_is_not_suspended_again(office: Office) -> None:
    proceeding_id = office.proceeding("lifting_proposed")
    with office.database.reading() as session:
        label_id = session.get_one(Proceeding, proceeding_id).label_id
    for opening in (service.suspend_urgently, service.open_suspension):
        with pytest.raises(DomainError) as refused, office.writing() as session:
            opening(session, actor("reviewer"), label_id, GRIEVANCE)
        assert refused.value.code == "label_suspended"
