"""Every passage of the procedure, tried by everyone: the table below says who may, and nobody else can."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from builders.office import PEOPLE, actor

from catalogue_portal.agreements import lifecycle as agreements
from catalogue_portal.agreements.models import Agreement
from catalogue_portal.audit import service as audit
from catalogue_portal.decisions import lifecycle as decisions
from catalogue_portal.dossiers import lifecycle as dossiers
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import DomainError
from catalogue_portal.reviews import lifecycle as reviews
from catalogue_portal.surveillance import lifecycle as surveillance
from catalogue_portal.surveillance.models import Proceeding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from builders.office import Office
    from sqlalchemy.orm import Session

    from catalogue_portal.lifecycle import Lifecycle

EVERYONE = (*PEOPLE, "system")
PUBLISHERS = {"owner", "mate", "reviewer_of_the_publisher"}
# `reviewer` opened, weighed, wrote the opinion and opened the proceedings; `decider` decided.
REVIEWERS = {"reviewer", "other_reviewer", "reviewer_of_another", "reviewing_decider"}
DECIDERS = {"decider", "other_decider", "reviewing_decider"}
OFFICE = REVIEWERS | DECIDERS
SYSTEM = {"system"}


@dataclass(frozen=True)
class Trial:
    """A passage, how to come before it, and who may take it."""

    life: Lifecycle[Any]
    model: type[Any]
    source: str
    event: str
    allowed: frozenset[str]
    arrive: Callable[[Office], str]

    @property
    def name(self) -> str:
        return f"{self.life.noun} {self.source} {self.event}"


def dossier(source: str, event: str, allowed: set[str], life: Any = dossiers.DOSSIER) -> Trial:  # noqa: ANN401
    def arrive(office: Office) -> str:
        dossier_id = office.dossier("weighed" if event == "give_opinion" else source)
        if event == "submit":
            office.complete(dossier_id)
        if event == "lapse":
            office.pass_days(31)
        return dossier_id

    return Trial(life, Dossier, source, event, frozenset(allowed), arrive)


def agreement(source: str, event: str, allowed: set[str]) -> Trial:
    def arrive(office: Office) -> str:
        agreement_id = office.agreement(source)
        if event in {"expire", "lapse"}:
            office.pass_days(366)
        if event == "conclude":
            office.seal(agreement_id)
        if event == "bring_into_force":
            office.end_run_of(agreement_id)
        return agreement_id

    return Trial(agreements.AGREEMENT, Agreement, source, event, frozenset(allowed), arrive)


def urgent(source: str, event: str, allowed: set[str]) -> Trial:
    def arrive(office: Office) -> str:
        proceeding_id = office.proceeding(source, kind="urgent_suspension")
        if event == "lapse":
            office.pass_days(4)
        return proceeding_id

    return Trial(surveillance.URGENT, Proceeding, source, event, frozenset(allowed), arrive)


def ordinary(source: str, event: str, allowed: set[str]) -> Trial:
    def arrive(office: Office) -> str:
        proceeding_id = office.proceeding(source)
        if event == "pronounce" and source == "hearing":
            office.pass_days(16)
        return proceeding_id

    return Trial(surveillance.ORDINARY, Proceeding, source, event, frozenset(allowed), arrive)


TRIALS = (
    dossier("draft", "submit", PUBLISHERS),
    dossier("draft", "withdraw", PUBLISHERS),
    dossier("submitted", "admit", REVIEWERS),
    dossier("submitted", "declare_inadmissible", REVIEWERS),
    dossier("submitted", "withdraw", PUBLISHERS),
    dossier("admissible", "open_review", REVIEWERS),
    dossier("admissible", "withdraw", PUBLISHERS),
    dossier("under_review", "request_complement", REVIEWERS),
    dossier("under_review", "withdraw", PUBLISHERS),
    dossier("complement_requested", "answer_complement", PUBLISHERS),
    dossier("complement_requested", "lapse", SYSTEM),
    dossier("complement_requested", "withdraw", PUBLISHERS),
    dossier("opinion_given", "withdraw", PUBLISHERS),
    dossier("under_review", "give_opinion", REVIEWERS, reviews.OPINION),
    # The author of the opinion is `reviewing_decider` here, see `Office.step`.
    dossier("opinion_given", "approve", DECIDERS - {"reviewing_decider"}, decisions.DECISION),
    dossier("opinion_given", "refuse", DECIDERS - {"reviewing_decider"}, decisions.DECISION),
    dossier("approved", "close", SYSTEM, agreements.CLOSURE),
    agreement("drafted", "open_for_signature", DECIDERS),
    agreement("open_for_signature", "sign_for_publisher", PUBLISHERS),
    agreement("open_for_signature", "sign_for_minister", DECIDERS),
    agreement("open_for_signature", "sign_for_cnam", {"administrator"}),
    agreement("open_for_signature", "conclude", SYSTEM),
    agreement("signed", "request_hook_up", PUBLISHERS | {"administrator"}),
    agreement("hook_up_failed", "request_hook_up", PUBLISHERS | {"administrator"}),
    agreement("hook_up", "bring_into_force", SYSTEM),
    agreement("hook_up", "fail_hook_up", SYSTEM),
    agreement("in_force", "terminate", SYSTEM),
    agreement("in_force", "expire", SYSTEM),
    *(agreement(source, "abandon", DECIDERS) for source in ("drafted", "open_for_signature", "hook_up_failed")),
    *(agreement(source, "lapse", SYSTEM) for source in ("drafted", "open_for_signature", "signed", "hook_up_failed")),
    # `reviewer` opened it; a decider who opens one is tried in surveillance's own tests.
    urgent("awaiting_confirmation", "confirm", DECIDERS),
    urgent("awaiting_confirmation", "lapse", SYSTEM),
    urgent("awaiting_confirmation", "observe", PUBLISHERS),
    urgent("awaiting_confirmation", "lift", DECIDERS),
    urgent("in_effect", "observe", PUBLISHERS),
    urgent("in_effect", "propose_lifting", OFFICE),
    # `reviewer` proposed it; a decider who proposes it is tried in surveillance's own tests.
    *(urgent("lifting_proposed", event, DECIDERS) for event in ("lift", "maintain")),
    urgent("lifting_proposed", "observe", PUBLISHERS),
    ordinary("hearing", "observe", PUBLISHERS),
    ordinary("hearing", "pronounce", DECIDERS),
    ordinary("hearing", "drop", DECIDERS),
    ordinary("heard", "pronounce", DECIDERS),
    ordinary("heard", "drop", DECIDERS),
    ordinary("in_effect", "propose_lifting", OFFICE),
    *(ordinary("lifting_proposed", event, DECIDERS) for event in ("lift", "maintain")),
)
TABLES = (
    dossiers.DOSSIER,
    reviews.OPINION,
    decisions.DECISION,
    agreements.AGREEMENT,
    agreements.CLOSURE,
    surveillance.URGENT,
    surveillance.ORDINARY,
)


class TakenBack(Exception):  # noqa: N818
    """Ends a trial, so that nothing of it stays."""


@contextmanager
def trial_of(office: Office) -> Iterator[Session]:
    with suppress(TakenBack), office.database.writing() as session:
        yield session
        raise TakenBack


def outcome(office: Office, trial: Trial, subject_id: str, who: str) -> str:
    """`taken`, or the code of the refusal; the state and the trail are looked at on the way."""
    with trial_of(office) as session:
        subject = session.get_one(trial.model, subject_id)
        trail = f"{trial.life.noun}:{subject_id}"
        before, offered = len(audit.history(session, trail)), trial.life.offers(session, actor(who), subject)
        live = {offer.row.event for offer in offered if offer.refusal is None}
        try:
            row = trial.life.fire(session, actor(who), subject, trial.event)
        except DomainError as refusal:
            assert trial.event not in live, "a button that is shown live must work"
            assert subject.state == trial.source
            assert len(audit.history(session, trail)) == before
            return refusal.code
        assert trial.event in live, "what works must be offered"
        last = audit.history(session, trail)[-1]
        assert (subject.state, last.event, last.actor) == (row.to, row.recorded, actor(who).user_id)
        assert (last.details["from"], last.details["to"]) == (trial.source, row.to)
        return "taken"
    raise AssertionError


@pytest.mark.parametrize("trial", TRIALS, ids=[trial.name for trial in TRIALS])
def test_only_those_meant_take_the_passage(office: Office, trial: Trial) -> None:
    subject_id = trial.arrive(office)
    outcomes = {who: outcome(office, trial, subject_id, who) for who in EVERYONE}
    assert {who for who, what in outcomes.items() if what == "taken"} == trial.allowed
    refusals = {what for who, what in outcomes.items() if who not in trial.allowed}
    assert refusals <= {"wrong_role", "not_your_organisation", "of_the_publisher", "wrote_the_opinion", "wrong_state"}


def test_every_row_of_every_table_has_its_trial() -> None:
    tried = {(trial.life.noun, trial.source, trial.event) for trial in TRIALS}
    rows = {(table.noun, str(row.source), row.event) for table in TABLES for row in table.rows}
    assert tried == rows
    assert len(TRIALS) == sum(len(table.rows) for table in TABLES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.noun} {table.rows[0].event}")
def test_no_passage_is_taken_from_another_state(office: Office, table: Lifecycle[Any]) -> None:
    trial = next(one for one in TRIALS if one.life is table)
    subject_id = trial.arrive(office)
    states = [state for one in TABLES if one.noun == table.noun for state in one.states]
    sources = {
        event: {row.source for row in table.rows if row.event == event} for event in {r.event for r in table.rows}
    }
    for event, allowed in sources.items():
        for state in set(states) - allowed:
            for who in ("owner", "other_reviewer", "other_decider", "administrator", "system"):
                with trial_of(office) as session:
                    subject = session.get_one(trial.model, subject_id)
                    subject.state = state
                    with pytest.raises(DomainError) as refused:
                        table.fire(session, actor(who), subject, event)
                    assert refused.value.code in {"wrong_state", "wrong_role"}
                    assert subject.state == state
