"""Only what every check of the run passed is weighed together: a finding each, for one reason, or none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders.office import REASONS, actor, report, user_id
from sqlalchemy import select

from catalogue_portal.audit.models import AuditEvent
from catalogue_portal.dossiers import service as dossiers
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import DomainError
from catalogue_portal.reviews import repository, service
from catalogue_portal.reviews.models import Outcome

if TYPE_CHECKING:
    from builders.office import Office

PROVEN = ["REF-OAU-04", "REF-OAU-05"]
READ_BY_PEOPLE = "MES-LAW-02"


def find_together(office: Office, dossier_id: str, requirements: list[str], who: str = "reviewer", **more: Any) -> None:  # noqa: ANN401
    with office.writing() as session:
        service.find_together(
            session, actor(who), dossier_id, **{"requirements": requirements, "rationale": REASONS} | more
        )


def refusal(office: Office, dossier_id: str, requirements: list[str], **more: Any) -> DomainError:  # noqa: ANN401
    found = findings(office, dossier_id)
    with pytest.raises(DomainError) as refused:
        find_together(office, dossier_id, requirements, **more)
    assert findings(office, dossier_id) == found, "all or nothing"
    return refused.value


def findings(office: Office, dossier_id: str) -> list[tuple[str, int, str]]:
    with office.database.reading() as session:
        return [(one.requirement, one.number, one.outcome) for one in repository.findings_of(session, dossier_id)]


def test_each_requirement_gets_a_finding_and_an_audit_event_of_its_own(office: Office) -> None:
    dossier_id = office.dossier("under_review")
    find_together(office, dossier_id, PROVEN)
    with office.database.reading() as session:
        found = repository.current_findings(session, session.get_one(Dossier, dossier_id))
        events = session.scalars(select(AuditEvent).where(AuditEvent.event == "requirement_weighed")).all()
        assert list(found) == PROVEN
        for finding, event in zip(found.values(), events, strict=True):
            assert (finding.outcome, finding.rationale, finding.machine_verdict) == ("met", REASONS, "pass")
            assert (finding.author, event.actor) == (user_id("reviewer"), user_id("reviewer"))
            assert event.details == {
                "requirement": finding.requirement,
                "outcome": "met",
                "weighed": finding.weighed,
                "together": len(PROVEN),
            }


def test_everything_that_the_run_proved_can_be_weighed_together_but_what_is_left_out(office: Office) -> None:
    dossier_id = office.dossier("under_review")
    with office.database.reading() as session:
        slots = session.get_one(Dossier, dossier_id).evidence
        proven = [slot.requirement for slot in slots if slot.machine_verdict == "pass"]
    find_together(office, dossier_id, proven[1:])
    assert [name for name, _number, _outcome in findings(office, dossier_id)] == proven[1:]


@pytest.mark.parametrize("verdict", ["fail", "inconclusive", "error", "skipped", "not_applicable"])
def test_what_the_run_did_not_prove_is_weighed_on_its_own(office: Office, verdict: str) -> None:
    run_id = office.run(content=report(verdicts={PROVEN[0]: verdict}))
    dossier_id = office.dossier("under_review", run_id=run_id)
    refused = refusal(office, dossier_id, PROVEN)
    assert (refused.code, refused.members["requirements"]) == ("not_proven_by_the_run", PROVEN[:1])


def test_what_people_read_is_weighed_on_its_own(office: Office) -> None:
    refused = refusal(office, office.dossier("under_review"), [*PROVEN, READ_BY_PEOPLE, "MES-INT-14"])
    assert refused.code == "not_proven_by_the_run"
    assert refused.members["requirements"] == [READ_BY_PEOPLE, "MES-INT-14"]


@pytest.mark.parametrize("outcome", [Outcome.NOT_MET, Outcome.NOT_APPLICABLE])
def test_nothing_but_met_is_found_together(office: Office, outcome: Outcome) -> None:
    assert refusal(office, office.dossier("under_review"), PROVEN, outcome=outcome).code == "only_met_together"


def test_a_finding_that_somebody_made_is_not_replaced_in_passing(office: Office) -> None:
    dossier_id = office.dossier("under_review")
    with office.writing() as session:
        service.find(
            session, actor("other_reviewer"), dossier_id, PROVEN[1], outcome=Outcome.NOT_MET, rationale=REASONS
        )
    refused = refusal(office, dossier_id, PROVEN)
    assert (refused.code, refused.members["requirements"]) == ("weighed_already", PROVEN[1:])


def test_a_finding_on_older_evidence_is_weighed_anew(office: Office) -> None:
    failed = office.run(content=report(verdicts={PROVEN[0]: "fail"}))
    dossier_id = office.dossier("under_review", run_id=failed)
    with office.writing() as session:
        service.find(session, actor("reviewer"), dossier_id, PROVEN[0], outcome=Outcome.NOT_MET, rationale=REASONS)
    office.step("request_complement", dossier_id)
    mended = office.run()
    with office.writing() as session:
        dossiers.answer_complement(
            session, actor("owner"), dossier_id, answer=REASONS, run_id=mended, settings=office.settings
        )
    find_together(office, dossier_id, PROVEN)
    assert findings(office, dossier_id) == [
        (PROVEN[0], 1, "not_met"),
        (PROVEN[0], 2, "met"),
        (PROVEN[1], 1, "met"),
    ]


def test_a_requirement_named_twice_is_found_once(office: Office) -> None:
    dossier_id = office.dossier("under_review")
    find_together(office, dossier_id, [*PROVEN, *PROVEN])
    assert findings(office, dossier_id) == [(name, 1, "met") for name in PROVEN]


@pytest.mark.parametrize(
    ("requirements", "rationale", "code"),
    [
        ([], REASONS, "no_requirement_named"),
        ([*PROVEN, "REF-XXX-99"], REASONS, "not_found"),
        (PROVEN, "  ok  ", "invalid"),
    ],
)
def test_what_is_found_together_is_named_and_says_why(
    office: Office, requirements: list[str], rationale: str, code: str
) -> None:
    assert refusal(office, office.dossier("under_review"), requirements, rationale=rationale).code == code


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
def test_only_an_impartial_reviewer_finds_together(office: Office, who: str, code: str) -> None:
    assert refusal(office, office.dossier("under_review"), PROVEN, who=who).code == code


@pytest.mark.parametrize("state", ["submitted", "admissible", "complement_requested", "opinion_given", "approved"])
def test_nothing_is_found_together_but_while_the_dossier_is_under_review(office: Office, state: str) -> None:
    assert refusal(office, office.dossier(state), PROVEN).code == "not_under_review"
