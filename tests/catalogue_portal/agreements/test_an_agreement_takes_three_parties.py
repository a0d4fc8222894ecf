"""Terms that fit the dossier, three persons who sign the very same terms, and no suspensive reservation open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders.office import REASONS, SIGNATORIES, actor

from catalogue_portal.actor import Role
from catalogue_portal.agreements import repository, service
from catalogue_portal.agreements.models import Agreement, Party
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import DomainError, Invalid
from catalogue_portal.reviews import service as reviews
from catalogue_portal.reviews.models import OpinionSense, ReservationKind
from catalogue_portal.reviews.repository import opinion_on

if TYPE_CHECKING:
    from builders.office import Office

SUSPENSIVE = OpinionSense.FAVOURABLE_WITH_SUSPENSIVE_RESERVATIONS
RESERVATIONS = [reviews.ReservationDraft(ReservationKind.SUSPENSIVE, REASONS)]


def draft(office: Office, dossier_id: str, *, who: str = "decider", **terms: Any) -> str:  # noqa: ANN401
    with office.writing() as session:
        return service.draft(session, actor(who), dossier_id, office.terms(**terms)).id


def sign(office: Office, agreement_id: str, party: Party, who: str) -> str:
    """`done`, or the code of the refusal."""
    try:
        with office.writing() as session:
            service.sign(session, actor(who), agreement_id, party=party, capacity="Director")
    except DomainError as refused:
        return refused.code
    return "done"


def state(office: Office, agreement_id: str) -> str:
    with office.database.reading() as session:
        return session.get_one(Agreement, agreement_id).state


@pytest.mark.parametrize("at", ["draft", "submitted", "under_review", "opinion_given", "refused", "withdrawn"])
def test_only_an_approved_dossier_leads_to_an_agreement(office: Office, at: str) -> None:
    dossier_id = office.dossier(at)
    with pytest.raises(DomainError) as refused:
        draft(office, dossier_id)
    assert refused.value.code in {"dossier_not_approved", "not_found"}


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("owner", "wrong_role"),
        ("stranger", "not_found"),
        ("reviewer", "wrong_role"),
        ("administrator", "wrong_role"),
        ("decider_of_the_publisher", "of_the_publisher"),
    ],
)
def test_only_an_impartial_decider_drafts(office: Office, who: str, code: str) -> None:
    dossier_id = office.dossier("approved")
    with pytest.raises(DomainError) as refused:
        draft(office, dossier_id, who=who)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("terms", "place"),
    [
        ({"exchanges": {"measures": ["read"], "documents": ["read"]}}, "exchanges"),
        ({"exchanges": {"measures": ["read"]}}, "scopes"),
        ({"scopes": ["openid"]}, "scopes"),
        ({"scopes": ["openid", "measures.read", "measures.write", "documents.read"]}, "scopes"),
        ({"scopes": ["openid", "admin", "measures.read", "measures.write"]}, "scopes"),
        ({"purposes": []}, "purposes"),
        ({"purposes": ["prevention", "diagnosis"]}, "purposes"),
    ],
)
def test_the_terms_give_nothing_that_was_not_asked_for(office: Office, terms: dict[str, Any], place: str) -> None:
    dossier_id = office.dossier("approved")
    with pytest.raises(Invalid) as refused:
        draft(office, dossier_id, **terms)
    assert place in refused.value.members["errors"]


@pytest.mark.parametrize("days", [-1, 0, 3 * 366 + 1])
def test_an_agreement_ends_neither_in_the_past_nor_in_a_far_future(office: Office, days: int) -> None:
    dossier_id = office.dossier("approved")
    with pytest.raises(Invalid) as refused:
        draft(office, dossier_id, ends_at=office.clock.now() + timedelta(days=days))
    assert set(refused.value.members["errors"]) == {"ends_at"}


def test_an_agreement_may_give_less_than_was_asked_for(office: Office) -> None:
    dossier_id = office.dossier("approved")
    assert draft(office, dossier_id, scopes=["openid", "measures.read"], exchanges={"measures": ["read"]})


def test_terms_are_kept_without_repetition_or_empty_families(office: Office) -> None:
    scopes = ["openid", "measures.read", "openid"]
    agreement_id = draft(
        office, office.dossier("approved"), scopes=scopes, exchanges={"measures": ["read", "read"], "agenda": []}
    )
    with office.database.reading() as session:
        agreement = session.get_one(Agreement, agreement_id)
        assert (agreement.scopes, agreement.exchanges) == (["openid", "measures.read"], {"measures": ["read"]})


def test_a_dossier_has_one_living_agreement(office: Office) -> None:
    first = office.agreement("drafted")
    with office.database.reading() as session:
        dossier_id = session.get_one(Agreement, first).dossier_id
    with pytest.raises(DomainError) as refused:
        draft(office, dossier_id)
    assert refused.value.code == "agreement_exists"
    with office.writing() as session:
        service.abandon(session, actor("decider"), first, reasons=REASONS)
    second = draft(office, dossier_id)
    with office.database.reading() as session:
        living = repository.living_agreement_of(session, dossier_id)
        assert living is not None
        assert living.id == second


def test_the_third_signature_concludes_the_agreement(office: Office) -> None:
    agreement_id = office.agreement("open_for_signature")
    for party, who in SIGNATORIES.items():
        assert state(office, agreement_id) == "open_for_signature"
        assert sign(office, agreement_id, party, who) == "done"
    assert state(office, agreement_id) == "signed"


def test_no_party_signs_twice_and_nobody_signs_for_two(office: Office) -> None:
    agreement_id = office.agreement("open_for_signature")
    assert sign(office, agreement_id, Party.PUBLISHER, "owner") == "done"
    assert sign(office, agreement_id, Party.PUBLISHER, "mate") == "already_signed"
    assert sign(office, agreement_id, Party.PUBLISHER, "owner") == "already_signed"
    both = replace(actor("decider"), roles=frozenset({Role.DECIDER, Role.ADMINISTRATOR}))
    with office.writing() as session:
        service.sign(session, both, agreement_id, party=Party.MINISTER, capacity="Minister")
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.sign(session, both, agreement_id, party=Party.CNAM, capacity="Director general")
    assert refused.value.code == "signs_for_another_party"


@pytest.mark.parametrize(
    ("party", "who", "code"),
    [
        (Party.PUBLISHER, "stranger", "not_found"),
        (Party.PUBLISHER, "decider", "wrong_role"),
        (Party.PUBLISHER, "reviewer_of_another", "not_your_organisation"),
        (Party.MINISTER, "owner", "wrong_role"),
        (Party.MINISTER, "reviewer", "wrong_role"),
        (Party.MINISTER, "administrator", "wrong_role"),
        (Party.MINISTER, "decider_of_the_publisher", "of_the_publisher"),
        (Party.CNAM, "owner", "wrong_role"),
        (Party.CNAM, "decider", "wrong_role"),
    ],
)
def test_nobody_signs_for_a_party_that_is_not_theirs(office: Office, party: Party, who: str, code: str) -> None:
    assert sign(office, office.agreement("open_for_signature"), party, who) == code


def test_a_signature_keeps_the_digest_of_the_terms_and_changed_terms_do_not_bind(office: Office) -> None:
    agreement_id = office.agreement("open_for_signature")
    assert sign(office, agreement_id, Party.PUBLISHER, "owner") == "done"
    with office.writing() as session:
        session.get_one(Agreement, agreement_id).scopes = ["openid", "measures.read", "measures.write", "identity"]
    assert sign(office, agreement_id, Party.MINISTER, "decider") == "done"
    assert sign(office, agreement_id, Party.CNAM, "administrator") == "done"
    assert state(office, agreement_id) == "open_for_signature", "the publisher signed other terms"


def test_a_suspensive_reservation_blocks_the_agreement_until_it_is_lifted(office: Office) -> None:
    dossier_id = office.dossier("approved", sense=SUSPENSIVE, reservations=RESERVATIONS)
    agreement_id = draft(office, dossier_id)
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.open_for_signature(session, actor("decider"), agreement_id)
    assert refused.value.code == "suspensive_reservation_open"
    with office.writing() as session:
        opinion = opinion_on(session, dossier_id)
        assert opinion is not None
        reviews.lift_reservation(session, actor("reviewer"), opinion.reservations[0].id, because=REASONS)
    with office.writing() as session:
        assert service.open_for_signature(session, actor("decider"), agreement_id).state == "open_for_signature"


def test_a_suspensive_reservation_blocks_each_signature_too(office: Office) -> None:
    dossier_id = office.dossier("approved", sense=SUSPENSIVE, reservations=RESERVATIONS)
    agreement_id = draft(office, dossier_id)
    with office.writing() as session:
        session.get_one(Agreement, agreement_id).state = "open_for_signature"
    for party, who in SIGNATORIES.items():
        assert sign(office, agreement_id, party, who) == "suspensive_reservation_open"


def test_nothing_is_signed_once_the_end_has_passed(office: Office) -> None:
    agreement_id = office.agreement("open_for_signature")
    office.pass_days(366)
    assert sign(office, agreement_id, Party.PUBLISHER, "owner") == "agreement_over"


def test_the_button_for_drafting_says_why_it_is_blocked(office: Office) -> None:
    dossier_id = office.dossier("approved")
    with office.database.reading() as session:
        dossier = session.get_one(Dossier, dossier_id)
        assert service.drafting_objection(session, actor("decider"), dossier) is None
        objections = {who: service.drafting_objection(session, actor(who), dossier) for who in ("owner", "reviewer")}
        assert {one.code for one in objections.values() if one} == {"wrong_role"}
    draft(office, dossier_id)
    with office.database.reading() as session:
        objection = service.drafting_objection(session, actor("decider"), session.get_one(Dossier, dossier_id))
        assert objection is not None
        assert objection.code == "agreement_exists"
