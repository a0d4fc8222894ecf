"""The platform's hook-up run, of exactly this release and these terms, brings the agreement into force."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders.office import actor, user_id

from catalogue_portal.actor import SYSTEM
from catalogue_portal.agreements import service
from catalogue_portal.agreements.lifecycle import AGREEMENT
from catalogue_portal.agreements.models import Agreement
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import DomainError
from catalogue_portal.runs.models import Run

if TYPE_CHECKING:
    from builders.office import Office


def state(office: Office, agreement_id: str) -> tuple[str, str]:
    """The states of the agreement and of its dossier."""
    with office.database.reading() as session:
        agreement = session.get_one(Agreement, agreement_id)
        return agreement.state, session.get_one(Dossier, agreement.dossier_id).state


def settle(office: Office) -> list[str]:
    with office.writing() as session:
        return [agreement.id for agreement in service.settle_hook_ups(session)]


def change_run(office: Office, agreement_id: str, **columns: Any) -> None:  # noqa: ANN401
    with office.writing() as session:
        run = session.get_one(Run, session.get_one(Agreement, agreement_id).hook_up_run_id)
        for name, value in columns.items():
            setattr(run, name, value)


def test_the_run_is_queued_for_exactly_this_release_and_all_the_terms(office: Office) -> None:
    agreement_id = office.agreement("hook_up")
    with office.database.reading() as session:
        agreement = session.get_one(Agreement, agreement_id)
        run = session.get_one(Run, agreement.hook_up_run_id)
        assert (run.kind, run.state, run.release_id) == ("hook_up", "queued", agreement.release_id)
        assert run.parameters["exchanges"] == agreement.exchanges
        assert run.parameters["scopes"] == agreement.scopes
        assert run.parameters["release"] == "2.4.0"
        assert run.requested_by == user_id("owner")


@pytest.mark.parametrize("at", ["drafted", "open_for_signature", "hook_up", "in_force"])
def test_the_hook_up_is_asked_for_only_when_three_parties_have_signed(office: Office, at: str) -> None:
    agreement_id = office.agreement(at)
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.request_hook_up(session, actor("owner"), agreement_id, settings=office.settings)
    assert refused.value.code == "wrong_state"


def test_nothing_happens_while_the_run_is_on_its_way(office: Office) -> None:
    agreement_id = office.agreement("hook_up")
    assert settle(office) == []
    change_run(office, agreement_id, state="running")
    assert settle(office) == []
    assert state(office, agreement_id) == ("hook_up", "approved")


def test_a_conformant_run_brings_the_agreement_into_force_and_closes_the_dossier_once(office: Office) -> None:
    agreement_id = office.agreement("hook_up")
    office.end_run_of(agreement_id)
    assert settle(office) == [agreement_id]
    assert settle(office) == []
    assert state(office, agreement_id) == ("in_force", "closed")


@pytest.mark.parametrize(
    ("run_state", "verdict"),
    [("finished", "nonconformant"), ("finished", "inconclusive"), ("failed", "-"), ("cancelled", "-")],
)
def test_any_other_end_of_the_run_lets_the_publisher_ask_again(office: Office, run_state: str, verdict: str) -> None:
    agreement_id = office.agreement("hook_up")
    office.finish_hook_up(agreement_id, verdict=verdict, state=run_state)
    assert state(office, agreement_id) == ("hook_up_failed", "approved")
    with office.writing() as session:
        service.request_hook_up(session, actor("mate"), agreement_id, settings=office.settings)
    office.finish_hook_up(agreement_id)
    assert state(office, agreement_id) == ("in_force", "closed")


@pytest.mark.parametrize(
    "columns",
    [
        {"parameters": {"exchanges": {"measures": ["read"]}, "scopes": ["openid", "measures.read"]}},
        {"parameters": {}},
        {"kind": "check"},
    ],
)
def test_a_run_of_other_terms_or_another_kind_opens_nothing(office: Office, columns: dict[str, Any]) -> None:
    agreement_id = office.agreement("hook_up")
    change_run(office, agreement_id, **columns)
    office.finish_hook_up(agreement_id)
    assert state(office, agreement_id) == ("hook_up_failed", "approved")


def test_a_run_of_another_release_opens_nothing(office: Office) -> None:
    agreement_id = office.agreement("hook_up")
    office.add_release("rel_bbbbbbbbbbbb", version="2.4.1")
    change_run(office, agreement_id, release_id="rel_bbbbbbbbbbbb")
    office.finish_hook_up(agreement_id)
    assert state(office, agreement_id) == ("hook_up_failed", "approved")


def test_a_run_that_ends_after_the_agreement_opens_nothing(office: Office) -> None:
    agreement_id = office.agreement("hook_up")
    office.pass_days(366)
    office.finish_hook_up(agreement_id)
    assert state(office, agreement_id) == ("hook_up_failed", "approved")


def test_an_agreement_in_force_expires_at_its_end_and_not_before(office: Office) -> None:
    agreement_id = office.agreement("in_force")
    office.pass_days(365)
    office.clock.advance(timedelta(seconds=-1))
    with office.writing() as session:
        assert service.end_overdue(session) == []
    office.clock.advance(timedelta(seconds=1))
    with office.writing() as session:
        assert [one.id for one in service.end_overdue(session)] == [agreement_id]
    with office.writing() as session:
        assert service.end_overdue(session) == []
    assert state(office, agreement_id) == ("expired", "closed")


@pytest.mark.parametrize("at", ["drafted", "open_for_signature", "signed", "hook_up_failed"])
def test_an_agreement_that_never_came_into_force_lapses_and_leaves_room_for_another(office: Office, at: str) -> None:
    agreement_id = office.agreement(at)
    office.pass_days(366)
    with office.writing() as session:
        service.end_overdue(session)
    assert state(office, agreement_id) == ("abandoned", "approved")
    with office.writing() as session:
        dossier_id = session.get_one(Agreement, agreement_id).dossier_id
        assert service.draft(session, actor("decider"), dossier_id, office.terms()).state == "drafted"


def passage(office: Office, agreement_id: str, event: str) -> str:
    """The code with which the passage itself refuses, whoever asks for it."""
    with pytest.raises(DomainError) as refused, office.writing() as session:
        AGREEMENT.fire(session, SYSTEM, session.get_one(Agreement, agreement_id), event)
    return refused.value.code


def test_the_passage_into_force_refuses_without_a_conformant_run(office: Office) -> None:
    agreement_id = office.agreement("hook_up")
    assert passage(office, agreement_id, "bring_into_force") == "hook_up_not_conformant"
    office.end_run_of(agreement_id, verdict="inconclusive")
    assert passage(office, agreement_id, "bring_into_force") == "hook_up_not_conformant"
    change_run(office, agreement_id, kind="check")
    assert passage(office, agreement_id, "bring_into_force") == "hook_up_missing"


def test_the_passage_into_force_refuses_once_the_end_has_passed(office: Office) -> None:
    agreement_id = office.agreement("hook_up")
    office.end_run_of(agreement_id)
    office.pass_days(366)
    assert passage(office, agreement_id, "bring_into_force") == "agreement_over"


def test_the_passage_into_force_refuses_terms_that_were_not_signed(office: Office) -> None:
    agreement_id = office.agreement("hook_up")
    office.end_run_of(agreement_id)
    with office.writing() as session:
        session.get_one(Agreement, agreement_id).purposes = ["care"]
    assert passage(office, agreement_id, "bring_into_force") == "terms_changed"


def test_the_passage_to_the_end_refuses_before_the_end(office: Office) -> None:
    assert passage(office, office.agreement("in_force"), "expire") == "agreement_not_over"


def test_the_lapse_refuses_before_the_end(office: Office) -> None:
    assert passage(office, office.agreement("signed"), "lapse") == "agreement_not_over"


def test_the_conclusion_refuses_without_three_signatures(office: Office) -> None:
    assert passage(office, office.agreement("open_for_signature"), "conclude") == "signatures_missing"
