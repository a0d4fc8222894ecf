"""Nobody of the publisher, no former hand of the publisher, nobody recused acts on a dossier."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.office import PUBLISHER_ORGANISATION, REASONS, actor, user_id

from catalogue_portal.actor import Role
from catalogue_portal.agreements import service as agreements
from catalogue_portal.agreements.models import Party
from catalogue_portal.apps.models import Release
from catalogue_portal.audit import service as audit
from catalogue_portal.decisions import service as decisions
from catalogue_portal.dossiers import service
from catalogue_portal.dossiers.hands import OF_THE_PUBLISHER
from catalogue_portal.dossiers.lifecycle import DOSSIER
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import DomainError
from catalogue_portal.publishers.models import Membership, Organisation
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


def leave_and_review(office: Office, name: str) -> Actor:
    """Who was of the publisher leaves it and comes to the office."""
    with office.writing() as session:
        session.delete(session.get_one(Membership, user_id(name)))
    return replace(actor(name), organisation_id=None, roles=frozenset({Role.REVIEWER}))


def submit_as_the_owner_alone(office: Office, dossier_id: str) -> None:
    """Complete the file, have the owner write over what the mate brought, and submit."""
    office.complete(dossier_id)
    with office.writing() as session:
        for slot in session.get_one(Dossier, dossier_id).evidence:
            if slot.needs_a_statement:
                service.supply_evidence(session, actor("owner"), dossier_id, slot.requirement, statement="See this.")
        assert {one.supplied_by for one in session.get_one(Dossier, dossier_id).evidence} <= {user_id("owner"), None}
        service.submit(session, actor("owner"), dossier_id)


def test_whose_evidence_was_written_over_stays_a_hand_of_the_publisher(office: Office) -> None:
    dossier_id = office.dossier("draft")
    submit_as_the_owner_alone(office, dossier_id)
    assert admission(office, dossier_id, leave_and_review(office, "mate")) == "of_the_publisher"


def test_who_wrote_the_file_stays_a_hand_of_the_publisher(office: Office) -> None:
    dossier_id = office.dossier("draft")
    writer = replace(actor("owner"), user_id=user_id("reviewer_of_the_publisher"))
    with office.writing() as session:
        service.describe(session, writer, dossier_id, consent_text="Vos mesures sont lues.")
    submit_as_the_owner_alone(office, dossier_id)
    turned = leave_and_review(office, "reviewer_of_the_publisher")
    assert admission(office, dossier_id, turned) == "of_the_publisher"


def test_who_made_the_release_or_its_run_stays_a_hand_of_the_publisher(office: Office) -> None:
    run_id = office.run(requested_by=user_id("mate"))
    dossier_id = office.dossier("draft", run_id=run_id)
    with office.writing() as session:
        session.get_one(Release, office.release_id).created_by = user_id("stranger")
        session.get_one(Dossier, dossier_id).submitted_at = office.clock.now()
        session.get_one(Dossier, dossier_id).state = "submitted"
    assert admission(office, dossier_id, leave_and_review(office, "mate")) == "of_the_publisher"
    assert admission(office, dossier_id, leave_and_review(office, "stranger")) == "of_the_publisher"


def test_the_record_tells_who_acted_for_the_publisher_as_the_lifecycle_does() -> None:
    passages = {row.recorded for row in DOSSIER.rows if row.actors == (Role.PUBLISHER,)}
    assert passages | {"dossier_filed", "dossier_described", "evidence_supplied"} == OF_THE_PUBLISHER


@pytest.mark.parametrize("state", ["admissible", "weighed", "opinion_given"])
def test_who_acted_for_the_office_does_not_act_for_the_publisher_afterwards(office: Office, state: str) -> None:
    dossier_id = office.dossier(state)
    with office.database.reading() as session:
        (who, *_others) = {one.actor for one in audit.history(session, f"dossier:{dossier_id}")} - {
            user_id("owner"),
            user_id("mate"),
        }
    turned = replace(actor("owner"), user_id=who)
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.withdraw(session, turned, dossier_id)
    assert refused.value.code == "acted_for_the_office"
    with office.writing() as session:
        service.withdraw(session, actor("owner"), dossier_id)


def test_who_decided_does_not_sign_for_the_publisher(office: Office) -> None:
    agreement_id = office.agreement("open_for_signature")
    turned = replace(actor("owner"), user_id=user_id("decider"))
    with pytest.raises(DomainError) as refused, office.writing() as session:
        agreements.sign(session, turned, agreement_id, party=Party.PUBLISHER, capacity="Director")
    assert refused.value.code == "acted_for_the_office"


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


@pytest.mark.parametrize("state", ["unverified", "suspended"])
def test_nothing_is_admitted_of_a_publisher_that_is_not_verified(office: Office, state: str) -> None:
    """Anybody registers any organisation: its name stands in the catalogue only once it was verified."""
    dossier_id = office.dossier("submitted")
    with office.writing() as session:
        session.get_one(Organisation, PUBLISHER_ORGANISATION).state = state
    assert admission(office, dossier_id, actor("reviewer")) == "organisation_not_verified"
    with office.writing() as session:
        session.get_one(Organisation, PUBLISHER_ORGANISATION).state = "verified"
        service.admit(session, actor("reviewer"), dossier_id)


@pytest.mark.parametrize("state", ["unverified", "suspended"])
def test_nothing_is_signed_with_a_publisher_that_is_not_verified(office: Office, state: str) -> None:
    agreement_id = office.agreement("open_for_signature")
    with office.writing() as session:
        session.get_one(Organisation, PUBLISHER_ORGANISATION).state = state
    for who, party in (("owner", Party.PUBLISHER), ("decider", Party.MINISTER), ("administrator", Party.CNAM)):
        with pytest.raises(DomainError) as refused, office.writing() as session:
            agreements.sign(session, actor(who), agreement_id, party=party, capacity="Director")
        assert refused.value.code == "organisation_not_verified"


@pytest.mark.parametrize("who", ["reviewer", "decider", "administrator", "stranger", "nobody"])
def test_a_draft_is_seen_by_its_publisher_alone(office: Office, who: str) -> None:
    dossier_id = office.dossier("draft")
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.withdraw(session, actor(who), dossier_id)
    assert refused.value.code == "not_found"
