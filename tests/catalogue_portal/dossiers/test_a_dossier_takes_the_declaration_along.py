"""The declaration that was the newest at submission is filed with the dossier, whatever is saved afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders.office import actor
from sqlalchemy import select

from catalogue_portal.apps.repository import get_app
from catalogue_portal.audit.models import AuditEvent
from catalogue_portal.convergence import intake
from catalogue_portal.convergence import service as convergence
from catalogue_portal.convergence.policy import readable_versions
from catalogue_portal.dossiers import service
from catalogue_portal.dossiers.models import Dossier

if TYPE_CHECKING:
    from builders.office import Office

TEXT = "schema: poincon/convergence/1\napp: %s\nedition: 2026-1\nrequirements:\n  REF-OAU-01: {state: %s}\n"


def declare(office: Office, app_id: str, state: str, *, after: int) -> str:
    with office.writing() as session:
        taken = intake.take(TEXT % (get_app(session, app_id).name, state))
        return convergence.save(session, actor("owner"), app_id, taken, after=after).digest


def test_the_version_at_submission_is_the_one_that_the_office_reads(office: Office) -> None:
    dossier_id = office.dossier("draft")
    office.complete(dossier_id)
    with office.database.reading() as session:
        app_id = session.get_one(Dossier, dossier_id).app_id
    declare(office, app_id, "undeclared", after=0)
    filed = declare(office, app_id, "conforms", after=1)
    with office.writing() as session:
        service.submit(session, actor("owner"), dossier_id)
    declare(office, app_id, "undeclared", after=2)

    with office.database.reading() as session:
        dossier = session.get_one(Dossier, dossier_id)
        assert (dossier.convergence_number, dossier.convergence_digest) == (2, filed)
        assert [one.digest for one in readable_versions(session, actor("reviewer"), app_id)] == [filed]


def test_a_dossier_needs_no_declaration(office: Office) -> None:
    dossier_id = office.dossier("submitted")
    with office.database.reading() as session:
        dossier = session.get_one(Dossier, dossier_id)
        assert (dossier.convergence_number, dossier.convergence_digest) == (None, None)


def test_what_is_declared_by_the_answer_to_a_complement_is_filed_again(office: Office) -> None:
    dossier_id = office.dossier("complement_requested")
    with office.database.reading() as session:
        app_id = session.get_one(Dossier, dossier_id).app_id
    declare(office, app_id, "undeclared", after=0)
    filed = declare(office, app_id, "conforms", after=1)
    office.step("answer_complement", dossier_id)
    declare(office, app_id, "undeclared", after=2)

    with office.database.reading() as session:
        dossier = session.get_one(Dossier, dossier_id)
        assert (dossier.convergence_number, dossier.convergence_digest) == (2, filed)
        assert [one.digest for one in readable_versions(session, actor("reviewer"), app_id)] == [filed]
        answered = session.scalars(select(AuditEvent).where(AuditEvent.event == "complement_answered")).one()
        assert answered.details["convergence"] == filed


def test_what_was_filed_before_the_complement_stays_readable(office: Office) -> None:
    dossier_id = office.dossier("draft")
    office.complete(dossier_id)
    with office.database.reading() as session:
        app_id = session.get_one(Dossier, dossier_id).app_id
    first = declare(office, app_id, "undeclared", after=0)
    for step in ("submit", "admit", "open_review", "request_complement"):
        office.step(step, dossier_id)
    second = declare(office, app_id, "conforms", after=1)
    office.step("answer_complement", dossier_id)
    with office.database.reading() as session:
        assert [one.digest for one in readable_versions(session, actor("reviewer"), app_id)] == [second, first]
