"""Whatever measures come and go, in any order, the label says exactly what they add up to."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from builders.office import GRIEVANCE, REASONS, actor

from catalogue_portal.audit import service as audit
from catalogue_portal.errors import DomainError
from catalogue_portal.labels.models import Label
from catalogue_portal.surveillance import repository, service
from catalogue_portal.surveillance.models import Proceeding, ProceedingKind, ProceedingState

if TYPE_CHECKING:
    from builders.office import Office
    from sqlalchemy.orm import Session


class PowerCut(Exception):  # noqa: N818
    """Ends a transaction before its commit."""


def test_a_lapse_does_not_reinstate_a_label_that_another_measure_suspends(office: Office) -> None:
    label_id = office.label("valid")
    with office.writing() as session:
        service.suspend_urgently(session, actor("reviewer"), label_id, GRIEVANCE)
        ordinary = service.open_suspension(session, actor("reviewer"), label_id, GRIEVANCE).id
    with office.writing() as session:
        service.observe(session, actor("owner"), ordinary, observations=REASONS)
        service.pronounce(session, actor("decider"), ordinary, reasons=REASONS)
    office.pass_days(4)
    with office.writing() as session:
        assert len(service.lapse_unconfirmed(session)) == 1
        assert session.get_one(Label, label_id).state == "suspended"
    with office.writing() as session:
        service.propose_lifting(session, actor("decider"), ordinary, reasons=REASONS)
        assert session.get_one(Label, label_id).state == "suspended"
        service.lift(session, actor("other_decider"), ordinary, reasons=REASONS)
        assert session.get_one(Label, label_id).state == "valid"


def test_a_withdrawal_outlasts_the_end_of_every_suspension(office: Office) -> None:
    label_id = office.label("valid")
    urgent = office.proceeding("in_effect", label_id=label_id, kind="urgent_suspension")
    office.proceeding("in_effect", label_id=label_id, kind="withdrawal")
    with office.writing() as session:
        service.propose_lifting(session, actor("reviewer"), urgent, reasons=REASONS)
        service.lift(session, actor("decider"), urgent, reasons=REASONS)
        assert session.get_one(Label, label_id).state == "withdrawn"


def test_the_label_changes_in_the_same_transaction_or_not_at_all(office: Office) -> None:
    label_id = office.label("valid")
    with suppress(PowerCut), office.database.writing() as session:
        service.suspend_urgently(session, actor("reviewer"), label_id, GRIEVANCE)
        assert session.get_one(Label, label_id).state == "suspended"
        raise PowerCut
    with office.database.reading() as session:
        assert session.get_one(Label, label_id).state == "valid"
        assert repository.proceedings_on(session, label_id) == []
        assert "label_suspended" not in [one.event for one in audit.history(session, f"label:{label_id}")]


def expected(session: Session, label_id: str) -> str:
    """What the measures add up to, written a second time and differently."""
    told = {(one.kind, one.state) for one in repository.proceedings_on(session, label_id)}
    if (ProceedingKind.WITHDRAWAL, ProceedingState.IN_EFFECT) in told:
        return "withdrawn"
    suspended = {
        ("urgent_suspension", "awaiting_confirmation"),
        ("urgent_suspension", "in_effect"),
        ("urgent_suspension", "lifting_proposed"),
        ("suspension", "in_effect"),
        ("suspension", "lifting_proposed"),
    }
    return "suspended" if told & suspended else "valid"


@pytest.mark.parametrize("seed", range(6))
def test_after_any_sequence_of_acts_the_label_is_what_the_measures_say(office: Office, seed: int) -> None:
    label_id, chance = office.label("valid"), random.Random(seed)  # noqa: S311 - a reproducible walk
    for _ in range(25):
        with suppress(DomainError), office.writing() as session:
            _act(session, chance, label_id, office)
        with office.database.reading() as session:
            assert session.get_one(Label, label_id).state == expected(session, label_id)


def _act(session: Session, chance: random.Random, label_id: str, office: Office) -> None:
    who = actor(chance.choice(["reviewer", "decider", "other_decider", "other_reviewer"]))
    openings = [service.suspend_urgently, service.open_suspension, service.open_suspension, service.open_withdrawal]
    proceedings = [one.id for one in session.query(Proceeding).all()]
    choice = chance.random()
    if choice < 0.35 or not proceedings:
        chance.choice(openings)(session, who, label_id, GRIEVANCE)
    elif choice < 0.45:
        office.pass_days(chance.choice([1, 4, 16]))
        service.lapse_unconfirmed(session)
    elif choice < 0.6:
        service.observe(session, actor("owner"), chance.choice(proceedings), observations=REASONS)
    else:
        ends = [service.drop, service.propose_lifting, service.maintain, service.lift]
        deed = chance.choice([service.confirm, service.pronounce, *ends])
        deed(session, who, chance.choice(proceedings), reasons=REASONS)
