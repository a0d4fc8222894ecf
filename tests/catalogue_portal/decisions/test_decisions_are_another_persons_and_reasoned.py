"""Who wrote the opinion does not decide; refusals say why and how to contest them; a dossier is decided once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders.office import REASONS, actor, user_id
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from catalogue_portal.audit import service as audit
from catalogue_portal.decisions import service
from catalogue_portal.decisions.models import Decision
from catalogue_portal.decisions.repository import decision_on
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import DomainError, Invalid
from catalogue_portal.reviews.models import Opinion, OpinionSense

if TYPE_CHECKING:
    from builders.office import Office


def approve(office: Office, dossier_id: str, who: str) -> str:
    """`done`, or the code of the refusal."""
    try:
        with office.writing() as session:
            service.approve(session, actor(who), dossier_id, reasons=REASONS)
    except DomainError as refused:
        return refused.code
    return "done"


def refuse(office: Office, dossier_id: str, who: str, *, in_law: str = REASONS, in_fact: str = REASONS) -> str:
    try:
        with office.writing() as session:
            service.refuse(session, actor(who), dossier_id, reasons_in_law=in_law, reasons_in_fact=in_fact)
    except DomainError as refused:
        return refused.code
    return "done"


def test_the_author_of_the_opinion_does_not_decide(office: Office) -> None:
    dossier_id = office.dossier("opinion_given")
    assert approve(office, dossier_id, "reviewing_decider") == "wrote_the_opinion"
    assert refuse(office, dossier_id, "reviewing_decider") == "wrote_the_opinion"
    assert approve(office, dossier_id, "decider") == "done"


def test_a_reviewing_decider_who_did_not_write_this_opinion_may_decide(office: Office) -> None:
    dossier_id = office.dossier("opinion_given")
    with office.writing() as session:
        opinion = session.scalars(select(Opinion).where(Opinion.dossier_id == dossier_id)).one()
        opinion.author = user_id("other_reviewer")
    assert approve(office, dossier_id, "reviewing_decider") == "done"


def test_nothing_is_approved_against_an_unfavourable_opinion(office: Office) -> None:
    dossier_id = office.dossier("opinion_given", sense=OpinionSense.UNFAVOURABLE)
    assert approve(office, dossier_id, "decider") == "opinion_not_favourable"
    assert refuse(office, dossier_id, "decider") == "done"


def test_a_refusal_is_possible_despite_a_favourable_opinion(office: Office) -> None:
    assert refuse(office, office.dossier("opinion_given"), "decider") == "done"


@pytest.mark.parametrize(("in_law", "in_fact"), [("", REASONS), (REASONS, ""), ("no", "no"), (" " * 40, REASONS)])
def test_a_refusal_states_its_reasons_in_law_and_in_fact(office: Office, in_law: str, in_fact: str) -> None:
    dossier_id = office.dossier("opinion_given")
    assert refuse(office, dossier_id, "decider", in_law=in_law, in_fact=in_fact) == Invalid.default_code
    with office.database.reading() as session:
        assert session.get_one(Dossier, dossier_id).state == "opinion_given"


def test_a_refusal_tells_ways_and_time_limit_of_an_appeal_in_both_languages(office: Office) -> None:
    dossier_id = office.dossier("refused")
    with office.database.reading() as session:
        decision = decision_on(session, dossier_id)
        assert decision is not None
        assert "tribunal administratif" in (decision.appeal_fr or "")
        assert "administrative court" in (decision.appeal_en or "")
        assert decision.appeal_until == office.clock.now() + timedelta(days=61)


def test_an_approval_needs_no_appeal(office: Office) -> None:
    dossier_id = office.dossier("approved")
    with office.database.reading() as session:
        decision = decision_on(session, dossier_id)
        assert decision is not None
        assert (decision.sense, decision.appeal_fr, decision.appeal_until) == ("approved", None, None)


def test_an_inadmissibility_is_adverse_and_tells_the_same(office: Office) -> None:
    dossier_id = office.dossier("inadmissible")
    with office.database.reading() as session:
        dossier = session.get_one(Dossier, dossier_id)
        assert dossier.inadmissibility_reasons == REASONS
        assert dossier.inadmissibility_appeal_fr
        assert dossier.inadmissibility_appeal_until == office.clock.now() + timedelta(days=61)


def test_the_database_itself_refuses_an_adverse_decision_without_reasons(office: Office) -> None:
    dossier_id = office.dossier("refused")
    with office.writing() as session:
        emptied = update(Decision).where(Decision.dossier_id == dossier_id).values(reasons_in_law="")
        with pytest.raises(IntegrityError):
            session.execute(emptied)


def test_of_two_deciders_at_once_one_decides(office: Office) -> None:
    dossier_id = office.dossier("opinion_given")
    with ThreadPoolExecutor(4) as pool:
        tries = [
            pool.submit(approve, office, dossier_id, "decider"),
            pool.submit(refuse, office, dossier_id, "other_decider"),
            pool.submit(approve, office, dossier_id, "other_decider"),
            pool.submit(refuse, office, dossier_id, "decider"),
        ]
        outcomes = sorted(one.result() for one in tries)
    assert outcomes == ["done", "wrong_state", "wrong_state", "wrong_state"]
    with office.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 1
        trail = [event.event for event in audit.history(session, f"dossier:{dossier_id}")]
        assert len([event for event in trail if event in {"dossier_approved", "dossier_refused"}]) == 1


def test_a_decision_that_is_sent_twice_is_taken_once(office: Office) -> None:
    dossier_id = office.dossier("opinion_given")
    assert approve(office, dossier_id, "decider") == "done"
    assert approve(office, dossier_id, "decider") == "wrong_state"
    with office.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 1


def test_a_decision_cannot_be_turned_after_the_fact(office: Office) -> None:
    dossier_id = office.dossier("refused")
    assert approve(office, dossier_id, "other_decider") == "wrong_state"
    dossier_id = office.dossier("approved", run_id=office.run())
    assert refuse(office, dossier_id, "other_decider") == "wrong_state"


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("owner", "wrong_role"),
        ("mate", "wrong_role"),
        ("stranger", "not_found"),
        ("reviewer", "wrong_role"),
        ("administrator", "wrong_role"),
        ("decider_of_the_publisher", "of_the_publisher"),
        ("nobody", "not_found"),
    ],
)
def test_nobody_else_decides(office: Office, who: str, code: str) -> None:
    dossier_id = office.dossier("opinion_given")
    assert approve(office, dossier_id, who) == code
    assert refuse(office, dossier_id, who) == code
