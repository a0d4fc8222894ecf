"""Nobody of the publisher, no former hand of the publisher, nobody recused acts on a dossier."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.office import PUBLISHER_ORGANISATION, REASONS, actor, user_id

from catalogue_portal.actor import Role
from catalogue_portal.decisions import service as decisions
from catalogue_portal.dossiers import service
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import DomainError
from catalogue_portal.publishers.models import Membership
from catalogue_portal.reviews import service as reviews
from catalogue_portal.reviews.models import Outcome

if TYPE_CHECKING:
    from builders.office import Office

    from catalogue_portal.actor import Actor


def admission(office: Office, dossier_id: str, who: Actor) -> str:
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.admit(session, who, dossier_id)
    return refused.value.code


def test_a_reviewer_of_the_publisher_does_not_review(office: Office) -> None:
    dossier_id = office.dossier("submitted")
    assert admission(office, dossier_id, actor("reviewer_of_the_publisher")) == "of_the_publisher"


def test_membership_counts_even_when_the_actor_comes_without_it(office: Office) -> None:
    dossier_id = office.dossier("submitted")
    unannounced = replace(actor("reviewer_of_the_publisher"), organisation_id=None)
    assert admission(office, dossier_id, unannounced) == "of_the_publisher"


def test_who_worked_on_the_file_stays_a_hand_of_the_publisher_after_leaving(office: Office) -> None:
    dossier_id = office.dossier("submitted")
    with office.writing() as session:
        session.delete(session.get_one(Membership, user_id("mate")))
    turned = replace(actor("mate"), organisation_id=None, roles=frozenset({Role.REVIEWER}))
    assert admission(office, dossier_id, turned) == "of_the_publisher"


def test_who_joins_the_publisher_later_may_no_longer_act(office: Office) -> None:
    dossier_id = office.dossier("submitted")
    with office.writing() as session:
        session.add(
            Membership(
                user_id=user_id("other_reviewer"),
                organisation_id=PUBLISHER_ORGANISATION,
                rank="member",
                since=office.clock.now(),
            )
        )
    assert admission(office, dossier_id, actor("other_reviewer")) == "of_the_publisher"


def test_a_reviewer_of_another_publisher_may_review(office: Office) -> None:
    dossier_id = office.dossier("submitted")
    with office.writing() as session:
        assert service.admit(session, actor("reviewer_of_another"), dossier_id).state == "admissible"


def test_a_recused_reviewer_neither_weighs_nor_gives_the_opinion(office: Office) -> None:
    dossier_id = office.dossier("weighed")
    with office.writing() as session:
        service.recuse(session, actor("reviewing_decider"), dossier_id, reason=REASONS)
    with pytest.raises(DomainError) as refused:
        office.step("opine", dossier_id)
    assert refused.value.code == "recused"
    with pytest.raises(DomainError) as refused, office.writing() as session:
        reviews.find(
            session, actor("reviewing_decider"), dossier_id, "MES-LAW-02", outcome=Outcome.MET, rationale=REASONS
        )
    assert refused.value.code == "recused"


def test_a_recused_decider_does_not_decide(office: Office) -> None:
    dossier_id = office.dossier("opinion_given")
    with office.writing() as session:
        service.recuse(session, actor("decider"), dossier_id, reason=REASONS)
    with pytest.raises(DomainError) as refused, office.writing() as session:
        decisions.approve(session, actor("decider"), dossier_id)
    assert refused.value.code == "recused"


def test_a_recusal_is_declared_once_and_by_the_office_only(office: Office) -> None:
    dossier_id = office.dossier("submitted")
    with office.writing() as session:
        service.recuse(session, actor("reviewer"), dossier_id, reason=REASONS)
    for who, code in (("reviewer", "recused"), ("owner", "wrong_role"), ("stranger", "not_found")):
        with pytest.raises(DomainError) as refused, office.writing() as session:
            service.recuse(session, actor(who), dossier_id, reason=REASONS)
        assert refused.value.code == code
    with office.database.reading() as session:
        assert [one.user_id for one in session.get_one(Dossier, dossier_id).recusals] == [user_id("reviewer")]


@pytest.mark.parametrize("who", ["reviewer", "decider", "administrator", "stranger", "nobody"])
def test_a_draft_is_seen_by_its_publisher_alone(office: Office, who: str) -> None:
    dossier_id = office.dossier("draft")
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.withdraw(session, actor(who), dossier_id)
    assert refused.value.code == "not_found"
