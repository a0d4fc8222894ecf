"""The evaluation clock, the delay for an answer, and what an answer can bring."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders.office import MANIFEST_DIGEST, REASONS, actor, report

from catalogue_portal.actor import SYSTEM
from catalogue_portal.dossiers import service
from catalogue_portal.dossiers.lifecycle import DOSSIER
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import DomainError
from catalogue_portal.reviews.repository import current_findings

if TYPE_CHECKING:
    from builders.office import Office


def elapsed(office: Office, dossier_id: str) -> timedelta:
    with office.database.reading() as session:
        return session.get_one(Dossier, dossier_id).stopwatch.elapsed(office.clock.now())


def test_the_clock_runs_from_submission_and_stands_still_during_a_complement(office: Office) -> None:
    dossier_id = office.dossier("draft")
    office.pass_days(5)
    office.step("submit", dossier_id)
    office.pass_days(2)
    office.step("admit", dossier_id)
    office.step("open_review", dossier_id)
    office.pass_days(3)
    office.step("request_complement", dossier_id)
    assert elapsed(office, dossier_id) == timedelta(days=5)
    office.pass_days(20)
    assert elapsed(office, dossier_id) == timedelta(days=5)
    office.step("answer_complement", dossier_id)
    office.pass_days(1)
    assert elapsed(office, dossier_id) == timedelta(days=6)


def test_the_cap_of_the_evaluation_moves_with_the_time_that_the_clock_stood_still(office: Office) -> None:
    dossier_id = office.dossier("under_review")
    submitted = office.clock.now()
    with office.database.reading() as session:
        assert session.get_one(Dossier, dossier_id).evaluation_due == submitted + timedelta(days=182)
    office.step("request_complement", dossier_id)
    with office.database.reading() as session:
        assert session.get_one(Dossier, dossier_id).evaluation_due is None
    office.pass_days(10)
    office.step("answer_complement", dossier_id)
    with office.database.reading() as session:
        assert session.get_one(Dossier, dossier_id).evaluation_due == submitted + timedelta(days=192)


def test_the_clock_stops_for_good_when_the_dossier_ends(office: Office) -> None:
    dossier_id = office.dossier("refused")
    used = elapsed(office, dossier_id)
    office.pass_days(40)
    assert elapsed(office, dossier_id) == used


def test_an_answer_after_the_delay_is_refused_even_before_the_dossier_lapsed(office: Office) -> None:
    dossier_id = office.dossier("complement_requested")
    office.clock.advance(timedelta(days=30, seconds=1))
    with pytest.raises(DomainError) as refused:
        office.step("answer_complement", dossier_id)
    assert refused.value.code == "reply_overdue"


def test_an_answer_at_the_last_moment_counts(office: Office) -> None:
    dossier_id = office.dossier("complement_requested")
    office.pass_days(30)
    office.step("answer_complement", dossier_id)
    with office.database.reading() as session:
        assert session.get_one(Dossier, dossier_id).state == "under_review"


def test_a_dossier_lapses_by_the_clock_alone_and_once(office: Office) -> None:
    dossier_id = office.dossier("complement_requested")
    office.pass_days(30)
    with office.writing() as session:
        assert service.lapse_overdue(session) == []
    office.clock.advance(timedelta(seconds=1))
    with office.writing() as session:
        assert [dossier.id for dossier in service.lapse_overdue(session)] == [dossier_id]
    with office.writing() as session:
        assert service.lapse_overdue(session) == []
    with office.database.reading() as session:
        dossier = session.get_one(Dossier, dossier_id)
        assert (dossier.state, dossier.closed_at) == ("lapsed", office.clock.now())


def test_a_second_complement_has_its_own_delay(office: Office) -> None:
    dossier_id = office.dossier("complement_requested")
    office.step("answer_complement", dossier_id)
    office.pass_days(29)
    office.step("request_complement", dossier_id)
    office.pass_days(29)
    with office.writing() as session:
        assert service.lapse_overdue(session) == []
    with office.database.reading() as session:
        assert [one.number for one in session.get_one(Dossier, dossier_id).complements] == [1, 2]


def test_an_answer_can_bring_another_run_of_the_same_release_and_old_findings_no_longer_count(office: Office) -> None:
    failed = office.run(content=report(verdicts={"REF-OAU-04": "fail"}))
    dossier_id = office.dossier("under_review", run_id=failed)
    office.step("weigh", dossier_id)
    office.step("request_complement", dossier_id)
    mended = office.run()
    with office.writing() as session:
        service.answer_complement(
            session, actor("owner"), dossier_id, answer=REASONS, run_id=mended, settings=office.settings
        )
    with office.database.reading() as session:
        dossier = session.get_one(Dossier, dossier_id)
        slots = {slot.requirement: slot for slot in dossier.evidence}
        assert (dossier.run_id, slots["REF-OAU-04"].machine_verdict) == (mended, "pass")
        assert slots["MES-LAW-02"].statement == "See annex."
        findings = current_findings(session, dossier)
        assert "REF-OAU-04" not in findings
        assert "REF-OAU-05" in findings


def test_an_answer_cannot_bring_a_run_of_another_release(office: Office) -> None:
    dossier_id = office.dossier("complement_requested")
    app = {"name": "Carnet", "version": "2.5.0", "manifest_digest": MANIFEST_DIGEST}
    other = office.run(content=report(app=app))
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.answer_complement(
            session, actor("owner"), dossier_id, answer=REASONS, run_id=other, settings=office.settings
        )
    assert refused.value.code == "run_of_another_release"
    with office.database.reading() as session:
        assert session.get_one(Dossier, dossier_id).state == "complement_requested"


def test_a_changed_statement_makes_its_finding_stale(office: Office) -> None:
    dossier_id = office.dossier("weighed")
    office.step("request_complement", dossier_id)
    with office.writing() as session:
        service.supply_evidence(session, actor("owner"), dossier_id, "MES-LAW-02", statement="Something else.")
    office.step("answer_complement", dossier_id)
    with pytest.raises(DomainError) as refused:
        office.step("opine", dossier_id)
    assert refused.value.code == "findings_missing"
    assert refused.value.members["missing"] == ["MES-LAW-02"]


def test_the_passage_itself_refuses_a_lapse_before_its_time(office: Office) -> None:
    dossier_id = office.dossier("complement_requested")
    with pytest.raises(DomainError) as refused, office.writing() as session:
        DOSSIER.fire(session, SYSTEM, session.get_one(Dossier, dossier_id), "lapse")
    assert refused.value.code == "reply_not_overdue"
