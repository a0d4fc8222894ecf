"""Each use case that changes something writes its audit event, in the transaction, with who and what."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from builders.office import GRIEVANCE, PUBLISHER_ORGANISATION, REASONS, actor, user_id
from sqlalchemy import select

from catalogue_portal.agreements import service as agreements
from catalogue_portal.agreements.models import Party
from catalogue_portal.audit.models import AuditEvent
from catalogue_portal.decisions import service as decisions
from catalogue_portal.dossiers import service as dossiers
from catalogue_portal.dossiers.history import history_of
from catalogue_portal.reviews import service as reviews
from catalogue_portal.reviews.models import OpinionSense, Outcome, ReservationKind
from catalogue_portal.reviews.repository import opinion_on
from catalogue_portal.surveillance import service as surveillance

if TYPE_CHECKING:
    from builders.office import Office
    from sqlalchemy.orm import Session

SUSPENSIVE = OpinionSense.FAVOURABLE_WITH_SUSPENSIVE_RESERVATIONS
RESERVATIONS = (reviews.ReservationDraft(ReservationKind.SUSPENSIVE, REASONS),)
READERS = {"possible", "readable_findings", "readable_opinion", "drafting_objection", "digest_of"}
SERVICES = (dossiers, reviews, decisions, agreements, surveillance)
Case = tuple[Callable[["Office"], Any], str | None, tuple[str, ...]]


def of_dossier(verb: Callable[..., object], who: str, state: str, **given: Any) -> Callable[[Office], Any]:  # noqa: ANN401
    def arrange(office: Office) -> Callable[[Session], object]:
        subject = office.dossier("weighed" if verb is reviews.give_opinion else state)
        if verb is dossiers.submit:
            office.complete(subject)
        if verb is dossiers.answer_complement:
            given["settings"] = office.settings
        return lambda session: verb(session, actor(who), subject, **given)

    return arrange


def of_agreement(verb: Callable[..., object], who: str, state: str, **given: Any) -> Callable[[Office], Any]:  # noqa: ANN401
    def arrange(office: Office) -> Callable[[Session], object]:
        subject = office.agreement(state)
        if verb is agreements.request_hook_up:
            given["settings"] = office.settings
        return lambda session: verb(session, actor(who), subject, **given)

    return arrange


def of_proceeding(
    verb: Callable[..., object],
    who: str,
    state: str,
    kind: str,
    **given: Any,  # noqa: ANN401
) -> Callable[[Office], Any]:
    def arrange(office: Office) -> Callable[[Session], object]:
        subject = office.proceeding(state, kind=kind)
        return lambda session: verb(session, actor(who), subject, **given)

    return arrange


def of_label(verb: Callable[..., object]) -> Callable[[Office], Any]:
    def arrange(office: Office) -> Callable[[Session], object]:
        subject = office.label("valid")
        return lambda session: verb(session, actor("reviewer"), subject, GRIEVANCE)

    return arrange


def filing(office: Office) -> Callable[[Session], object]:
    run_id = office.run()
    return lambda session: dossiers.file(
        session, actor("owner"), release_id=office.release_id, run_id=run_id, settings=office.settings
    )


def evidence(office: Office) -> Callable[[Session], object]:
    dossier_id = office.dossier("draft")
    return lambda session: dossiers.supply_evidence(
        session, actor("mate"), dossier_id, "MES-LAW-02", statement="See annex."
    )


def finding(office: Office) -> Callable[[Session], object]:
    dossier_id = office.dossier("under_review")
    return lambda session: reviews.find(
        session, actor("reviewer"), dossier_id, "MES-LAW-02", outcome=Outcome.MET, rationale=REASONS
    )


def findings(office: Office) -> Callable[[Session], object]:
    dossier_id = office.dossier("under_review")
    return lambda session: reviews.find_together(
        session, actor("reviewer"), dossier_id, requirements=["REF-OAU-04", "REF-OAU-05"], rationale=REASONS
    )


def lifting(office: Office) -> Callable[[Session], object]:
    dossier_id = office.dossier("opinion_given", sense=SUSPENSIVE, reservations=RESERVATIONS)
    with office.database.reading() as session:
        opinion = opinion_on(session, dossier_id)
    assert opinion is not None
    reservation_id = opinion.reservations[0].id
    return lambda session: reviews.lift_reservation(session, actor("reviewer"), reservation_id, because=REASONS)


def drafting(office: Office) -> Callable[[Session], object]:
    dossier_id = office.dossier("approved")
    return lambda session: agreements.draft(session, actor("decider"), dossier_id, office.terms())


def late_answer(office: Office) -> Callable[[Session], object]:
    office.dossier("complement_requested")
    office.pass_days(31)
    return dossiers.lapse_overdue


def ended_run(office: Office) -> Callable[[Session], object]:
    office.end_run_of(office.agreement("hook_up"))
    return agreements.settle_hook_ups


def over(office: Office) -> Callable[[Session], object]:
    office.agreement("in_force")
    office.pass_days(366)
    return agreements.end_overdue


def unconfirmed(office: Office) -> Callable[[Session], object]:
    office.proceeding("awaiting_confirmation", kind="urgent_suspension")
    office.pass_days(4)
    return surveillance.lapse_unconfirmed


def termination(office: Office) -> Callable[[Session], object]:
    agreement_id = office.agreement("in_force")

    def terminate(session: Session) -> None:
        found = agreements.repository.visible_agreement(session, actor("decider"), agreement_id)
        agreements.terminate(session, found, because="proceeding:prc_aaaaaaaaaaaa")

    return terminate


WHY = {"reasons": REASONS}
LAW_AND_FACT = {"reasons_in_law": REASONS, "reasons_in_fact": REASONS}
OPINION = {"sense": OpinionSense.FAVOURABLE, "reasons": REASONS}
COMMANDS: Mapping[Callable[..., object], Case] = {
    dossiers.file: (filing, "owner", ("dossier_filed",)),
    dossiers.describe: (
        of_dossier(dossiers.describe, "owner", "draft", consent_text="A text."),
        "owner",
        ("dossier_described",),
    ),
    dossiers.supply_evidence: (evidence, "mate", ("evidence_supplied",)),
    dossiers.submit: (of_dossier(dossiers.submit, "owner", "draft"), "owner", ("dossier_submitted",)),
    dossiers.withdraw: (of_dossier(dossiers.withdraw, "mate", "submitted"), "mate", ("dossier_withdrawn",)),
    dossiers.admit: (of_dossier(dossiers.admit, "reviewer", "submitted"), "reviewer", ("dossier_admitted",)),
    dossiers.declare_inadmissible: (
        of_dossier(dossiers.declare_inadmissible, "reviewer", "submitted", **WHY),
        "reviewer",
        ("dossier_declared_inadmissible",),
    ),
    dossiers.open_review: (
        of_dossier(dossiers.open_review, "reviewer", "admissible"),
        "reviewer",
        ("review_opened",),
    ),
    dossiers.request_complement: (
        of_dossier(dossiers.request_complement, "reviewer", "under_review", question=REASONS),
        "reviewer",
        ("complement_requested",),
    ),
    dossiers.answer_complement: (
        of_dossier(dossiers.answer_complement, "owner", "complement_requested", answer=REASONS),
        "owner",
        ("complement_answered",),
    ),
    dossiers.recuse: (
        of_dossier(dossiers.recuse, "decider", "submitted", reason=REASONS),
        "decider",
        ("recusal_declared",),
    ),
    dossiers.lapse_overdue: (late_answer, "system", ("dossier_lapsed",)),
    reviews.find: (finding, "reviewer", ("requirement_weighed",)),
    reviews.find_together: (findings, "reviewer", ("requirement_weighed", "requirement_weighed")),
    reviews.give_opinion: (
        of_dossier(reviews.give_opinion, "reviewer", "under_review", **OPINION),
        "reviewer",
        ("opinion_given",),
    ),
    reviews.lift_reservation: (lifting, "reviewer", ("reservation_lifted",)),
    decisions.approve: (
        of_dossier(decisions.approve, "decider", "opinion_given"),
        "decider",
        ("dossier_approved",),
    ),
    decisions.refuse: (
        of_dossier(decisions.refuse, "decider", "opinion_given", **LAW_AND_FACT),
        "decider",
        ("dossier_refused",),
    ),
    agreements.draft: (drafting, "decider", ("agreement_drafted",)),
    agreements.open_for_signature: (
        of_agreement(agreements.open_for_signature, "decider", "drafted"),
        "decider",
        ("agreement_opened_for_signature",),
    ),
    agreements.sign: (
        of_agreement(agreements.sign, "owner", "open_for_signature", party=Party.PUBLISHER, capacity="Director"),
        "owner",
        ("agreement_signed_for_publisher",),
    ),
    agreements.abandon: (
        of_agreement(agreements.abandon, "decider", "drafted", **WHY),
        "decider",
        ("agreement_abandoned",),
    ),
    agreements.request_hook_up: (
        of_agreement(agreements.request_hook_up, "owner", "signed"),
        "owner",
        ("hook_up_requested", "run_requested", "hook_up_queued"),
    ),
    agreements.settle_hook_ups: (ended_run, "system", ("agreement_brought_into_force", "dossier_closed")),
    agreements.end_overdue: (over, "system", ("agreement_expired",)),
    agreements.terminate: (termination, "system", ("agreement_terminated",)),
    surveillance.suspend_urgently: (
        of_label(surveillance.suspend_urgently),
        "reviewer",
        ("label_suspended_urgently", "label_suspended"),
    ),
    surveillance.open_suspension: (of_label(surveillance.open_suspension), "reviewer", ("suspension_opened",)),
    surveillance.open_withdrawal: (of_label(surveillance.open_withdrawal), "reviewer", ("withdrawal_opened",)),
    surveillance.confirm: (
        of_proceeding(surveillance.confirm, "decider", "awaiting_confirmation", "urgent_suspension", **WHY),
        "decider",
        ("measure_confirmed",),
    ),
    surveillance.pronounce: (
        of_proceeding(surveillance.pronounce, "decider", "heard", "withdrawal", **WHY),
        None,
        ("label_withdrawn", "agreement_terminated", "measure_pronounced"),
    ),
    surveillance.observe: (
        of_proceeding(surveillance.observe, "owner", "hearing", "suspension", observations=REASONS),
        "owner",
        ("publisher_heard",),
    ),
    surveillance.drop: (
        of_proceeding(surveillance.drop, "decider", "heard", "suspension", **WHY),
        "decider",
        ("proceeding_dropped",),
    ),
    surveillance.propose_lifting: (
        of_proceeding(surveillance.propose_lifting, "reviewer", "in_effect", "suspension", **WHY),
        "reviewer",
        ("lifting_proposed",),
    ),
    surveillance.maintain: (
        of_proceeding(surveillance.maintain, "decider", "lifting_proposed", "suspension", **WHY),
        "decider",
        ("measure_maintained",),
    ),
    surveillance.lift: (
        of_proceeding(surveillance.lift, "decider", "lifting_proposed", "suspension", **WHY),
        "decider",
        ("label_reinstated", "measure_lifted"),
    ),
    surveillance.lapse_unconfirmed: (unconfirmed, "system", ("label_reinstated", "measure_lapsed")),
}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda verb: f"{verb.__module__.split('.')[1]}.{verb.__name__}")
def test_the_command_writes_its_events(office: Office, command: Callable[..., object]) -> None:
    arrange, who, events = COMMANDS[command]
    act = arrange(office)
    with office.database.reading() as session:
        last = session.scalars(select(AuditEvent.id).order_by(AuditEvent.id.desc()).limit(1)).first() or 0
    with office.writing() as session:
        act(session)
    with office.database.reading() as session:
        written = session.scalars(select(AuditEvent).where(AuditEvent.id > last).order_by(AuditEvent.id)).all()
    assert tuple(one.event for one in written) == events
    if who is not None:
        assert {one.actor for one in written} == {actor(who).user_id}
    assert {one.at for one in written} == {office.clock.now()}
    assert not any(REASONS in str(one.details) or "Director" in str(one.details) for one in written)


def test_no_command_is_forgotten() -> None:
    public = {
        verb
        for module in SERVICES
        for name, verb in inspect.getmembers(module, inspect.isfunction)
        if verb.__module__ == module.__name__ and not name.startswith("_") and name not in READERS
    }
    assert {verb.__qualname__ for verb in public - set(COMMANDS)} == set()


def test_the_history_of_a_dossier_is_whole_and_in_order(office: Office) -> None:
    dossier_id = office.dossier("refused")
    with office.database.reading() as session:
        told = [
            one
            for one in history_of(
                session, actor("decider"), f"dossier:{dossier_id}", organisation_id=PUBLISHER_ORGANISATION
            )
            if one.target
        ]
    states = [(one.source, one.target) for one in told]
    assert states == [
        ("draft", "submitted"),
        ("submitted", "admissible"),
        ("admissible", "under_review"),
        ("under_review", "opinion_given"),
        ("opinion_given", "refused"),
    ]
    assert all(before[1] == after[0] for before, after in pairwise(states))


def test_the_publisher_reads_the_history_without_what_is_weighed_inside(office: Office) -> None:
    dossier_id = office.dossier("opinion_given")
    with office.writing() as session:
        dossiers.recuse(session, actor("decider"), dossier_id, reason=REASONS)
    with office.database.reading() as session:
        inside, outside, both = (
            history_of(session, actor(who), f"dossier:{dossier_id}", organisation_id=PUBLISHER_ORGANISATION)
            for who in ("reviewer", "owner", "reviewer_of_the_publisher")
        )
    assert both == outside, "who is of the publisher is not of the office here"
    assert {one.event for one in inside} - {one.event for one in outside} == {"requirement_weighed", "recusal_declared"}
    assert all(one.details == {} for one in outside)
    assert any(one.actor == user_id("reviewing_decider") for one in outside)
