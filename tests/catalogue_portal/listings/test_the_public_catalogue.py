"""The catalogue shows who is labelled now, keeps those who were, and answers questions, to anyone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders.agreed_app import DECIDER, AgreedApp

from catalogue_portal.errors import NotFound
from catalogue_portal.labels import service as labels
from catalogue_portal.labels.models import Label, LabelState
from catalogue_portal.listings import service
from catalogue_portal.listings.service import Question

if TYPE_CHECKING:
    from builders.clocks import StillClock

    from catalogue_portal.listings.models import Listing


def catalogue(world: AgreedApp, question: Question = service.ALL) -> tuple[Listing, ...]:
    with world.context.database.reading() as session:
        return service.catalogue(session, question)


def change(world: AgreedApp, label: Label, state: LabelState) -> None:
    with world.context.database.writing() as session:
        labels.set_status(session, DECIDER, label.id, state, reason="tokens were logged")


def test_an_app_is_listed_from_its_label_on_and_not_before(world: AgreedApp) -> None:
    assert catalogue(world) == ()
    label = world.issue_label()
    (listing,) = catalogue(world)
    assert (listing.name, listing.publisher, listing.kind) == ("Carnet de tension", "Exemple org_aaaaaaaaaaaa", "web")
    assert (listing.current.id, listing.state, listing.is_tombstone) == (label.id, LabelState.VALID, False)


@pytest.mark.parametrize("state", [LabelState.SUSPENDED, LabelState.WITHDRAWN])
def test_an_app_whose_label_is_not_in_force_stays_as_a_tombstone_with_the_reason(
    world: AgreedApp, clock: StillClock, state: LabelState
) -> None:
    label = world.issue_label()
    clock.advance(timedelta(days=9))
    change(world, label, state)
    (listing,) = catalogue(world)
    assert (listing.state, listing.is_tombstone) == (state, True)
    assert (listing.current.label.reason, listing.current.label.changed_at) == ("tokens were logged", clock.now())


def test_an_expired_label_leaves_a_tombstone_by_the_clock_alone(world: AgreedApp, clock: StillClock) -> None:
    world.issue_label()
    clock.advance(timedelta(days=365))
    assert [(listing.state, listing.is_tombstone) for listing in catalogue(world)] == [(LabelState.EXPIRED, True)]


QUESTIONS = {
    "of its name": (Question(words="carnet"), True),
    "of its publisher": (Question(words="EXEMPLE tension"), True),
    "of another name": (Question(words="carnet glycémie"), False),
    "of its purpose": (Question(purpose="prevention"), True),
    "of another purpose": (Question(purpose="care"), False),
    "of its data": (Question(exchange="measures"), True),
    "of other data": (Question(exchange="documents"), False),
    "of its state": (Question(state=LabelState.VALID), True),
    "of another state": (Question(state=LabelState.SUSPENDED), False),
    "of nothing": (Question(words="   "), True),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_finds_those_that_answer_it(world: AgreedApp, name: str) -> None:
    question, found = QUESTIONS[name]
    world.issue_label()
    assert bool(catalogue(world, question)) is found


def test_an_app_that_never_had_a_label_has_no_listing(world: AgreedApp) -> None:
    with pytest.raises(NotFound), world.context.database.reading() as session:
        service.listing(session, world.app_id)


def test_the_catalogue_is_read_over_rest_without_an_account(world: AgreedApp) -> None:
    label, client = world.issue_label(), world.portal.test_client()
    (found,) = client.get("/api/v1/catalogue?words=carnet").get_json()
    assert found == client.get(f"/api/v1/catalogue/{world.app_id}").get_json()
    assert (found["label"]["id"], found["state"], found["former_labels"]) == (label.id, "valid", [])
    change(world, label, LabelState.SUSPENDED)
    (found,) = client.get("/api/v1/catalogue?state=suspended").get_json()
    assert (found["is_tombstone"], found["label"]["reason"]) == (True, "tokens were logged")


@pytest.mark.parametrize("query", ["state=odd", "words=" + "x" * 101])
def test_a_wrong_question_is_a_problem_document(world: AgreedApp, query: str) -> None:
    answer = world.portal.test_client().get(f"/api/v1/catalogue?{query}")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_an_unknown_listing_is_not_found(world: AgreedApp) -> None:
    assert world.portal.test_client().get("/api/v1/catalogue/app_unknownunkno").status_code == 404
