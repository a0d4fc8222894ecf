"""A person finds, requirement by requirement; the machine's verdict supports the finding and never is it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.office import REASONS, actor, report

from catalogue_portal.dossiers import service as dossiers
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import DomainError, Invalid, NotFound
from catalogue_portal.reviews import repository, service
from catalogue_portal.reviews.models import Outcome

if TYPE_CHECKING:
    from builders.office import Office


def find(office: Office, dossier_id: str, requirement: str, outcome: Outcome, who: str = "reviewer") -> str:
    with office.writing() as session:
        return service.find(session, actor(who), dossier_id, requirement, outcome=outcome, rationale=REASONS).id


def refusal(office: Office, dossier_id: str, requirement: str, outcome: Outcome, who: str = "reviewer") -> str:
    with pytest.raises(DomainError) as refused:
        find(office, dossier_id, requirement, outcome, who)
    return refused.value.code


def test_a_passing_verdict_is_not_yet_a_finding(office: Office) -> None:
    dossier_id = office.dossier("under_review")
    with pytest.raises(DomainError) as refused:
        office.step("opine", dossier_id)
    assert refused.value.code == "findings_missing"
    assert "REF-OAU-04" in refused.value.members["missing"]


def test_every_requirement_but_that_of_the_hook_up_is_weighed_before_the_opinion(office: Office) -> None:
    dossier_id = office.dossier("weighed")
    with office.database.reading() as session:
        dossier = session.get_one(Dossier, dossier_id)
        weighed = set(repository.current_findings(session, dossier))
        assert weighed == {slot.requirement for slot in dossier.evidence} - {"MES-INT-14"}
    office.step("opine", dossier_id)


def test_a_person_may_be_stricter_than_the_machine(office: Office) -> None:
    dossier_id = office.dossier("under_review")
    assert find(office, dossier_id, "REF-OAU-04", Outcome.NOT_MET)


@pytest.mark.parametrize("outcome", [Outcome.MET, Outcome.NOT_APPLICABLE])
def test_nobody_clears_a_binding_requirement_that_failed_in_the_run(office: Office, outcome: Outcome) -> None:
    run_id = office.run(content=report(verdicts={"REF-OAU-04": "fail"}))
    dossier_id = office.dossier("under_review", run_id=run_id)
    assert refusal(office, dossier_id, "REF-OAU-04", outcome) == "finding_against_failed_run"
    assert find(office, dossier_id, "REF-OAU-04", Outcome.NOT_MET)


def test_the_requirement_of_the_hook_up_is_not_found_by_hand(office: Office) -> None:
    dossier_id = office.dossier("under_review")
    assert refusal(office, dossier_id, "MES-INT-14", Outcome.MET) == "verified_by_hook_up"


def test_a_later_finding_replaces_an_earlier_one_which_stays_readable(office: Office) -> None:
    dossier_id = office.dossier("under_review")
    first = find(office, dossier_id, "MES-LAW-02", Outcome.NOT_MET)
    second = find(office, dossier_id, "MES-LAW-02", Outcome.MET, "other_reviewer")
    with office.database.reading() as session:
        dossier = session.get_one(Dossier, dossier_id)
        assert [one.id for one in repository.findings_of(session, dossier_id)] == [first, second]
        assert repository.current_findings(session, dossier)["MES-LAW-02"].id == second


def test_a_finding_keeps_what_was_weighed(office: Office) -> None:
    dossier_id = office.dossier("under_review")
    find(office, dossier_id, "REF-OAU-04", Outcome.MET)
    with office.database.reading() as session:
        finding = repository.findings_of(session, dossier_id)[0]
        slot = next(one for one in session.get_one(Dossier, dossier_id).evidence if one.requirement == "REF-OAU-04")
        assert (finding.machine_verdict, finding.weighed, finding.rationale) == ("pass", slot.digest(), REASONS)


@pytest.mark.parametrize("state", ["submitted", "admissible", "complement_requested", "opinion_given", "approved"])
def test_findings_are_made_only_while_the_dossier_is_under_review(office: Office, state: str) -> None:
    assert refusal(office, office.dossier(state), "MES-LAW-02", Outcome.MET) == "not_under_review"


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("owner", "wrong_role"),
        ("stranger", "not_found"),
        ("decider", "wrong_role"),
        ("administrator", "wrong_role"),
        ("reviewer_of_the_publisher", "of_the_publisher"),
        ("nobody", "not_found"),
    ],
)
def test_only_an_impartial_reviewer_finds(office: Office, who: str, code: str) -> None:
    assert refusal(office, office.dossier("under_review"), "MES-LAW-02", Outcome.MET, who) == code


def test_a_finding_says_why(office: Office) -> None:
    dossier_id = office.dossier("under_review")
    with pytest.raises(Invalid), office.writing() as session:
        service.find(session, actor("reviewer"), dossier_id, "MES-LAW-02", outcome=Outcome.MET, rationale="  ok  ")


def test_a_requirement_outside_the_dossier_is_not_found(office: Office) -> None:
    dossier_id = office.dossier("under_review")
    with pytest.raises(NotFound):
        find(office, dossier_id, "REF-XXX-99", Outcome.MET)


def test_a_finding_is_on_the_evidence_that_was_looked_at(office: Office) -> None:
    """The page stayed open while the publisher answered a complement with another statement."""
    dossier_id, requirement = office.dossier("under_review"), "MES-LAW-02"

    def digest() -> str:
        with office.database.reading() as session:
            slots = {slot.requirement: slot for slot in session.get_one(Dossier, dossier_id).evidence}
            return slots[requirement].digest()

    def weigh(seen: str) -> str:
        try:
            with office.writing() as session:
                found = service.find(
                    session,
                    actor("reviewer"),
                    dossier_id,
                    requirement,
                    outcome=Outcome.MET,
                    rationale=REASONS,
                    seen=seen,
                )
                return found.weighed
        except DomainError as refused:
            return refused.code

    seen = digest()
    assert weigh(seen) == seen
    office.step("request_complement", dossier_id)
    with office.writing() as session:
        dossiers.supply_evidence(session, actor("owner"), dossier_id, requirement, statement="Something else.")
        dossiers.answer_complement(session, actor("owner"), dossier_id, answer=REASONS, settings=office.settings)
    assert weigh(seen) == "evidence_changed"
    assert weigh(digest()) == digest()


def test_the_publisher_reads_the_evaluation_only_once_it_is_decided(office: Office) -> None:
    dossier_id = office.dossier("opinion_given")
    with office.database.reading() as session:
        assert service.readable_findings(session, actor("decider"), dossier_id)
        assert service.readable_opinion(session, actor("decider"), dossier_id)
        for read in (service.readable_findings, service.readable_opinion):
            for who in ("owner", "reviewer_of_the_publisher", "decider_of_the_publisher"):
                with pytest.raises(NotFound):
                    read(session, actor(who), dossier_id)
    office.step("refuse", dossier_id)
    with office.database.reading() as session:
        assert service.readable_findings(session, actor("mate"), dossier_id)
        assert service.readable_opinion(session, actor("owner"), dossier_id).reasons == REASONS
        with pytest.raises(NotFound):
            service.readable_opinion(session, actor("stranger"), dossier_id)
