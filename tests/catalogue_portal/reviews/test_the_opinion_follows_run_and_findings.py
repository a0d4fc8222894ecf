"""The committee's four opinions: reasons always, reservations that fit, and nothing against run or findings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders.office import REASONS, actor, report

from catalogue_portal.errors import DomainError
from catalogue_portal.reviews import repository, service
from catalogue_portal.reviews.models import OpinionSense, ReservationKind
from catalogue_portal.reviews.service import ReservationDraft

if TYPE_CHECKING:
    from builders.office import Office

FAVOURABLE = OpinionSense.FAVOURABLE
NON_SUSPENSIVE = OpinionSense.FAVOURABLE_WITH_RESERVATIONS
SUSPENSIVE = OpinionSense.FAVOURABLE_WITH_SUSPENSIVE_RESERVATIONS
UNFAVOURABLE = OpinionSense.UNFAVOURABLE


def suspensive(**changes: Any) -> ReservationDraft:  # noqa: ANN401
    return ReservationDraft(**({"kind": ReservationKind.SUSPENSIVE, "text": REASONS} | changes))


def dated(office: Office, days: float = 30) -> ReservationDraft:
    return ReservationDraft(ReservationKind.NON_SUSPENSIVE, REASONS, office.clock.now() + timedelta(days=days))


def weighed(office: Office, *, unmet: tuple[str, ...] = (), run_id: str | None = None) -> str:
    if run_id is None and not unmet:
        return office.dossier("weighed")
    dossier_id = office.dossier("under_review", **{} if run_id is None else {"run_id": run_id})
    with office.writing() as session:
        office.weigh(session, dossier_id, unmet=unmet)
    return dossier_id


def opine(
    office: Office, dossier_id: str, sense: OpinionSense, *reservations: ReservationDraft, reasons: str = REASONS
) -> None:
    with office.writing() as session:
        service.give_opinion(
            session, actor("reviewer"), dossier_id, sense=sense, reasons=reasons, reservations=reservations
        )


def refusal(office: Office, dossier_id: str, sense: OpinionSense, *reservations: ReservationDraft) -> str:
    with pytest.raises(DomainError) as refused:
        opine(office, dossier_id, sense, *reservations)
    with office.database.reading() as session:
        assert repository.opinion_on(session, dossier_id) is None
    return refused.value.code


@pytest.mark.parametrize("sense", list(OpinionSense))
def test_each_of_the_four_opinions_can_be_given(office: Office, sense: OpinionSense) -> None:
    reservations = {NON_SUSPENSIVE: [dated(office)], SUSPENSIVE: [suspensive(), dated(office)]}.get(sense, [])
    dossier_id = weighed(office)
    opine(office, dossier_id, sense, *reservations)
    with office.database.reading() as session:
        opinion = repository.opinion_on(session, dossier_id)
        assert opinion is not None
        assert (opinion.sense, len(opinion.reservations)) == (sense.value, len(reservations))


def test_reasons_are_mandatory(office: Office) -> None:
    dossier_id = weighed(office)
    for reasons in ("", "   ", "fine"):
        with pytest.raises(DomainError) as refused:
            opine(office, dossier_id, FAVOURABLE, reasons=reasons)
        assert refused.value.code == "invalid"


def test_no_favourable_opinion_rests_on_a_run_that_failed(office: Office) -> None:
    run_id = office.run(content=report(verdicts={"REF-OAU-04": "fail"}))
    dossier_id = weighed(office, run_id=run_id)
    assert refusal(office, dossier_id, FAVOURABLE) == "run_not_conformant"
    assert refusal(office, dossier_id, NON_SUSPENSIVE, dated(office)) == "run_not_conformant"
    assert refusal(office, dossier_id, SUSPENSIVE, suspensive()) == "run_not_conformant"
    opine(office, dossier_id, UNFAVOURABLE)


def test_an_unmet_binding_requirement_leaves_suspensive_reservations_or_nothing(office: Office) -> None:
    dossier_id = weighed(office, unmet=("MES-LAW-02",))
    assert refusal(office, dossier_id, FAVOURABLE) == "binding_requirement_not_met"
    assert refusal(office, dossier_id, NON_SUSPENSIVE, dated(office)) == "binding_requirement_not_met"
    opine(office, dossier_id, SUSPENSIVE, suspensive())


def test_an_unmet_requirement_that_does_not_bind_blocks_nothing(office: Office) -> None:
    dossier_id = weighed(office, unmet=("REF-A11Y-02",))
    opine(office, dossier_id, FAVOURABLE)


def test_the_reservations_fit_the_sense(office: Office) -> None:
    dossier_id = weighed(office)
    assert refusal(office, dossier_id, SUSPENSIVE) == "reservation_missing"
    assert refusal(office, dossier_id, SUSPENSIVE, dated(office)) == "reservation_missing"
    assert refusal(office, dossier_id, NON_SUSPENSIVE) == "reservation_missing"
    assert refusal(office, dossier_id, NON_SUSPENSIVE, dated(office), suspensive()) == "reservation_out_of_place"
    assert refusal(office, dossier_id, FAVOURABLE, dated(office)) == "reservation_out_of_place"
    assert refusal(office, dossier_id, UNFAVOURABLE, suspensive()) == "reservation_out_of_place"


def test_a_non_suspensive_reservation_has_a_date_to_come_and_a_suspensive_one_has_none(office: Office) -> None:
    dossier_id = weighed(office)
    undated = ReservationDraft(ReservationKind.NON_SUSPENSIVE, REASONS)
    assert refusal(office, dossier_id, NON_SUSPENSIVE, undated) == "reservation_not_dated"
    assert refusal(office, dossier_id, NON_SUSPENSIVE, dated(office, days=0)) == "reservation_not_dated"
    with_date = suspensive(due=office.clock.now() + timedelta(days=3))
    assert refusal(office, dossier_id, SUSPENSIVE, with_date) == "reservation_out_of_place"


def test_there_is_one_opinion(office: Office) -> None:
    dossier_id = weighed(office)
    opine(office, dossier_id, FAVOURABLE)
    with pytest.raises(DomainError) as refused:
        opine(office, dossier_id, UNFAVOURABLE)
    assert refused.value.code == "wrong_state"


def test_a_reservation_is_lifted_once_with_a_reason_by_an_impartial_reviewer(office: Office) -> None:
    dossier_id = weighed(office)
    opine(office, dossier_id, SUSPENSIVE, suspensive())
    with office.database.reading() as session:
        opinion = repository.opinion_on(session, dossier_id)
        assert opinion is not None
        reservation_id = opinion.reservations[0].id
        assert len(opinion.open_suspensive_reservations) == 1
    for who, code in (
        ("owner", "wrong_role"),
        ("stranger", "not_found"),
        ("decider", "wrong_role"),
        ("reviewer_of_the_publisher", "of_the_publisher"),
    ):
        with pytest.raises(DomainError) as refused, office.writing() as session:
            service.lift_reservation(session, actor(who), reservation_id, because=REASONS)
        assert refused.value.code == code
    with office.writing() as session:
        assert service.lift_reservation(session, actor("reviewer"), reservation_id, because=REASONS).lifted_at
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.lift_reservation(session, actor("reviewer"), reservation_id, because=REASONS)
    assert refused.value.code == "reservation_lifted"


def test_an_unknown_reservation_is_not_found(office: Office) -> None:
    with pytest.raises(DomainError) as refused, office.writing() as session:
        service.lift_reservation(session, actor("reviewer"), "rsv_aaaaaaaaaaaa", because=REASONS)
    assert refused.value.code == "not_found"
