"""What must be in the file when it is submitted, and when the file can change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.office import PUBLISHER_ORGANISATION, REASONS, actor, report

from catalogue_portal.dossiers import service
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import DomainError, Invalid, NotFound
from catalogue_portal.publishers.models import Organisation
from catalogue_portal.runs.models import Run

if TYPE_CHECKING:
    from builders.office import Office


def submission(office: Office, dossier_id: str) -> str:
    """The code of the refusal."""
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.submit(session, actor("owner"), dossier_id)
    return refused.value.code


@pytest.fixture
def complete(office: Office) -> str:
    dossier_id = office.dossier("draft")
    office.complete(dossier_id)
    return dossier_id


def test_each_access_says_need_modalities_and_retention(office: Office, complete: str) -> None:
    with office.writing() as session:
        bare = service.Justification("measures", "write", need="to keep them", modalities=" ", retention="a year")
        service.describe(session, actor("owner"), complete, justifications=[bare])
    assert submission(office, complete) == "access_not_justified"


def test_the_consent_text_is_given(office: Office, complete: str) -> None:
    with office.writing() as session:
        service.describe(session, actor("owner"), complete, consent_text="  ")
    assert submission(office, complete) == "consent_text_missing"


def test_the_security_conditions_are_described(office: Office, complete: str) -> None:
    with office.writing() as session:
        service.describe(session, actor("owner"), complete, security_conditions="")
    assert submission(office, complete) == "security_not_described"


def test_each_binding_requirement_that_no_machine_verified_has_evidence(office: Office, complete: str) -> None:
    with office.writing() as session:
        service.supply_evidence(session, actor("owner"), complete, "MES-LAW-02", statement=" ")
    assert submission(office, complete) == "evidence_missing"


def test_the_hook_up_requirement_needs_no_statement(office: Office, complete: str) -> None:
    with office.database.reading() as session:
        slots = {slot.requirement: slot for slot in session.get_one(Dossier, complete).evidence}
    assert slots["MES-INT-14"].awaits_the_hook_up
    assert not slots["MES-INT-14"].needs_a_statement


def test_the_run_still_supports_the_dossier_at_submission(office: Office, complete: str) -> None:
    with office.writing() as session:
        run = session.get_one(Run, session.get_one(Dossier, complete).run_id)
        run.verdict = "inconclusive"
    assert submission(office, complete) == "run_inconclusive"


def test_the_edition_is_still_the_same_at_submission(office: Office, complete: str) -> None:
    with office.writing() as session:
        session.get_one(Dossier, complete).edition_digest = "sha256:" + "0" * 64
    assert submission(office, complete) == "edition_changed"


def test_a_suspended_organisation_hands_nothing_in(office: Office, complete: str) -> None:
    with office.writing() as session:
        session.get_one(Organisation, PUBLISHER_ORGANISATION).state = "suspended"
    assert submission(office, complete) == "organisation_suspended"


def test_a_nonconformant_run_can_be_submitted_for_people_to_judge(office: Office) -> None:
    run_id = office.run(content=report(verdicts={"REF-OAU-04": "fail"}))
    dossier_id = office.dossier("submitted", run_id=run_id)
    with office.database.reading() as session:
        assert session.get_one(Dossier, dossier_id).state == "submitted"


@pytest.mark.parametrize("state", ["submitted", "admissible", "under_review", "opinion_given", "approved", "refused"])
def test_the_file_is_frozen_once_it_is_handed_in(office: Office, state: str) -> None:
    dossier_id = office.dossier(state)
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.describe(session, actor("owner"), dossier_id, consent_text="Another text.")
    assert refused.value.code == "dossier_frozen"
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.supply_evidence(session, actor("owner"), dossier_id, "MES-LAW-02", statement="Another statement.")
    assert refused.value.code == "dossier_frozen"


def test_the_file_opens_again_while_a_complement_is_asked_for(office: Office) -> None:
    dossier_id = office.dossier("complement_requested")
    with office.writing() as session:
        service.describe(session, actor("mate"), dossier_id, consent_text="A clearer text.")
    with office.database.reading() as session:
        assert session.get_one(Dossier, dossier_id).consent_text == "A clearer text."


@pytest.mark.parametrize(
    ("who", "code"), [("stranger", "not_found"), ("reviewer", "not_found"), ("nobody", "not_found")]
)
def test_nobody_else_writes_in_a_draft(office: Office, who: str, code: str) -> None:
    dossier_id = office.dossier("draft")
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.describe(session, actor(who), dossier_id, consent_text="Mine now.")
    assert refused.value.code == code


@pytest.mark.parametrize("who", ["reviewer", "decider", "administrator"])
def test_the_office_does_not_complete_the_publishers_file(office: Office, who: str) -> None:
    dossier_id = office.dossier("complement_requested")
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.describe(session, actor(who), dossier_id, consent_text="Ours now.")
    assert refused.value.code == "wrong_role"


def test_an_undeclared_exchange_cannot_be_justified(office: Office) -> None:
    dossier_id = office.dossier("draft")
    wish = service.Justification("documents", "read", need=REASONS, modalities=REASONS, retention=REASONS)
    with pytest.raises(Invalid) as refused, office.writing() as session:
        service.describe(session, actor("owner"), dossier_id, justifications=[wish])
    assert refused.value.code == "access_not_declared"


def test_evidence_for_a_requirement_outside_the_dossier_has_no_place(office: Office) -> None:
    dossier_id = office.dossier("draft")
    with pytest.raises(NotFound), office.writing() as session:
        service.supply_evidence(session, actor("owner"), dossier_id, "REF-XXX-99", statement=REASONS)


@pytest.mark.parametrize("text", ["x" * 20_001, "a\x00b and more text"])
def test_texts_have_bounds(office: Office, text: str) -> None:
    dossier_id = office.dossier("draft")
    with pytest.raises(Invalid), office.writing() as session:
        service.describe(session, actor("owner"), dossier_id, consent_text=text)
