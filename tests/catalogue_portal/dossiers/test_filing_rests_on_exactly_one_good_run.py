"""A dossier is filed with a finished run of full scope, on an edition in force, of exactly that release."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from builders.office import MANIFEST_DIGEST, OTHER_ORGANISATION, actor, edition, report

from catalogue_portal.dossiers import evidence, service
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import Conflict, DomainError, Forbidden, NotFound
from doctrine.model import EditionStatus

if TYPE_CHECKING:
    from builders.office import Office

OTHER_VERSION = {"name": "Carnet", "version": "2.3.9", "manifest_digest": MANIFEST_DIGEST}
OTHER_MANIFEST = {"name": "Carnet", "version": "2.4.0", "manifest_digest": "sha256:" + "c" * 64}


def file(office: Office, run_id: str, who: str = "owner") -> str:
    with office.writing() as session:
        return service.file(
            session, actor(who), release_id=office.release_id, run_id=run_id, settings=office.settings
        ).id


def refusal(office: Office, run_id: str, who: str = "owner") -> DomainError:
    with pytest.raises(DomainError) as refused:
        file(office, run_id, who)
    return refused.value


def test_a_full_run_of_the_release_is_accepted_and_frozen_in_the_dossier(office: Office) -> None:
    run_id = office.run()
    dossier_id = file(office, run_id)
    with office.database.reading() as session:
        dossier = session.get_one(Dossier, dossier_id)
        assert (dossier.run_id, dossier.state, dossier.edition) == (run_id, "draft", "2026-1")
        assert dossier.edition_digest == edition().digest
        verdicts = {slot.requirement: slot.machine_verdict for slot in dossier.evidence}
        assert verdicts["REF-OAU-04"] == "pass"
        assert verdicts["MES-LAW-02"] is None
        assert [(one.family, one.direction) for one in dossier.accesses] == [
            ("measures", "read"),
            ("measures", "write"),
        ]


@pytest.mark.parametrize(
    ("content", "columns", "code"),
    [
        ({"run": {"id": "r", "scope": "smoke"}}, {}, "run_not_full"),
        ({"run": {"id": "r", "scope": "partial"}}, {}, "run_not_full"),
        ({"verdict": "inconclusive"}, {}, "run_inconclusive"),
        ({}, {"state": "running", "verdict": None}, "run_not_finished"),
        ({}, {"state": "failed", "verdict": None}, "run_not_finished"),
        ({}, {"state": "cancelled", "verdict": None}, "run_not_finished"),
        ({}, {"kind": "hook_up"}, "run_of_another_kind"),
        ({"app": OTHER_VERSION}, {}, "run_of_another_release"),
        ({"app": OTHER_MANIFEST}, {}, "run_of_another_release"),
        ({"doctrine": {"edition": "2026-1", "digest": "sha256:" + "0" * 64}}, {}, "edition_changed"),
        ({"requirements": "none"}, {}, "report_unreadable"),
    ],
)
def test_any_other_run_is_refused_with_its_reason(
    office: Office, content: dict[str, Any], columns: dict[str, Any], code: str
) -> None:
    assert refusal(office, office.run(content=report(**content), **columns)).code == code


def test_a_report_that_says_another_scope_than_the_table_is_refused(office: Office) -> None:
    run_id = office.run(content=report(run={"id": "r", "scope": "smoke"}), scope="full")
    assert refusal(office, run_id).code == "run_not_full"


def test_a_report_changed_on_disk_is_refused(office: Office) -> None:
    run_id = office.run()
    (office.settings.runs / run_id / "report.json").write_text("{}", encoding="utf-8")
    assert refusal(office, run_id).code == "report_changed"


def test_a_run_of_another_organisation_does_not_exist(office: Office) -> None:
    run_id = office.run(organisation_id=OTHER_ORGANISATION)
    assert isinstance(refusal(office, run_id), NotFound)


def test_a_stranger_finds_no_such_release_and_the_office_files_nothing(office: Office) -> None:
    run_id = office.run()
    assert isinstance(refusal(office, run_id, "stranger"), NotFound)
    assert isinstance(refusal(office, run_id, "reviewer"), Forbidden)
    assert file(office, run_id, "mate")


def test_a_release_has_one_living_dossier_at_a_time(office: Office) -> None:
    office.dossier("submitted")
    assert refusal(office, office.run()).code == "dossier_exists"


@pytest.mark.parametrize("state", ["withdrawn", "inadmissible", "refused", "lapsed"])
def test_a_release_whose_dossier_came_to_nothing_can_be_filed_again(office: Office, state: str) -> None:
    first = office.dossier(state)
    assert file(office, office.run()) != first


def test_an_edition_that_is_not_in_force_supports_nothing() -> None:
    draft = replace(edition(), status=EditionStatus.DRAFT)
    objection = evidence.edition_objection("2026-1", draft.digest, date(2026, 11, 29), lambda _name: draft)
    assert isinstance(objection, Conflict)
    assert objection.code == "edition_not_in_force"


@pytest.mark.parametrize(
    ("status", "until", "today", "supports"),
    [
        (EditionStatus.IN_FORCE, None, "2025-12-31", False),  # its first day is still to come
        (EditionStatus.IN_FORCE, None, "2026-01-01", True),
        (EditionStatus.SUPERSEDED, None, "2027-01-01", False),
        (EditionStatus.SUPERSEDED, "2027-06-30", "2027-06-30", True),
        (EditionStatus.SUPERSEDED, "2027-06-30", "2027-07-01", False),
    ],
)
def test_an_edition_supports_a_dossier_from_its_first_day_to_the_end_of_its_transition(
    status: EditionStatus, until: str | None, today: str, *, supports: bool
) -> None:
    one = replace(edition(), status=status, in_force_from="2026-01-01", transition_until=until)
    objection = evidence.edition_objection("2026-1", one.digest, date.fromisoformat(today), lambda _name: one)
    assert (objection is None) is supports
